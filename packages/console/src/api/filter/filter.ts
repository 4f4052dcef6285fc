// The conditions of a request, one a parameter, all must hold. The grammar is the contract's; filter-params.ts converts conditions to
// parameters of a query.
import { parseDurationNs } from "catalog/duration";
import { type FilterCondition, isNumber, isPeopleOperator, readCondition } from "contract";
import { badParameter } from "../params/params.ts";
import type { ProblemError } from "../../problem/problem.ts";

export interface Condition extends FilterCondition {
  /** The text of the filter, for messages. */
  readonly source: string;
  /** Of the request; default `filter`. */
  readonly parameter?: string;
}

/** That a condition cannot be used, by the name of its parameter. */
export function badCondition(
  { source, parameter = "filter" }: Pick<Condition, "source" | "parameter">,
  expected: string,
  fix: string,
): ProblemError {
  return badParameter(parameter, source, expected, fix);
}

/**
 * Reads the conditions of the `filter` parameters, or of another `parameter`, in the grammar of the contract. `service` is short for `service.name`.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for a text that is not a condition, and for conditions on people.
 */
export function parseFilters(filters: readonly string[], parameter = "filter"): Condition[] {
  const conditions = parseAllFilters(filters, parameter);
  const ofPeople = conditions.find(({ operator }) => isPeopleOperator(operator));
  if (ofPeople === undefined) return conditions;
  throw badCondition(
    ofPeople,
    "a condition on an attribute",
    "Conditions on people apply to funnels, journeys, transactions, interactions and workflows. Pass for example `tier=gold`.",
  );
}

/** The same, with conditions on people. */
export function parseAllFilters(filters: readonly string[], parameter = "filter"): Condition[] {
  const named = parameter === "filter" ? {} : { parameter };
  return filters.filter((filter) => filter.trim() !== "").map((source) => parseFilter({ source, ...named }));
}

function parseFilter(given: Pick<Condition, "source" | "parameter">): Condition {
  const read = readCondition(given.source);
  if (read !== undefined) return { ...read, key: toAttributeKey(read.key), ...given };
  throw badCondition(
    given,
    "a condition on an attribute",
    "Pass for example `tier=gold`, `http.response.status_code>=500`, `order.id exists`, `!order.id exists` or `error`.",
  );
}

/** What the word `error` means in a signal. */
export interface WordMeaning {
  readonly error: FilterCondition;
  readonly "!error": FilterCondition;
}

/** The conditions with `error` and `!error` spelled out as conditions on fields of the signal. */
export function spellOut(conditions: readonly Condition[], meaning: WordMeaning): readonly Condition[] {
  return conditions.map((one) =>
    one.operator === "is" || one.operator === "!is"
      ? { ...one, ...meaning[one.operator === "is" ? "error" : "!error"] }
      : one,
  );
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
    throw badCondition(
      condition,
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
  return isNumber(text) ? Number(text) : NaN;
}

/** A duration in ns: `250ms`, `1.5s`, `2m`; a number without a unit is milliseconds. `NaN` for other texts. */
export function readDurationNs(text: string): number {
  return parseDurationNs(text, "ms") ?? NaN;
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

/** The attribute that `key` names: the field `service` is one. */
export const toAttributeKey = (key: string): string => (key === "service" ? "service.name" : key);
