// A labelled field of the form, with its mistake below it.
import { useId, type JSX } from "react";

import { classes } from "../../../ui/classes.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./editor.module.css";

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  /** What the value means: `90.0 %`. */
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** What is suggested while a text is typed. */
  readonly suggestions?: readonly string[] | undefined;
  /** Over the whole width of the form. */
  readonly wide?: boolean;
  /** Text of several lines. */
  readonly isLong?: boolean | undefined;
}

export function Field(props: FieldProps): JSX.Element {
  const { label, value, onChange, hint, problem, choices, wide = false } = props;
  const id = useId();
  const described = problem !== undefined || hint !== undefined ? `${id}-note` : undefined;
  return (
    <div className={classes(css["field"], wide && css["wide"])}>
      <label htmlFor={id}>{label}</label>
      {choices === undefined ? (
        <Text {...props} id={id} described={described} />
      ) : (
        <select
          id={id}
          aria-label={label}
          className={css["select"]}
          value={value}
          aria-invalid={problem !== undefined}
          aria-describedby={described}
          onChange={(event) => onChange(event.target.value)}
        >
          {value !== "" && !choices.includes(value) && <option value={value}>{value}</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
      {described !== undefined && (
        <span id={described} className={css["note"]}>
          {problem === undefined ? hint : <Status kind="error">{problem}</Status>}
        </span>
      )}
    </div>
  );
}

function Text({
  id,
  described,
  label,
  value,
  onChange,
  placeholder,
  problem,
  suggestions = [],
  isLong = false,
}: FieldProps & { readonly id: string; readonly described: string | undefined }): JSX.Element {
  const shared = {
    id,
    "aria-label": label,
    value,
    placeholder,
    spellCheck: false,
    "aria-invalid": problem !== undefined,
    "aria-describedby": described,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  };
  if (isLong)
    return (
      <textarea
        {...shared}
        className={classes(css["long"], problem !== undefined && css["wrong"])}
        rows={Math.min(12, Math.max(3, value.split("\n").length))}
      />
    );
  return (
    <span className={classes(ui.field["field"], problem !== undefined && ui.field["wrong"])}>
      <input {...shared} autoComplete="off" {...(suggestions.length > 0 && { list: `${id}-suggestions` })} />
      {suggestions.length > 0 && (
        <datalist id={`${id}-suggestions`}>
          {suggestions.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </datalist>
      )}
    </span>
  );
}
