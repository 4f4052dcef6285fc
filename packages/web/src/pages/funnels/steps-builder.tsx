// Builds a funnel by clicking steps: those of the journey that the store has seen. Each change goes to the address.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import figures from "./step-figures.module.css";
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
  const swap = (at: number): void =>
    onSteps([...steps.slice(0, at - 1), steps[at]!, steps[at - 1]!, ...steps.slice(at + 1)]);
  return (
    <section className={css["builder"]} aria-label="Edit steps">
      <ol>
        {steps.map((step, at) => (
          <li key={step}>
            <i className={figures["number"]}>{at + 1}</i>
            <span className={ui.text["ellip"]}>{step}</span>
            <button
              type="button"
              className={ui.button["icon"]}
              aria-label={`Move ${step} before ${steps[at - 1] ?? "the first"}`}
              disabled={at === 0}
              onClick={() => swap(at)}
            >
              ←
            </button>
            <button
              type="button"
              className={ui.button["icon"]}
              aria-label={`Remove ${step}`}
              disabled={steps.length <= 2}
              onClick={() => onSteps(steps.filter((other) => other !== step))}
            >
              <Icon name="close" />
            </button>
          </li>
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
      <p className={ui.text["dim"]}>
        The address holds this funnel: copy the link to share it, or save it under Views.
      </p>
    </section>
  );
}
