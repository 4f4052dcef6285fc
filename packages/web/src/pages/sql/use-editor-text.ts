// The text of the editor, which may be ahead of the query in the URL.
import { useState } from "react";

/** A text that the page puts into the editor; another object puts it there again. */
export interface PutText {
  readonly text: string;
}

export interface EditorText {
  readonly text: string;
  readonly put: PutText;
  /** Reports what is typed. */
  setText(text: string): void;
  /** Replaces the text in the editor. */
  putText(text: string): void;
}

/** Starts with `query`, the query of the URL, and follows it. Text typed since the query was run stays. */
export function useEditorText(query: string | undefined): EditorText {
  const [text, setText] = useState(query ?? "");
  const [{ put, followed }, setPut] = useState({ put: { text: query ?? "" }, followed: query });
  if (followed !== query) {
    const isPut = put.text === query;
    setPut({ put: isPut ? put : { text: query ?? "" }, followed: query });
    if (!isPut) setText(query ?? "");
  }
  const putText = (next: string): void => {
    setText(next);
    setPut({ put: { text: next }, followed: query });
  };
  return { text, put, setText, putText };
}
