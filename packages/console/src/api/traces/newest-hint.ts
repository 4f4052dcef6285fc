// How much time the last search of a store with the same conditions had to read: the next one begins with it, and needs no queries to
// find it out. A hint that does not fit any more costs time and nothing else.
import type { ApiContext, QueryParams } from "../context.ts";

export interface Hint {
  /** Where traces were dense: the window that dated them. */
  readonly windowNs?: bigint;
  /** The time that had the first spans, where traces were not dense or their window is too long; absent where the range had fewer. */
  readonly spansNs?: bigint;
}

/** By conditions, those of the last search last. */
const hints = new WeakMap<ApiContext["queries"], Map<string, Hint>>();
const maxHints = 100;

/** As much as may be read at once: 750,000 spans at 50,000 a second. */
const mostNs = 15_000_000_000n;
/** Each search that needs no more makes the hint this part smaller. */
const decay = 400n;

/** @param conditions on spans; without any it is known whether traces are dense at all. */
export function hintOf({ queries }: ApiContext, conditions: QueryParams = {}): Hint | undefined {
  return hints.get(queries)?.get(keyOf(conditions));
}

/** @param hint what was read; `undefined`: the next search begins without one. */
export function setHint({ queries }: ApiContext, conditions: QueryParams, hint: Hint | undefined): void {
  const known = hints.get(queries) ?? new Map<string, Hint>();
  hints.set(queries, known);
  const key = keyOf(conditions);
  known.delete(key);
  if (hint !== undefined) known.set(key, hint);
  for (const oldest of known.keys()) {
    if (known.size <= maxHints) break;
    known.delete(oldest);
  }
}

/**
 * A hint for a window of `widthNs`. Where so much may not be read at once, as when nothing arrived for a while, one for the first spans,
 * if their time is known.
 */
export function windowHint(widthNs: bigint, spansNs: bigint | undefined): Hint | undefined {
  if (widthNs <= mostNs) return { windowNs: widthNs - widthNs / decay };
  return spansNs === undefined ? undefined : { spansNs };
}

function keyOf(conditions: QueryParams): string {
  return JSON.stringify(conditions);
}
