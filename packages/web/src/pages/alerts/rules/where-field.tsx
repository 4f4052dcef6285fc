// The conditions of a rule's source as one text: `region=eu, tier=gold`.
import { useEffect, useState, type JSX } from "react";

import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { classes } from "../../../ui/classes.ts";
import { ui } from "../../../ui/styles.ts";
import { fieldOf, withField } from "./draft.ts";
import css from "./editor.module.css";
import { Field, type FieldProps } from "./field.tsx";
import { parseWhere, suggestedConditions, whereText } from "./where-text.ts";

export interface WhereFieldProps extends Pick<FieldProps, "problem" | "suggestions"> {
  readonly content: RuleContent;
  readonly onChange: (content: RuleContent) => void;
  /** What is wrong with the text; empty when nothing is. A text that is wrong is not in the draft. */
  readonly onMistake: (mistake: string) => void;
}

const path = ["on", "where"];

export function WhereField(props: WhereFieldProps): JSX.Element {
  const { content, onChange, onMistake, suggestions = [], problem } = props;
  const where = partOf(fieldOf(content, path));
  const known = whereText(where);
  const [typed, setTyped] = useState("");
  const parsed = parseWhere(typed, where);
  const mistake = known === undefined ? "" : parsed.problem;
  useEffect(() => {
    onMistake(mistake);
    return () => onMistake("");
  }, [mistake, onMistake]);
  if (known === undefined)
    return (
      <p className={classes(css["wide"], ui.text["dim"])}>
        The conditions of <b>where</b> have values that only the YAML shows.
      </p>
    );
  // spaces and quotes stay as they are typed
  const isTyped = mistake !== "" || JSON.stringify(parsed.where) === JSON.stringify(where);
  const value = isTyped ? typed : known;
  return (
    <Field
      label="Where"
      placeholder="all data"
      wide
      suggestions={suggestedConditions(value, suggestions)}
      value={value}
      problem={mistake === "" ? problem : mistake}
      onChange={(next) => {
        setTyped(next);
        const chosen = parseWhere(next, where);
        if (chosen.problem !== "") return;
        onChange(withField(content, path, Object.keys(chosen.where).length === 0 ? undefined : chosen.where));
      }}
    />
  );
}
