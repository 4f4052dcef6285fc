// The error for a rule that cannot be used: which field, what it was given, what was expected.
import type { TelemetryError } from "../error.ts";
import { rejected, rejectedName } from "../settings/reject.ts";

export { isRecord } from "../settings/shape.ts";

/** The error that says `path` was given `value` where `expected` was. */
export function refusal(path: string, value: unknown, expected: string): TelemetryError {
  return rejected("TT_RULE", path, value, expected);
}

/** Rejects fields of `given` that are not in `known`. @throws {TelemetryError} `TT_RULE` */
export function refuseUnknown(given: object, known: readonly string[], path: string): void {
  for (const key of Object.keys(given))
    if (!known.includes(key)) throw rejectedName("TT_RULE", path, key, known);
}
