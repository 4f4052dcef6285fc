// The variables of a dashboard while it is edited: a line of fields each.
import type { JSX } from "react";

import { type EditedVariable, emptyVariable, mistakeIn } from "../../lib/edited-variables.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./one.module.css";

const most = 10;

export interface VariablesEditorProps {
  readonly edited: readonly EditedVariable[];
  readonly onChange: (edited: readonly EditedVariable[]) => void;
}

export function VariablesEditor({ edited, onChange }: VariablesEditorProps): JSX.Element {
  return (
    <fieldset className={css["variablesEditor"]}>
      <legend>Variables</legend>
      {edited.map((variable, at) => (
        <VariableFields
          // oxlint-disable-next-line react/no-array-index-key -- its name changes with each letter
          key={at}
          variable={variable}
          mistake={mistakeIn(edited, at)}
          onChange={(change) => onChange(edited.with(at, { ...variable, ...change }))}
          onRemove={() => onChange(edited.toSpliced(at, 1))}
        />
      ))}
      <button
        type="button"
        className={ui.button["quiet"]}
        disabled={edited.length >= most}
        onClick={() => onChange([...edited, emptyVariable])}
      >
        Add a variable
      </button>
    </fieldset>
  );
}

interface VariableFieldsProps {
  readonly variable: EditedVariable;
  readonly mistake: string | undefined;
  readonly onChange: (change: Partial<EditedVariable>) => void;
  readonly onRemove: () => void;
}

function VariableFields({ variable, mistake, onChange, onRemove }: VariableFieldsProps): JSX.Element {
  const { name, label, from, text, usual } = variable;
  const isAttribute = from === "attribute";
  const of = name === "" ? "the variable" : name;
  return (
    <div role="group" aria-label={name === "" ? "New variable" : `Variable ${name}`}>
      <Field
        label={`Name of ${of}`}
        placeholder="name"
        value={name}
        onText={(to) => onChange({ name: to })}
      />
      <Field
        label={`Label of ${of}`}
        placeholder="label"
        value={label}
        onText={(to) => onChange({ label: to })}
      />
      <span className={ui.chip["chip"]}>
        <select
          aria-label={`Values of ${of} come from`}
          value={from}
          onChange={(event) => onChange({ from: event.target.value === "values" ? "values" : "attribute" })}
        >
          <option value="attribute">attribute</option>
          <option value="values">list</option>
        </select>
      </span>
      <Field
        label={isAttribute ? `Attribute of ${of}` : `Values of ${of}`}
        placeholder={isAttribute ? "payment.provider" : "free, pro"}
        value={text}
        isWide
        onText={(to) => onChange({ text: to })}
      />
      <Field
        label={`Default of ${of}`}
        placeholder="default: all"
        value={usual}
        onText={(to) => onChange({ usual: to })}
      />
      <button type="button" className={ui.button["quiet"]} aria-label={`Remove ${of}`} onClick={onRemove}>
        Remove
      </button>
      {mistake !== undefined && <Status kind="warn">{mistake}</Status>}
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly isWide?: boolean;
  readonly onText: (text: string) => void;
}

function Field({ label, placeholder, value, isWide = false, onText }: FieldProps): JSX.Element {
  return (
    <span className={classes(ui.field["field"], css["text"])}>
      <input
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        maxLength={isWide ? 100_000 : 500}
        value={value}
        onChange={(event) => onText(event.target.value)}
      />
    </span>
  );
}
