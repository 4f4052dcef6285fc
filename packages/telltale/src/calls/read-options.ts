// What callers pass to calls by hand, read without trust: what makes no sense is counted and has its default.
import { within } from "../engine/attributes/cut-text.ts";
import { report } from "../engine/diagnostics/diagnose.ts";

const maxTextLength = 256;

/** A text that is not empty, at most 256 characters; `undefined` for anything else. */
export function readText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return within(value, maxTextLength, "option");
  report("call_option_invalid", `expected text, got ${typeof value}`);
  return undefined;
}

/** A number from 0; `otherwise` for anything else. */
export function readNumber(value: unknown, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "number" && value >= 0) return value;
  report(
    "call_option_invalid",
    `expected a number from 0, got ${typeof value === "number" ? value : typeof value}`,
  );
  return otherwise;
}

/** A whole number from 0; `undefined` for anything else. */
export function readCount(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  report(
    "call_option_invalid",
    `expected a whole number from 0, got ${typeof value === "number" ? value : typeof value}`,
  );
  return undefined;
}
