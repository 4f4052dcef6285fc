// A step of a Sankey: a bar with its name and visits, a button that selects it; and beside a folded one, a button that expands it.
import { memo, type JSX, type KeyboardEvent } from "react";

import type { SankeyFold } from "../../draw/sankey-graph.ts";
import type { PlacedNode } from "../../draw/sankey-shapes.ts";
import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import css from "./sankey.module.css";

interface StepProps {
  readonly placed: PlacedNode;
  readonly selected: boolean;
  readonly goal: boolean;
  readonly letters: number;
  readonly onSelect: (step: string | undefined) => void;
}

export const Step = memo(function Step(props: StepProps): JSX.Element {
  const { placed, selected, goal, letters, onSelect } = props;
  const { node, x0, x1, y0, y1 } = placed;
  const toggle = (): void => onSelect(selected ? undefined : node.step);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  };
  const name = node.step.length > letters ? `${node.step.slice(0, letters - 1)}…` : node.step;
  return (
    <g
      className={classes(css["step"], selected && css["selected"])}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${node.step}, ${formatCount(node.visits)} visits, ${formatCount(node.left)} left`}
      onClick={toggle}
      onKeyDown={onKeyDown}
    >
      <rect
        className={css["reach"]}
        x={x0 - 4}
        y={y0 - 34}
        width={Math.max(72, name.length * 7)}
        height={y1 - y0 + 38}
      />
      <rect
        className={classes(css["bar"], goal && css["goal"])}
        x={x0}
        y={y0}
        width={x1 - x0}
        height={y1 - y0}
        rx="1.5"
      >
        <title>{`${node.step}: ${formatCount(node.visits)} visits`}</title>
      </rect>
      <text className={css["name"]} x={x0} y={y0 - 19}>
        {name}
      </text>
      <text x={x0} y={y0 - 5}>
        {formatCount(node.visits)}
      </text>
    </g>
  );
});

interface FoldMarkProps {
  readonly fold: SankeyFold;
  readonly placed: PlacedNode | undefined;
  readonly isBackwards: boolean;
  readonly onFold: (step: string, isFolded: boolean) => void;
}

/** Beside a folded step: how much it hides. A click expands it. */
export function Fold({ fold, placed, isBackwards, onFold }: FoldMarkProps): JSX.Element | null {
  if (placed === undefined) return null;
  const { step, steps, visits } = fold;
  const expand = (): void => onFold(step, false);
  const text = `+ ${formatCount(Math.max(1, steps.length))}`;
  const x = isBackwards ? Math.max(20, placed.x0 - 6) : placed.x1 + 6;
  return (
    <g
      className={css["fold"]}
      role="button"
      tabIndex={0}
      aria-label={`Expand ${step}`}
      onClick={expand}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        expand();
      }}
    >
      <title>{`${formatCount(visits)} visits ${isBackwards ? "came from" : "went on to"} ${steps.join(", ") || "other steps"}`}</title>
      <text x={x} y={(placed.y0 + placed.y1) / 2 + 4} textAnchor={isBackwards ? "end" : "start"}>
        {text}
      </text>
    </g>
  );
}
