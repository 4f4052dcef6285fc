// The position of a batch among all of this process: file names sort by it, so batches are sent in the order in which they were made.
import type { Batch } from "../engine/exporter/exporter.ts";

/** Orders batches: by time, then by number. */
export interface Position {
  readonly madeMs: number;
  readonly sequence: number;
}

let lastMs = 0;
let sequence = 0;
// the parts of a batch that was split fit between it and the next one
const step = 1000;

/** The position of `batch`: after every earlier one of this process, also when the clock is set back. */
export function positionOf(batch: Batch, known: WeakMap<Batch, Position>): Position {
  const found = known.get(batch);
  if (found !== undefined) return found;
  lastMs = Math.max(lastMs, Date.now());
  sequence = (sequence + step) % 1_000_000_000;
  const position = { madeMs: lastMs, sequence };
  known.set(batch, position);
  return position;
}

/** The position in the file name of a batch. */
export function positionIn({ madeMs, name }: { readonly madeMs: number; readonly name: string }): Position {
  return { madeMs, sequence: Number(name.slice(15, 24)) };
}

/** The position of part `index` of a batch at `position`. */
export function partOf({ madeMs, sequence: first }: Position, index: number): Position {
  return { madeMs, sequence: first + index };
}
