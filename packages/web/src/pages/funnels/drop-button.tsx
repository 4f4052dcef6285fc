// The button behind a count of people who dropped.
import type { JSX, ReactNode } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import css from "./drop-button.module.css";
import type { StepModel } from "./funnel-model.ts";

interface DropButtonProps {
  readonly step: StepModel;
  /** The step they left from. */
  readonly from: string;
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
  /** In the place of the count. */
  readonly children?: ReactNode;
}

/** Selects the step whose drop-off is shown. */
export function DropButton({ step, from, selected, onSelect, children }: DropButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className={classes(css["drop"], selected === from && css["selected"])}
      aria-pressed={selected === from}
      onClick={() => onSelect(from)}
      title={`Who dropped at ${from}`}
    >
      {children ?? (
        <>
          {formatCount(step.dropped)} <span>dropped</span>
        </>
      )}
    </button>
  );
}
