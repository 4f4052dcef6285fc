// Builds a funnel of the steps of the journey that the store has seen: added, moved, removed, and saved under a name. Each change goes to the
// address.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { SaveView } from "../../ui/shell/save-view.tsx";
import { ui } from "../../ui/styles.ts";
import { StepChip } from "./step-chip.tsx";
import css from "./steps-builder.module.css";

export interface StepsBuilderProps {
  /** The steps of the funnel, in order. */
  readonly steps: readonly string[];
  /** The other steps of the journey, with how many people took them. */
  readonly others: readonly { readonly step: string; readonly people: number }[];
  /** Whether the steps are others than the funnel declares. */
  readonly isChanged: boolean;
  readonly onSteps: (steps: readonly string[] | undefined) => void;
}

const mostSteps = 20;

export function StepsBuilder({ steps, others, isChanged, onSteps }: StepsBuilderProps): JSX.Element {
  const move = (from: number, to: number): void => {
    const step = steps[from];
    if (step !== undefined && from !== to) onSteps(steps.toSpliced(from, 1).toSpliced(to, 0, step));
  };
  return (
    <section className={css["builder"]} aria-label="Edit steps">
      <ol>
        {steps.map((step, at) => (
          <StepChip
            key={step}
            {...{ step, at }}
            count={steps.length}
            onMove={move}
            onRemove={() => onSteps(steps.filter((other) => other !== step))}
          />
        ))}
      </ol>
      <p className={css["others"]}>
        <span className={ui.text["dim"]}>
          {others.length === 0 ? "All steps of this journey are in the funnel." : "Add a step:"}
        </span>
        {others.map(({ step, people }) => (
          <button
            key={step}
            type="button"
            className={ui.button["button"]}
            disabled={steps.length >= mostSteps}
            onClick={() => onSteps([...steps, step])}
          >
            {step} <span className={ui.text["dim"]}>{formatCount(people)}</span>
          </button>
        ))}
        {isChanged && (
          <button type="button" className={ui.button["quiet"]} onClick={() => onSteps(undefined)}>
            Declared steps
          </button>
        )}
      </p>
      <SaveView what="funnel" />
    </section>
  );
}
