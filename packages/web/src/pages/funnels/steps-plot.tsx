// The steps as bars: who continued, who dropped (hatched), the level of the previous period, and the figures below in columns.
import { measureText, measureWord, shareOf } from "catalog/measures";
import { useId, type CSSProperties, type JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { ListExport } from "../../ui/list/list-export.tsx";
import { ui } from "../../ui/styles.ts";
import type { StepModel } from "./funnel-model.ts";
import { stepColumns } from "./step-columns.ts";
import { StepFigures, type StepFiguresProps } from "./step-figures.tsx";
import css from "./steps-plot.module.css";

export interface StepsProps extends StepFiguresProps {
  /** The name of the previous period: `the hour before`. */
  readonly before: string;
}

const bar = 128;
const pitch = 200;
const tall = 140;

/** Side by side; wide funnels scroll sideways. */
export function StepsPlot(props: StepsProps): JSX.Element {
  const { steps, selected, onSelect, amounts, before } = props;
  const hatch = useId();
  const width = pitch * (steps.length - 1) + bar;
  const style = { "--n": steps.length, "--plot": width / (pitch * steps.length) } as CSSProperties;
  return (
    <div className={css["steps"]}>
      <Legend steps={steps} before={before} />
      <div className={ui.screen["scrollX"]}>
        <div className={css["sheet"]} style={style}>
          <div className={css["plot"]}>
            <svg
              viewBox={`0 0 ${width} ${tall}`}
              preserveAspectRatio="none"
              role="img"
              aria-label="People per step, with those who dropped hatched"
            >
              <defs>
                <pattern
                  id={hatch}
                  width="6"
                  height="6"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
                  <path d="M0 0v6" className={css["hatch"]} />
                </pattern>
                <pattern
                  id={`${hatch}a`}
                  width="6"
                  height="6"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
                  <path d="M0 0v6" className={css["selectedHatch"]} />
                </pattern>
              </defs>
              {steps.map((step, i) => (
                <Bar
                  key={step.name}
                  steps={steps}
                  at={i}
                  hatch={hatch}
                  selected={steps[i - 1]?.name === selected}
                />
              ))}
            </svg>
          </div>
          <StepFigures steps={steps} selected={selected} onSelect={onSelect} amounts={amounts} />
        </div>
      </div>
      <ListExport
        label="Steps of the funnel"
        columns={stepColumns(amounts)}
        rows={steps}
        keyOf={({ name }) => name}
      />
    </div>
  );
}

function Legend({ steps, before }: Pick<StepsProps, "steps" | "before">): JSX.Element {
  const hasBefore = steps.some((step) => step.ofFirstThen !== null);
  return (
    <p className={classes(css["legend"], ui.text["dim"])}>
      <span>
        <i className={css["continued"]} />
        continued
      </span>
      <span>
        <i className={css["dropped"]} />
        dropped
      </span>
      {steps.some((step) => step.open > 0) && (
        <span title={measureText("stillOpen")}>
          <i className={css["open"]} />
          {measureWord("stillOpen")}
        </span>
      )}
      {hasBefore && (
        <span>
          <i className={css["earlier"]} />
          {before}
        </span>
      )}
    </p>
  );
}

const level = (share: number | null): number => 6 + (1 - (share ?? 0)) * (tall - 6);

function Bar({
  steps,
  at,
  hatch,
  selected,
}: {
  readonly steps: readonly StepModel[];
  readonly at: number;
  readonly hatch: string;
  readonly selected: boolean;
}): JSX.Element {
  const step = steps[at]!;
  const before = steps[at - 1];
  const next = steps[at + 1];
  const x = at * pitch;
  const top = level(step.ofFirst);
  const from = before === undefined ? top : level(before.ofFirst);
  // those who are still open are between those who dropped and those who went on
  const openTop = top - (top - from) * (shareOf(step.open, step.open + step.dropped) ?? 0);
  const then = step.ofFirstThen === null ? null : level(step.ofFirstThen);
  return (
    <>
      {next !== undefined && (
        <path
          className={css["flow"]}
          d={`M${x + bar},${top}L${x + pitch},${level(next.ofFirst)}V${tall}H${x + bar}Z`}
        />
      )}
      {before !== undefined && top > from && (
        <rect
          className={classes(css["drop"], selected && css["selected"])}
          x={x}
          y={from}
          width={bar}
          height={openTop - from}
          fill={`url(#${hatch}${selected ? "a" : ""})`}
        >
          <title>{`${formatCount(step.dropped)} dropped between ${before.name} and ${step.name}`}</title>
        </rect>
      )}
      {before !== undefined && step.open > 0 && (
        <rect className={css["mayGoOn"]} x={x} y={openTop} width={bar} height={top - openTop}>
          <title>{`${formatCount(step.open)} still open between ${before.name} and ${step.name}`}</title>
        </rect>
      )}
      <rect
        className={classes(css["step"], next === undefined && css["last"])}
        x={x}
        y={top}
        width={bar}
        height={tall - top}
      >
        <title>{`${step.name} ${formatCount(step.people)}`}</title>
      </rect>
      {then !== null && (
        <path className={css["earlierLevel"]} d={`M${x - 6},${then}h${bar + 12}`}>
          <title>{`before: ${formatShare(step.ofFirstThen)}`}</title>
        </path>
      )}
    </>
  );
}
