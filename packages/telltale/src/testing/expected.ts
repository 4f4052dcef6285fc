// What a test expects of a value, and what differs where it is not so.
import { isDeepStrictEqual } from "node:util";
import { toAnyValue } from "../engine/attributes/value.ts";
import { type PlainAttributes, plainValue } from "../export/read-batch.ts";
import { fitsPattern, isPattern } from "../reading/pattern.ts";
import { oneLine, showValue } from "../reading/plain-text.ts";

/**
 * A value as it must be; a pattern that a text must match; a function that must answer true; or a matcher of the test runner,
 * such as `expect.any(String)`.
 */
export type Expected<Value> =
  | Value
  | RegExp
  | ((value: never) => boolean)
  | { asymmetricMatch(value: unknown): boolean };

/** A value as it was given, a `Date` or a `Map` for instance; compared in the form in which it is sent. */
type Given = string | number | boolean | bigint | null | object;

/** Attributes that must be there, among others; `undefined` for one that must not be. Or a matcher of the runner for all of them. */
export type ExpectedAttributes =
  | Readonly<Record<string, Expected<Given> | undefined>>
  | { asymmetricMatch(value: unknown): boolean };

/** One line: what was expected where, and what was there. */
export type Difference = string;

/** Whether `actual` is as expected. */
function matches(expected: unknown, actual: unknown): boolean {
  if (isPattern(expected)) return typeof actual === "string" && fitsPattern(expected, actual);
  if (typeof expected === "function") return actual !== undefined && expected(actual) === true;
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  if (expected === undefined) return actual === undefined;
  const sent = plainValue(toAnyValue(expected));
  // an expected -0 was sent as 0
  return sent === actual || isDeepStrictEqual(sent, actual);
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
  let thrown = "";
  try {
    if (matches(expected, actual)) return [];
  } catch (error) {
    // what is asked of every candidate may not know what to do with some
    thrown = `, which it could not judge: ${oneLine(String(error))}`;
  }
  const was = actual === undefined ? "was absent" : `was ${showExpected(actual)}`;
  return [`${name}: expected ${showExpected(expected)}, ${was}${thrown}`];
}

/** What is expected, in one line. */
export function showExpected(expected: unknown): string {
  if (expected === undefined) return "nothing";
  if (isAsymmetric(expected)) return nameOf(expected);
  if (isFields(expected)) {
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

// what is shown field by field; everything else has a form of its own
function isFields(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  return Object.prototype.toString.call(value) === "[object Object]";
}
