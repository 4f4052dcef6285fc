// The conditions of a rule's source as one text: `region=eu, tier=gold`.
import { useState, type JSX } from "react";

import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { fieldOf, suggestedAfter, whereOf, whereText, withField } from "./draft.ts";
import { Field, type FieldProps } from "./field.tsx";

export interface WhereFieldProps extends Pick<FieldProps, "problem" | "suggestions"> {
  readonly content: RuleContent;
  readonly onChange: (content: RuleContent) => void;
}

const path = ["on", "where"];

/** Conditions that the text cannot have are in the YAML only. */
export function WhereField({
  content,
  onChange,
  suggestions = [],
  problem,
}: WhereFieldProps): JSX.Element | null {
  const where = partOf(fieldOf(content, path));
  const known = whereText(where);
  const [typed, setTyped] = useState("");
  if (known === undefined) return null;
  // what is typed need not be a condition yet
  const isTyped = JSON.stringify(whereOf(typed, where)) === JSON.stringify(where);
  const value = isTyped ? typed : known;
  return (
    <Field
      label="Where"
      placeholder="all data"
      wide
      suggestions={suggestedAfter(value, suggestions)}
      value={value}
      problem={problem}
      onChange={(next) => {
        setTyped(next);
        const chosen = whereOf(next, where);
        onChange(withField(content, path, Object.keys(chosen).length === 0 ? undefined : chosen));
      }}
    />
  );
}
