// Whether something is what a query asks for.
import { builtin } from "../engine/builtin.ts";
import type { PlainAttributes } from "../export/read-batch.ts";

const util = builtin("util");

/** Whether `name` is the one wanted, or matches the pattern. */
export function nameFits(wanted: string | RegExp | undefined, name: string): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "string") return wanted === name;
  // a pattern with a memory of its own (`g`, `y`) would skip
  return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, "")).test(name);
}

/** Whether all of `wanted` are among `attributes`. */
export function includesAttributes(
  attributes: PlainAttributes,
  wanted: PlainAttributes | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) =>
    util().isDeepStrictEqual(attributes[key], value),
  );
}
