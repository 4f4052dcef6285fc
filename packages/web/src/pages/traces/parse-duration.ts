// A duration as people type it.
import { parseDuration as parse } from "contract";

/** `250`, `250ms`, `1,5 S`, `2min` in ms; `undefined` when it is not a duration. A bare number is ms. */
export function parseDuration(text: string): number | undefined {
  const ns = parse(text.trim().toLowerCase().replace(",", "."), "ms");
  return ns === undefined || ns === 0 ? undefined : ns / 1e6;
}
