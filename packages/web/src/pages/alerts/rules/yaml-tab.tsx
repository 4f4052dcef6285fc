// The rule as YAML: everything that a rule can say.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState, type JSX } from "react";

import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { fromYaml, toYaml } from "../../../lib/yaml.ts";
import { Status } from "../../../ui/status.tsx";
import css from "./editor.module.css";

export interface YamlTabProps {
  readonly content: RuleContent;
  readonly onChange: (content: RuleContent) => void;
  /** Why the text is not the draft; empty while it is. */
  readonly mistake: string;
  readonly onMistake: (mistake: string) => void;
}

/** The text is the user's until the draft changes elsewhere: what it says becomes the draft while it is valid YAML. */
export function YamlTab({ content, onChange, mistake, onMistake }: YamlTabProps): JSX.Element {
  /** What was typed, and the draft that it is. */
  const [typed, setTyped] = useState<{ readonly draft: RuleContent; readonly text: string }>();
  const isOwn = typed?.draft === content;
  const written = useQuery({
    queryKey: ["yaml", content],
    queryFn: async () => toYaml(content),
    enabled: !isOwn,
    placeholderData: keepPreviousData,
    meta: { refresh: "still" },
  });
  const id = useId();
  const text = isOwn ? typed.text : (written.data ?? "");
  const write = async (next: string): Promise<void> => {
    setTyped({ draft: content, text: next });
    try {
      const draft = partOf(await fromYaml(next));
      // more may be typed meanwhile
      setTyped((last) => ({ text: next, ...last, draft }));
      onChange(draft);
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
