// Where a value of a business route is found, and when it is as expected: texts of the configuration, read once.
import { TelemetryError } from "../../error.ts";

const parts = [
  "request.header",
  "request.query",
  "request.path",
  "request.body",
  "response.header",
  "response.body",
] as const;
/** The part of an exchange that a value is found in. */
type ExchangePart = (typeof parts)[number] | "response.status" | "constant";

/** A place of a value. */
export interface Source {
  /** As it is written. */
  readonly text: string;
  readonly part: ExchangePart;
  readonly path: readonly string[];
  /** Of a constant. */
  readonly value?: unknown;
}

/** What must be so. */
export interface Condition {
  readonly source: Source;
  readonly holds: (value: unknown) => boolean;
}

/**
 * Reads a source.
 *
 * @throws {TelemetryError} `TT_RULE` for an invalid one.
 */
export function readSource(place: string, given: unknown): Source {
  if (typeof given === "number" || typeof given === "boolean")
    return { text: String(given), part: "constant", path: [], value: given };
  if (typeof given !== "string" || given === "") throw wrong(place, typeof given, "a text or a number");
  if (!/^(?:request|response)\./.test(given))
    return { text: given, part: "constant", path: [], value: given };
  if (given === "response.status") return { text: given, part: "response.status", path: [] };
  const part = parts.find((one) => given.startsWith(`${one}.`));
  if (part === undefined)
    throw wrong(place, given, `one of ${parts.join(", ")} with a name, or response.status`);
  const path = given.slice(part.length + 1);
  const isName = part.endsWith("header");
  const steps = part.endsWith("body") ? path.split(".") : [isName ? path.toLowerCase() : path];
  if (steps.includes("")) throw wrong(place, given, "names between the dots");
  return { text: given, part, path: steps };
}

/**
 * Reads what is expected of the value at `source`.
 *
 * @throws {TelemetryError} `TT_RULE` for an invalid source or expectation.
 */
export function readCondition(place: string, source: string, expected: unknown): Condition {
  const read = readSource(place, source);
  if (read.part === "constant")
    throw wrong(place, source, "where a value is found, such as `response.status`");
  return { source: read, holds: toTest(`${place}["${source}"]`, expected) };
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function toTest(place: string, expected: unknown): (value: unknown) => boolean {
  if (Array.isArray(expected) && expected.length > 0) {
    const tests = expected.map((one) => toTest(place, one));
    return (value) => tests.some((test) => test(value));
  }
  if (typeof expected === "number" || typeof expected === "boolean")
    return (value) => value === expected || value === String(expected);
  if (typeof expected !== "string")
    throw wrong(place, typeof expected, "a text, a number, true, false, or a list of them");
  const [, operator = "", limit] = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/.exec(expected) ?? [];
  const compare = comparisons[operator];
  if (compare !== undefined) return (value) => isNumeric(value) && compare(Number(value), Number(limit));
  if (/^[1-5]xx$/.test(expected))
    return (value) => String(value).length === 3 && String(value)[0] === expected[0];
  return (value) =>
    value === expected ||
    ((typeof value === "number" || typeof value === "boolean") && String(value) === expected);
}

function isNumeric(value: unknown): boolean {
  return (
    typeof value === "number" || (typeof value === "string" && value !== "" && Number.isFinite(Number(value)))
  );
}

function wrong(place: string, given: string, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_RULE",
    `Cannot use \`${given}\` as \`${place}\` of HTTP servers: expected ${expected}.`,
  );
}
