// The steps below each other, for a phone.
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import { DropButton } from "./drop-button.tsx";
import type { StepFiguresProps } from "./step-figures.tsx";
import figures from "./step-figures.module.css";
import css from "./steps-list.module.css";
import { StillOpen } from "./still-open.tsx";

export function StepsList({ steps, selected, onSelect }: StepFiguresProps): JSX.Element {
  return (
    <ol className={css["steps"]}>
      {steps.map((step, i) => {
        const before = steps[i - 1];
        const on = (step.ofFirst ?? 0) * 100;
        const off = before === undefined ? 0 : Math.max(0, (before.ofFirst ?? 0) * 100 - on);
        return (
          <li key={step.name}>
            {before !== undefined && (
              <p className={css["change"]}>
                <b>{formatShare(step.ofBefore)}</b>{" "}
                <Delta now={step.ofBefore} before={step.ofBeforeThen} share verdict={step.verdict} />
                {step.medianMs !== null && (
                  <span className={ui.text["dim"]}>after {formatDuration(step.medianMs)}</span>
                )}
                <DropButton step={step} from={before.name} selected={selected} onSelect={onSelect} />
                <StillOpen people={step.open} />
              </p>
            )}
            <p className={css["name"]}>
              <i className={classes(figures["number"], css["number"])}>{i + 1}</i>
              <b className={ui.text["ellip"]}>{step.name}</b>
              <b className={css["people"]}>{formatCount(step.people)}</b>
              <span className={classes(ui.text["dim"], css["share"])}>{formatShare(step.ofFirst)}</span>
            </p>
            <span className={css["bar"]} aria-hidden="true">
              <i
                className={classes(css["on"], i === steps.length - 1 && css["last"])}
                style={{ width: `${on}%` }}
              />
              <i
                className={classes(css["off"], before?.name === selected && css["selected"])}
                style={{ width: `${off}%` }}
              />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
