// The same steps lying down, for a phone.
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Delta } from "../../ui/delta.tsx";
import { DropButton, type StepFiguresProps } from "./step-figures.tsx";

export function StepsList({ steps, selected, onSelect }: StepFiguresProps): JSX.Element {
  return (
    <ol className="vsteps">
      {steps.map((step, i) => {
        const before = steps[i - 1];
        const on = (step.ofFirst ?? 0) * 100;
        const off = before === undefined ? 0 : Math.max(0, (before.ofFirst ?? 0) * 100 - on);
        return (
          <li key={step.name}>
            {before !== undefined && (
              <p className="mv">
                <b>{formatShare(step.ofBefore)}</b>{" "}
                <Delta now={step.ofBefore} before={step.ofBeforeThen} share verdict={step.verdict} />
                {step.medianMs !== null && <span className="dim">after {formatDuration(step.medianMs)}</span>}
                <DropButton step={step} from={before.name} selected={selected} onSelect={onSelect} />
              </p>
            )}
            <p className="nm">
              <i className="n">{i + 1}</i>
              <b className="ellip">{step.name}</b>
              <b className="r">{formatCount(step.people)}</b>
              <span className="dim">{formatShare(step.ofFirst)}</span>
            </p>
            <span className="hb" aria-hidden="true">
              <i className={`on ${i === steps.length - 1 ? "last" : ""}`} style={{ width: `${on}%` }} />
              <i className={`off ${before?.name === selected ? "sel" : ""}`} style={{ width: `${off}%` }} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
