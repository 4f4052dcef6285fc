// How much time the last search of a store had to read to date the newest traces, where these are dense: the next one begins with it,
// and needs no queries to find it out. A hint that does not fit any more costs time and nothing else.
import type { ApiContext } from "../context.ts";

const widths = new WeakMap<ApiContext["queries"], bigint>();

/** As much as may be read at once: 750,000 spans at 50,000 a second. */
const mostNs = 15_000_000_000n;
/** Each search that needs no more makes the hint this part smaller. */
const decay = 400n;

/** `undefined` when the newest traces were not dense. */
export function hintOf({ queries }: ApiContext): bigint | undefined {
  return widths.get(queries);
}

/** @param widthNs what was read; `undefined`: the newest traces are not dense. */
export function setHint({ queries }: ApiContext, widthNs: bigint | undefined): void {
  if (widthNs === undefined) widths.delete(queries);
  else widths.set(queries, widthNs > mostNs ? mostNs : widthNs - widthNs / decay);
}
