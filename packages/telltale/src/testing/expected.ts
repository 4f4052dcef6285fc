// What a test expects of a value, and what differs where it is not so.
import { isDeepStrictEqual } from "node:util";
import type { PlainAttributes, PlainValue } from "../export/read-batch.ts";
import { showValue } from "../reading/plain-text.ts";

/**
 * A value as it must be; a pattern that a text must match; a function that must answer true; or a matcher of the test runner,
 * such as `expect.any(String)`.
 */
export type Expected<Value> =
  | Value
  | RegExp
  | ((value: never) => boolean)
  | { asymmetricMatch(value: unknown): boolean };

/** Attributes that must be there, among others; `undefined` for one that must not be. Or a matcher of the runner for all of them. */
export type ExpectedAttributes =
  | Readonly<Record<string, Expected<PlainValue> | undefined>>
  | { asymmetricMatch(value: unknown): boolean };

/** One line: what was expected where, and what was there. */
export type Difference = string;

/** Whether `actual` is as expected. */
function matches(expected: unknown, actual: unknown): boolean {
  if (expected instanceof RegExp) return typeof actual === "string" && expected.test(actual);
  if (typeof expected === "function") return actual !== undefined && expected(actual) === true;
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  return isDeepStrictEqual(plainOf(expected), actual);
}

/** The differences of the fields that are expected; those that are `undefined` are not asked for. */
export function differences(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): Difference[] {
  return Object.entries(expected).flatMap(([name, wanted]) =>
    wanted === undefined ? [] : difference(name, wanted, actual[name]),
  );
}

/** The differences of attributes. */
export function attributeDifferences(
  expected: ExpectedAttributes | undefined,
  actual: PlainAttributes,
): Difference[] {
  if (isAsymmetric(expected)) return difference("attributes", expected, actual);
  return Object.entries(expected ?? {}).flatMap(([key, wanted]) =>
    difference(`attributes["${key}"]`, wanted, actual[key]),
  );
}

/** The difference of one value, or none. */
export function difference(name: string, expected: unknown, actual: unknown): Difference[] {
  if (matches(expected, actual)) return [];
  const was = actual === undefined ? "was absent" : `was ${showExpected(actual)}`;
  return [`${name}: expected ${showExpected(expected)}, ${was}`];
}

/** What is expected, in one line. */
export function showExpected(expected: unknown): string {
  if (expected === undefined) return "nothing";
  if (isAsymmetric(expected)) return nameOf(expected);
  if (typeof expected === "object" && expected !== null && !(expected instanceof RegExp)) {
    const fields = Object.entries(expected)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) =>
        Array.isArray(expected) ? showExpected(value) : `${key}: ${showExpected(value)}`,
      );
    return Array.isArray(expected) ? `[${fields.join(", ")}]` : `{ ${fields.join(", ")} }`;
  }
  return showValue(expected);
}

interface Asymmetric {
  asymmetricMatch(value: unknown): boolean;
  toAsymmetricMatcher?(): string;
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return typeof (value as Partial<Asymmetric> | null | undefined)?.asymmetricMatch === "function";
}

function nameOf(matcher: Asymmetric): string {
  try {
    return matcher.toAsymmetricMatcher?.() ?? String(matcher);
  } catch {
    return String(matcher);
  }
}

// a Date is sent as text; what is read back are plain objects and arrays
function plainOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
