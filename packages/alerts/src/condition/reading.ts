// What a condition reads: inputs, which the store, a recording or a scenario answers, a sample for each group.
import type { Source } from "../source/sources.ts";
import type { GroupSample } from "./sample.ts";

/** One question to the data: a source over a window that ends `agoMs` before the evaluation. */
export interface Input {
  /** Equal for equal inputs, so that rules can share an answer. */
  readonly id: string;
  readonly source: Source;
  readonly windowMs: number;
  readonly agoMs: number;
  readonly groupBy: readonly string[];
}

/** The answer to an input: groups with data, or why there is none. */
export type Reading =
  | {
      readonly groups: readonly GroupSample[];
      /** Unix ms of the first telemetry of any kind; for sources that have to learn, and absent when it is long ago. */
      readonly since?: number;
    }
  | { /** Why it could not be computed. */ readonly error: string };

export function createInput(
  source: Source,
  windowMs: number,
  agoMs: number,
  groupBy: readonly string[],
): Input {
  return { id: JSON.stringify([source, windowMs, agoMs, groupBy]), source, windowMs, agoMs, groupBy };
}
