// The error for a rule that cannot be used: which field, what it was given, what was expected.
import { TelemetryError } from "../error.ts";

/** The error that says `path` was given `value` where `expected` was. */
export function refusal(path: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError("TT_RULE", `Cannot use \`${show(value)}\` as \`${path}\`: expected ${expected}.`);
}

/** Refuses fields of `given` that are none of `known`. @throws {TelemetryError} `TT_RULE` */
export function refuseUnknown(given: object, known: readonly string[], path: string): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw new TelemetryError(
      "TT_RULE",
      `Cannot use the field \`${path}.${key}\`: expected one of ${known.join(", ")}.`,
    );
  }
}

/** Whether `value` is an object with fields, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // cyclic, or a bigint
  }
  text ??= String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
