// The rule as YAML: everything that a rule can say.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState, type JSX } from "react";

import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { fromYaml, toYaml } from "../../../lib/yaml.ts";
import { Status } from "../../../ui/status.tsx";
import css from "./editor.module.css";

export interface YamlTabProps {
  readonly content: RuleContent;
  /** How often the draft was changed elsewhere. */
  readonly revision: number;
  readonly onChange: (content: RuleContent) => void;
  /** Why the text is not the draft; empty while it is. */
  readonly mistake: string;
  readonly onMistake: (mistake: string) => void;
}

/** The text is the user's until the draft changes elsewhere: what it says becomes the draft while it is valid YAML. */
export function YamlTab({ content, revision, onChange, mistake, onMistake }: YamlTabProps): JSX.Element {
  const [typed, setTyped] = useState<{ readonly revision: number; readonly text: string }>();
  const isTyped = typed?.revision === revision;
  const written = useQuery({
    queryKey: ["yaml", content],
    queryFn: async () => toYaml(content),
    enabled: !isTyped,
    placeholderData: keepPreviousData,
    meta: { refresh: "still" },
  });
  const id = useId();
  const text = isTyped ? typed.text : (written.data ?? "");
  const write = async (next: string): Promise<void> => {
    setTyped({ revision, text: next });
    try {
      onChange(partOf(await fromYaml(next)));
      onMistake("");
    } catch (error) {
      onMistake((error as Error).message);
    }
  };
  return (
    <div className={css["yaml"]}>
      <textarea
        aria-label="Rule as YAML"
        value={text}
        rows={Math.min(40, Math.max(16, text.split("\n").length + 2))}
        spellCheck={false}
        autoCapitalize="off"
        aria-invalid={mistake !== ""}
        aria-describedby={`${id}-mistake`}
        onChange={(event) => void write(event.target.value)}
      />
      <p id={`${id}-mistake`} role="status" className={css["mistake"]}>
        {mistake !== "" && <Status kind="error">Invalid YAML: {mistake.split("\n")[0]}</Status>}
      </p>
    </div>
  );
}
