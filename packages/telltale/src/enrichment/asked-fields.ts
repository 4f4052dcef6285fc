// What a condition asks for, inside `any`, `all` and `not` too.
import { isRecord } from "../conditions/refusal.ts";

const combined = ["any", "all", "not"];

/** The fields that `when` asks for; undefined where a function asks, for whatever it wants. */
export function askedFields(when: unknown): readonly string[] | undefined {
  if (Array.isArray(when)) return allOf(when.map(askedFields));
  if (!isRecord(when)) return when === undefined ? [] : undefined;
  return allOf(
    Object.entries(when).map(([field, wanted]) => (combined.includes(field) ? askedFields(wanted) : [field])),
  );
}

function allOf(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}
