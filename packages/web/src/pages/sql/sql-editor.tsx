// The editor of a query, in a shadow root: its styles are sheets of that root, which the page's content security policy allows.
import type { SqlSchema, SqlTable } from "contract";
import { useEffect, useEffectEvent, useRef, type JSX } from "react";

import { createEditor, type Editor } from "./create-editor.ts";

export interface SqlEditorProps {
  /** Stands in the editor from the moment it is another object; what is typed is told by `onChange`. */
  readonly put: { readonly text: string };
  readonly schema: SqlSchema | undefined;
  /** Of the mistake in what was run, both from 1. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  readonly onChange: (text: string) => void;
  readonly onRun: (text: string) => void;
}

const noTables: readonly SqlTable[] = [];

export function SqlEditor({ put, schema, place, onChange, onRun }: SqlEditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const changed = useEffectEvent(onChange);
  const run = useEffectEvent(onRun);
  const first = useEffectEvent(() => put.text);
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    host.current!.addEventListener("keydown", keepKeys);
    editor.current = createEditor(root, first(), {
      onChange: (next) => changed(next),
      onRun: (asked) => run(asked),
    });
    return () => editor.current?.destroy();
  }, []);
  useEffect(() => editor.current?.setText(put.text), [put]);
  useEffect(() => editor.current?.setSchema(schema?.tables ?? noTables, schema?.functions ?? []), [schema]);
  useEffect(() => editor.current?.setMistake(place), [place]);
  return <div ref={host} className="sql-editor" />;
}

/** Keys typed here are no shortcuts of the page, which cannot see into the root. */
function keepKeys(event: KeyboardEvent): void {
  if (!(event.metaKey || event.ctrlKey)) event.stopPropagation();
}
