// One of a few choices in a chip, with the browser's own list.
import type { JSX } from "react";

import css from "./choice.module.css";
import { classes } from "./classes.ts";
import { ui } from "./styles.ts";

export interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** The label of no choice, whose value is empty; absent: one is always chosen. */
  readonly all?: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, value, all, options, onChange }: ChoiceProps): JSX.Element {
  const isOwn = value !== "" && !options.some(([one]) => one === value);
  return (
    <label className={classes(ui.chip["chip"], css["choice"])}>
      <select value={value} aria-label={label} onChange={(event) => onChange(event.target.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {isOwn && <option value={value}>{value}</option>}
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
