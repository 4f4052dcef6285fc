// The editor of a query, in a shadow root: its styles are sheets of that root, which the page's content security policy allows.
import type { SqlSchema, SqlTable } from "contract";
import { useEffect, useEffectEvent, useRef, type JSX } from "react";

import { createEditor, type Editor } from "./create-editor.ts";
import css from "./sql.module.css";
import type { PutText } from "./use-editor-text.ts";

export interface SqlEditorProps {
  /** Replaces the text when it is another object; `onChange` reports what is typed. */
  readonly put: PutText;
  readonly schema: SqlSchema | undefined;
  /** Where the mistake is in the query, both from 1. */
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
  return <div ref={host} className={css["editor"]} />;
}

/** Keys typed here must not be shortcuts of the page, which cannot see what has the focus in the shadow root. */
function keepKeys(event: KeyboardEvent): void {
  if (!(event.metaKey || event.ctrlKey)) event.stopPropagation();
}
