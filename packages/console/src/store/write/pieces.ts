// How the rows of a request are added: in one go, or in pieces with turns for others between them.
import type { AddRows, RowSink } from "../rows.ts";

/** Rows of a large request are added for so long before others have their turn. */
const pieceMs = 4;

/** `add` in one go. */
export function wholly(add: AddRows): (sink: RowSink) => void {
  return (sink) => {
    const rest = add(sink);
    while (rest !== undefined && rest.next().done !== true);
  };
}

/** Runs `rest` for a piece's time. Returns it where more of it is left. */
export function runPiece(rest: Iterator<void, unknown> | undefined): Iterator<void, unknown> | undefined {
  if (rest === undefined) return undefined;
  const endMs = performance.now() + pieceMs;
  while (rest.next().done !== true) if (performance.now() >= endMs) return rest;
  return undefined;
}
