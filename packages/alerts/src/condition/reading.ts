// What a condition reads: inputs, which the store, a recording or a scenario answers, a sample for each group.
import { type Beginnings, namedService } from "../source/beginning.ts";
import { serviceKey } from "../source/fact.ts";
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
  /** Whether the answer says when the services of its groups began. */
  readonly withBeginnings?: boolean;
}

/** The answer to an input: groups with data, or why there is none. */
export type Reading =
  | {
      readonly groups: readonly GroupSample[];
      /** With `withSince`, Unix ms of the first telemetry of any kind; infinite while there is none, and absent when it is long ago. */
      readonly since?: number;
      /** With `withBeginnings`: of services that began within the window or after it; absent: none did, or it is not known. */
      readonly beginnings?: Beginnings;
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

/** The input with what says how much of its window telemetry covers: of all, and of the services that it names or is grouped by. */
export function inputWithCover(input: Input): Input {
  const isOfServices = namedService(input.source) !== undefined || input.groupBy.includes(serviceKey);
  return isOfServices
    ? { ...input, id: `begun ${input.id}`, withSince: true, withBeginnings: true }
    : inputWithSince(input);
}

/** The input with the time since when there is telemetry. */
export function inputWithSince(input: Input): Input {
  return input.withSince ? input : { ...input, id: `since ${input.id}`, withSince: true };
}
