// The steps below each other, for a phone.
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import { AmountFigure } from "./amount-figure.tsx";
import { DropButton } from "./drop-button.tsx";
import type { StepModel } from "./funnel-model.ts";
import type { StepFiguresProps } from "./step-figures.tsx";
import figures from "./step-figures.module.css";
import css from "./steps-list.module.css";
import { StillOpen } from "./still-open.tsx";

export function StepsList({ steps, ...props }: StepFiguresProps): JSX.Element {
  return (
    <ol className={css["steps"]}>
      {steps.map((step, at) => (
        <Step
          key={step.name}
          {...props}
          {...{ step, at }}
          before={steps[at - 1]}
          isLast={at === steps.length - 1}
        />
      ))}
    </ol>
  );
}

interface StepProps extends Omit<StepFiguresProps, "steps"> {
  readonly step: StepModel;
  /** From 0. */
  readonly at: number;
  readonly before: StepModel | undefined;
  readonly isLast: boolean;
}

function Step({ step, at, before, isLast, ...props }: StepProps): JSX.Element {
  const own = props.amounts?.get(step.name)?.at;
  const on = (step.ofFirst ?? 0) * 100;
  const off = before === undefined ? 0 : Math.max(0, (before.ofFirst ?? 0) * 100 - on);
  return (
    <li>
      {before !== undefined && <Change step={step} before={before} {...props} />}
      <p className={css["name"]}>
        <i className={classes(figures["number"], css["number"])}>{at + 1}</i>
        <b className={ui.text["ellip"]}>{step.name}</b>
        <b className={css["people"]}>{formatCount(step.people)}</b>
        <span className={classes(ui.text["dim"], css["share"])}>{formatShare(step.ofFirst)}</span>
      </p>
      {own !== undefined && (
        <p className={css["amount"]}>
          <AmountFigure amounts={own} of={step.people} />
        </p>
      )}
      <span className={css["bar"]} aria-hidden="true">
        <i className={classes(css["on"], isLast && css["last"])} style={{ width: `${on}%` }} />
        <i
          className={classes(css["off"], before?.name === props.selected && css["selected"])}
          style={{ width: `${off}%` }}
        />
      </span>
    </li>
  );
}

/** From the step before: who went on, and who dropped. */
function Change({
  step,
  before,
  selected,
  onSelect,
  amounts,
}: Omit<StepProps, "at" | "isLast"> & { readonly before: StepModel }): JSX.Element {
  const lost = amounts?.get(before.name)?.lost;
  return (
    <p className={css["change"]}>
      <b>{formatShare(step.ofBefore)}</b>{" "}
      <Delta now={step.ofBefore} before={step.ofBeforeThen} share verdict={step.verdict} />
      {step.medianMs !== null && (
        <span className={ui.text["dim"]}>after {formatDuration(step.medianMs)}</span>
      )}
      <DropButton step={step} from={before.name} selected={selected} onSelect={onSelect} />
      <StillOpen people={step.open} />
      {lost !== undefined && step.dropped > 0 && (
        <span>
          {lost.people === 0 && <span className={ui.text["dim"]}>amount lost </span>}
          <AmountFigure amounts={lost} of={step.dropped} />
          {lost.people > 0 && <span className={ui.text["dim"]}> lost</span>}
        </span>
      )}
    </p>
  );
}
