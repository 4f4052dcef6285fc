// The shape on top of a chart mark.
import type { JSX } from "react";

/** The flag of deploys. */
export function FlagShape(): JSX.Element {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <path d="M0 .4c2-1 3.2.6 5 .1 1.3-.4 2-.6 3.4-.4L7.5 3l1.5 2.9c-1.4-.2-2.1.1-3.4.5-1.8.5-3-1-5-.1z" />
    </svg>
  );
}

/** A speech bubble: the mark of notes. */
export function NoteShape(): JSX.Element {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <path d="M0 .5h9v6H4.6L2.2 9V6.5H0z" />
    </svg>
  );
}
