// A formula over queries that have letters, with what is wrong with it.
import { parseFormula } from "contract";
import { useState, type JSX } from "react";

import { classes } from "./classes.ts";
import css from "./formula-field.module.css";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

export interface FormulaFieldProps {
  readonly formula: string;
  readonly letters: readonly string[];
  /** Called when a formula is applied; an empty text removes it. */
  readonly onFormula: (text: string) => void;
}

export function FormulaField({ formula, letters, onFormula }: FormulaFieldProps): JSX.Element {
  const [text, setText] = useState(formula);
  const parsed = text.trim() === "" ? undefined : parseFormula(text, letters);
  const mistake = parsed !== undefined && "mistake" in parsed ? parsed.mistake : undefined;
  const apply = (): void => {
    if (mistake === undefined) onFormula(text.trim());
  };
  return (
    <div className={css["formula"]}>
      <span className={classes(ui.field["field"], mistake !== undefined && ui.field["wrong"])}>
        <input
          aria-label="Formula"
          aria-invalid={mistake !== undefined}
          placeholder="Formula: a / b * 100"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            apply();
          }}
        />
      </span>
      {text.trim() !== formula && (
        <button
          type="button"
          className={ui.button["button"]}
          disabled={mistake !== undefined}
          onClick={apply}
        >
          Apply
        </button>
      )}
      {mistake !== undefined && (
        <Status kind="error">
          {mistake.message} (character {mistake.at + 1})
        </Status>
      )}
    </div>
  );
}
