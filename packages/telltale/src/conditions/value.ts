// Compiles what a condition requires of a value into a test.
import { isRecord, refusal, refuseUnknown } from "./refusal.ts";
import { wildcards } from "catalog/wildcard";

/** A test of one value; a missing value is undefined. */
export type ValueCheck = (value: unknown) => boolean;

const tests = ["exists", "equals", "gt", "gte", "lt", "lte"] as const;
const expected =
  'a value, a list of values, or tests such as { exists: true }, { equals: "a*" }, { gte: 500 }';

/** Compiles `wanted` into a test. @throws {TelemetryError} `TT_RULE` */
function compileValue(wanted: unknown, path: string): ValueCheck {
  if (isRecord(wanted)) return compileTests(wanted, path);
  const list = [wanted].flat() as unknown[];
  if (list.length === 0) throw refusal(path, wanted, expected);
  for (const [index, one] of list.entries())
    if (!isPlain(one)) throw refusal(Array.isArray(wanted) ? `${path}[${index}]` : path, one, expected);
  const texts = list.filter((one) => typeof one === "string");
  const others = list.filter((one) => typeof one !== "string");
  const fits = texts.length === 0 ? undefined : wildcards(texts);
  return ofEach((value) => (typeof value === "string" ? fits?.(value) === true : isOneOf(value, others)));
}

/** Compiles each field of `wanted` into a test; all of them must pass. @throws {TelemetryError} `TT_RULE` */
export function compileValues(
  wanted: unknown,
  path: string,
): readonly { readonly key: string; readonly check: ValueCheck }[] {
  if (!isRecord(wanted)) throw refusal(path, wanted, 'an object such as { "http.request.method": "POST" }');
  return Object.entries(wanted).map(([key, value]) => ({
    key,
    check: compileValue(value, `${path}["${key}"]`),
  }));
}

function compileTests(wanted: Readonly<Record<string, unknown>>, path: string): ValueCheck {
  refuseUnknown(wanted, tests, path);
  const { exists, equals } = wanted;
  if (exists !== undefined && typeof exists !== "boolean")
    throw refusal(`${path}.exists`, exists, "true or false");
  if (equals !== undefined && !isPlain(equals))
    throw refusal(`${path}.equals`, equals, "a text, a number, true or false");
  const isInside = compileRange(wanted, path);
  const testsValue = isInside !== undefined || equals !== undefined;
  if (!testsValue && exists === undefined) throw refusal(path, wanted, `at least one of ${tests.join(", ")}`);
  if (exists === false && testsValue)
    throw refusal(path, wanted, "`exists: false` by itself: what is not there passes no other test");
  if (exists === false) return (value) => value === undefined || value === null;
  if (!testsValue) return (value) => value !== undefined && value !== null;
  return ofEach(
    (value) =>
      (equals === undefined || isOneOf(value, [equals])) &&
      (isInside === undefined || isInside(toNumber(value))),
  );
}

/** The test of the bounds in `wanted`; undefined when it has none. @throws {TelemetryError} `TT_RULE` */
function compileRange(
  wanted: Readonly<Record<string, unknown>>,
  path: string,
): ((value: number) => boolean) | undefined {
  const gt = bound(wanted, "gt", path) ?? -Infinity;
  const gte = bound(wanted, "gte", path) ?? -Infinity;
  const lt = bound(wanted, "lt", path) ?? Infinity;
  const lte = bound(wanted, "lte", path) ?? Infinity;
  if (Math.max(gt, gte) === -Infinity && Math.min(lt, lte) === Infinity) return undefined;
  return (value) => value > gt && value >= gte && value < lt && value <= lte;
}

/** A number of at least `least`. @throws {TelemetryError} `TT_RULE` */
export function compileNumber(value: unknown, path: string, least: number = -Infinity): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= least) return value;
  throw refusal(path, value, least === -Infinity ? "a number" : `a number of at least ${least}`);
}

function bound(wanted: Readonly<Record<string, unknown>>, key: string, path: string): number | undefined {
  return wanted[key] === undefined ? undefined : compileNumber(wanted[key], `${path}.${key}`);
}

function ofEach(check: ValueCheck): ValueCheck {
  return (value) => {
    if (value === undefined || value === null) return false;
    return Array.isArray(value) ? value.some(check) : check(value);
  };
}

function isPlain(value: unknown): value is string | number | boolean {
  return (
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

function isOneOf(value: unknown, wanted: readonly unknown[]): boolean {
  // a bigint of the same value is the same number
  for (const one of wanted) if (value === one || (typeof value === "bigint" && value == one)) return true;
  return false;
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}
