// The rules as JSON, to be changed and saved. What is wrong is said at once where the text is no JSON, else by the console, with its place.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SamplingResult, SamplingRules } from "contract";
import { useId, useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { type Endpoint, send } from "../../data/client.ts";
import { Status } from "../../ui/status.tsx";

const path: Endpoint = "/api/sampling";

export interface EditorProps {
  readonly data: SamplingResult;
  readonly onDone: () => void;
}

export function Editor({ data, onDone }: EditorProps): JSX.Element {
  // what was read when editing began: what others save meanwhile must not be overwritten
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
  const syntax = mistakeIn(text);
  const problem = saving.isError ? toProblem(saving.error) : undefined;
  return (
    <form
      className="rules-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (syntax === undefined) saving.mutate();
      }}
    >
      <p className="dim">Rules as JSON, on top of version {version}</p>
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
      <div id={`${id}-state`} role="status" className="editor-state">
        {syntax !== undefined && <Status kind="error">No JSON: {syntax}</Status>}
        {problem !== undefined && (
          <>
            {problem.message.split("; ").map((line) => (
              <Status key={line} kind="error">
                {line}
              </Status>
            ))}
            <p className="soft">{problem.fix}</p>
          </>
        )}
      </div>
      <p className="acts">
        <button
          type="submit"
          className="btn primary"
          disabled={syntax !== undefined || saving.isPending || saving.isError}
        >
          {saving.isPending ? "Saving" : "Save"}
        </button>
        <button type="button" className="btn quiet" onClick={onDone}>
          Cancel
        </button>
        {problem?.status === 412 && (
          <button
            type="button"
            className="btn"
            onClick={() => {
              setVersion(data.version);
              saving.reset();
            }}
          >
            Save over version {data.version}
          </button>
        )}
      </p>
    </form>
  );
}

function mistakeIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
