// The rule as YAML: everything that a rule can say.
import { useEffect, useId, useState, type JSX } from "react";

import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { fromYaml, toYaml } from "../../../lib/yaml.ts";
import { Status } from "../../../ui/status.tsx";
import css from "./editor.module.css";

export interface YamlTabProps {
  readonly content: RuleContent;
  readonly onChange: (content: RuleContent) => void;
}

/** The text is the user's until the tab is left: what it says becomes the draft while it is valid YAML. */
export function YamlTab({ content, onChange }: YamlTabProps): JSX.Element {
  const [text, setText] = useState<string>();
  const [mistake, setMistake] = useState("");
  const id = useId();
  useEffect(() => {
    let isHere = true;
    void toYaml(content).then((yaml) => isHere && setText((known) => known ?? yaml));
    return () => {
      isHere = false;
    };
    // Only the draft at the moment when the tab is opened is written as text.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, []);
  const write = (next: string): void => {
    setText(next);
    void fromYaml(next).then(
      (value) => {
        setMistake("");
        onChange(partOf(value));
      },
      (error: unknown) => setMistake((error as Error).message),
    );
  };
  return (
    <div className={css["yaml"]}>
      <textarea
        aria-label="Rule as YAML"
        value={text ?? ""}
        rows={Math.min(40, Math.max(16, (text ?? "").split("\n").length + 2))}
        spellCheck={false}
        autoCapitalize="off"
        aria-invalid={mistake !== ""}
        aria-describedby={`${id}-mistake`}
        onChange={(event) => write(event.target.value)}
      />
      <p id={`${id}-mistake`} role="status" className={css["mistake"]}>
        {mistake !== "" && <Status kind="error">Invalid YAML: {mistake.split("\n")[0]}</Status>}
      </p>
    </div>
  );
}
