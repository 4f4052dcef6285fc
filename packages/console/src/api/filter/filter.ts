// The filter language: one condition a parameter, all must hold. This file parses it; filter-params.ts converts it to parameters of a query.
import { parseDuration } from "contract";
import { badParameter } from "../params/params.ts";

type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "exists" | "!exists";

export interface Condition {
  readonly key: string;
  readonly operator: Operator;
  /** Empty for `exists`. */
  readonly value: string;
  /** The text of the filter, for messages. */
  readonly source: string;
}

const comparison = /^(.*?)(!=|>=|<=|=|>|<)(.*)$/s;

/**
 * Reads the conditions of the `filter` parameters. Space around keys and values is not part of them.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for a text that is not a condition.
 */
export function parseFilters(filters: readonly string[]): Condition[] {
  return filters.filter((filter) => filter.trim() !== "").map(parseFilter);
}

function parseFilter(source: string): Condition {
  const [, before = "", operator, after = ""] = comparison.exec(source) ?? [];
  const key = before.trim();
  if (operator !== undefined && key !== "") {
    return { key, operator: operator as Operator, value: after.trim(), source };
  }
  const present = operator === undefined ? readPresence(source.trim()) : undefined;
  if (present !== undefined && present.key !== "") return { ...present, value: "", source };
  throw badParameter(
    "filter",
    source,
    "a condition on an attribute",
    "Pass for example `tier=gold`, `http.response.status_code>=500`, `order.id exists` or `!order.id exists`.",
  );
}

/** `order.id exists` and `!order.id exists`. Read from both ends: a pattern with blanks of any number in three places is slow. */
function readPresence(text: string): { readonly key: string; readonly operator: Operator } | undefined {
  if (!text.endsWith("exists")) return undefined;
  const before = text.slice(0, -"exists".length);
  const key = before.trimEnd();
  if (key === before) return undefined;
  return key.startsWith("!")
    ? { key: key.slice(1).trimStart(), operator: "!exists" }
    : { key, operator: "exists" };
}

/** Closed interval of doubles that a comparison means. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The values that satisfy `> >= < <=`.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` when the value is not a number.
 */
export function toInterval(condition: Condition, read: (text: string) => number = readNumber): Interval {
  const value = read(condition.value);
  if (Number.isNaN(value)) {
    throw badParameter(
      "filter",
      condition.source,
      `a number after \`${condition.operator}\``,
      `Pass for example \`${condition.key}${condition.operator}100\`.`,
    );
  }
  if (condition.operator === ">") return { low: nextUp(value), high: Infinity };
  if (condition.operator === ">=") return { low: value, high: Infinity };
  if (condition.operator === "<") return { low: -Infinity, high: -nextUp(-value) };
  return { low: -Infinity, high: value };
}

function readNumber(text: string): number {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** A duration in ns: `250ms`, `1.5s`, `2m`; a number without a unit is milliseconds. `NaN` for other texts. */
export function readDurationNs(text: string): number {
  return parseDuration(text, "ms") ?? NaN;
}

/** The next larger double. */
export function nextUp(value: number): number {
  if (value === Infinity) return value;
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? 1n : -1n);
  return double[0] ?? value;
}
