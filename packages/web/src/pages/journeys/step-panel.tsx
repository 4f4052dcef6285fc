// The selected step: visits, time, and the steps before and after it.
import { Link } from "@tanstack/react-router";
import { measureText, measureWord, shareOf } from "catalog/measures";
import type { JSX, ReactNode } from "react";

import { formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import css from "./step-panel.module.css";
import type { StepEdge, StepFacts } from "./step-facts.ts";
import { ui } from "../../ui/styles.ts";

export interface StepPanelProps {
  readonly facts: StepFacts;
  readonly journey: string;
  /** The steps of the path that leads to the step. */
  readonly funnel: readonly string[];
  readonly fold: FoldProps;
  readonly onSelect: (step: string | undefined) => void;
}

interface FoldProps {
  readonly isFolded: boolean;
  /** There is something behind the step that can be hidden. */
  readonly canFold: boolean;
  readonly isBackwards: boolean;
  readonly onFold: (isFolded: boolean) => void;
}

export function StepPanel({ facts, journey, funnel, fold, onSelect }: StepPanelProps): JSX.Element {
  const { node } = facts;
  return (
    <aside className={css["panel"]} aria-label="Selected step">
      <header>
        <p className={ui.text["dim"]}>
          step {facts.position} of {facts.of}
        </p>
        <button
          type="button"
          className={classes(ui.button["icon"], css["close"])}
          aria-label="Close"
          title="Close (esc)"
          onClick={() => onSelect(undefined)}
        >
          <Icon name="close" />
        </button>
        <h2>{node.step}</h2>
      </header>
      <Facts facts={facts} />
      <Edges
        title="Came from"
        edges={facts.cameFrom}
        whenNone="the journey begins here"
        onSelect={onSelect}
      />
      <Edges title="Went to" edges={facts.wentTo} whenNone="the journey ends here" onSelect={onSelect} />
      <div className={css["actions"]}>
        {funnel.length > 1 && (
          <Link
            className={ui.button["primary"]}
            to="/funnels/$name"
            params={{ name: journey }}
            search={{ steps: [...funnel], step: funnel.at(-1) === node.step ? funnel.at(-2) : funnel[0] }}
            title={funnel.join(" → ")}
          >
            Open as funnel
          </Link>
        )}
        <FoldButton {...fold} />
      </div>
      {funnel.length > 1 && <p className={classes(ui.text["dim"], css["path"])}>{funnel.join(" → ")}</p>}
    </aside>
  );
}

/** Hides the steps that follow, or backwards those before; `←` and `→` do the same. */
function FoldButton({ isFolded, canFold, isBackwards, onFold }: FoldProps): JSX.Element | null {
  if (!canFold && !isFolded) return null;
  return (
    <button
      type="button"
      className={ui.button["quiet"]}
      aria-pressed={isFolded}
      onClick={() => onFold(!isFolded)}
    >
      {isFolded ? "Expand" : isBackwards ? "Collapse what leads here" : "Collapse what follows"}
    </button>
  );
}

function Facts({ facts }: { readonly facts: StepFacts }): JSX.Element {
  const { node, timeMs } = facts;
  return (
    <dl className={css["facts"]}>
      <div>
        <dt title={measureText("visitsAtStep")}>visits</dt>
        <dd>{formatMeasure("visitsAtStep", node.visits)}</dd>
      </div>
      <div>
        <dt title={measureText("people")}>{measureWord("people")}</dt>
        <dd>{formatMeasure("people", node.people)}</dd>
      </div>
      <div>
        <dt>time here</dt>
        <dd title="Typical time until the next step">{formatDuration(timeMs)}</dd>
      </div>
      <div>
        <dt>errors</dt>
        <dd
          className={node.errors > 0 ? ui.text["bad"] : undefined}
          title="Share of the people for whom something failed at this step"
        >
          {node.errors === 0 ? none : formatShare(shareOf(node.errors, node.people))}
        </dd>
      </div>
    </dl>
  );
}

interface EdgesProps {
  readonly title: string;
  readonly edges: readonly StepEdge[];
  readonly whenNone: string;
  readonly onSelect: (step: string) => void;
}

function Edges({ title, edges, whenNone, onSelect }: EdgesProps): ReactNode {
  return (
    <List
      label={title}
      className={css["edges"]}
      columns={edgeColumns(title, onSelect)}
      rows={edges}
      keyOf={({ name }) => name}
      empty={
        <p className={classes(ui.text["dim"], css["none"])}>
          <b>{title}</b> {whenNone}
        </p>
      }
    />
  );
}

const edgeColumns = (title: string, onSelect: EdgesProps["onSelect"]): readonly Column<StepEdge>[] => [
  {
    label: title,
    hasLink: true,
    cell: ({ name, step, isLoop, share }) => (
      <>
        {step === null ? (
          <span className={ui.text["ellip"]}>{name}</span>
        ) : (
          <button
            type="button"
            className={classes(ui.table["rowLink"], ui.text["ellip"])}
            onClick={() => onSelect(step)}
          >
            {name}
          </button>
        )}
        <span className={classes(css["share"], (step === null || isLoop) && css["off"])}>
          <i style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
      </>
    ),
    csv: { [title]: ({ name }) => name },
  },
  measureColumn("visits", ({ visits }) => visits),
  measureColumn("wentOn", ({ share }) => share, { label: "Share", cellClass: ui.text["soft"] }),
  {
    label: "Median",
    isFigure: true,
    cell: ({ medianMs }) => formatDuration(medianMs),
    csv: { "Median (ms)": ({ medianMs }) => medianMs },
  },
  measureColumn("wayErrorShare", ({ errors }) => (errors === 0 ? null : errors), {
    cellClass: ({ errors }) => ((errors ?? 0) > 0 ? ui.text["bad"] : undefined),
  }),
];
