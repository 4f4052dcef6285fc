// What a condition reads: inputs, which the store, a recording or a scenario answers, a sample for each group.
import { learningMs, type Source } from "../source/sources.ts";
import type { GroupSample } from "./sample.ts";

/** One question to the data: a source over a window that ends `agoMs` before the evaluation. */
export interface Input {
  /** Equal for equal inputs, so that rules can share an answer. */
  readonly id: string;
  readonly source: Source;
  readonly windowMs: number;
  readonly agoMs: number;
  readonly groupBy: readonly string[];
  /** Whether the answer says since when there is telemetry. */
  readonly withSince: boolean;
}

/** The answer to an input: groups with data, or why there is none. */
export type Reading =
  | {
      readonly groups: readonly GroupSample[];
      /** With `withSince`, Unix ms of the first telemetry of any kind; infinite while there is none, and absent when it is long ago. */
      readonly since?: number;
    }
  | { /** Why it could not be computed. */ readonly error: string };

export function createInput(
  source: Source,
  windowMs: number,
  agoMs: number,
  groupBy: readonly string[],
): Input {
  const id = JSON.stringify([source, windowMs, agoMs, groupBy]);
  return { id, source, windowMs, agoMs, groupBy, withSince: learningMs(source) > 0 };
}

/** The input with the time since when there is telemetry. */
export function inputWithSince(input: Input): Input {
  return input.withSince ? input : { ...input, id: `since ${input.id}`, withSince: true };
}
