// The editor of the rules as JSON. The page reports invalid JSON while you type; the console checks the rules when you save.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Problem, SamplingResult, SamplingRules } from "contract";
import { useId, useState, type JSX, type ReactNode } from "react";

import { toProblem } from "../../data/api-error.ts";
import { type Endpoint, send } from "../../data/client.ts";
import { LeaveQuestion } from "../../ui/leave-question.tsx";
import { Status } from "../../ui/status.tsx";
import css from "./editor.module.css";
import { ui } from "../../ui/styles.ts";

const path: Endpoint = "/api/sampling";

export interface EditorProps {
  readonly data: SamplingResult;
  readonly onDone: () => void;
}

export function Editor({ data, onDone }: EditorProps): JSX.Element {
  // The version that editing started with: saving must not overwrite what others save meanwhile.
  const [version, setVersion] = useState(data.version);
  const [text, setText] = useState(() => JSON.stringify(data.rules, null, 2));
  const id = useId();
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: async () =>
      send("PUT /api/sampling", {
        body: JSON.parse(text) as SamplingRules,
        ifMatch: `"${version}"`,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [path] });
      onDone();
    },
  });
  const syntax = syntaxErrorIn(text);
  const problem = saving.isError ? toProblem(saving.error) : undefined;
  return (
    <form
      className={css["editor"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (syntax === undefined) saving.mutate();
      }}
    >
      <LeaveQuestion name="the sampling rules" draft={text} />
      <p className={ui.text["dim"]}>Rules as JSON, on top of version {version}</p>
      <textarea
        aria-label="Rules as JSON"
        value={text}
        rows={Math.min(32, Math.max(12, text.split("\n").length + 1))}
        spellCheck={false}
        autoCapitalize="off"
        aria-invalid={syntax !== undefined || problem !== undefined}
        aria-describedby={`${id}-state`}
        onChange={(event) => {
          setText(event.target.value);
          saving.reset();
        }}
      />
      <div id={`${id}-state`} role="status" className={css["state"]}>
        {syntax !== undefined && <Mistake>Invalid JSON: {syntax}</Mistake>}
        {problem !== undefined && <Rejected problem={problem} />}
      </div>
      <p className={css["actions"]}>
        <button
          type="submit"
          className={ui.button["primary"]}
          disabled={syntax !== undefined || saving.isPending || problem?.status === 412}
        >
          {saving.isPending ? "Saving" : "Save"}
        </button>
        <button type="button" className={ui.button["quiet"]} onClick={onDone}>
          Cancel
        </button>
        {problem?.status === 412 && (
          <SaveOver
            version={data.version}
            onContinue={() => {
              setVersion(data.version);
              saving.reset();
            }}
          />
        )}
      </p>
    </form>
  );
}

/** Others have saved `version` meanwhile: continues on top of it. */
function SaveOver({
  version,
  onContinue,
}: {
  readonly version: number;
  readonly onContinue: () => void;
}): JSX.Element {
  return (
    <button type="button" className={ui.button["button"]} onClick={onContinue}>
      Save over version {version}
    </button>
  );
}

/** Why the console rejected the rules: a line for each mistake, and what to do. */
function Rejected({ problem: { message, fix } }: { readonly problem: Problem }): JSX.Element {
  return (
    <>
      {message.split("; ").map((line) => (
        <Mistake key={line}>{line}</Mistake>
      ))}
      <p className={ui.text["soft"]}>{fix}</p>
    </>
  );
}

function Mistake({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <Status kind="error" className={css["problem"]}>
      {children}
    </Status>
  );
}

function syntaxErrorIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
