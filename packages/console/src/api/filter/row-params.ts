// Conditions on the attributes of transactions and workflows as parameters of queries, whose rows have them as lists of keys and texts.
import type { QueryParams } from "../context.ts";
import { badCondition, type Condition, parseFilters, toInterval } from "./filter.ts";

/** The parameter that has the conditions, what records are of, and what to pass instead of `error`, for messages. */
interface RowKind {
  readonly parameter: string;
  readonly records: string;
  readonly fix: string;
}

/**
 * The conditions of a request about records, which are not spans and have no status.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for `error` and `!error`, and for a text that is not a condition.
 */
export function readRowConditions(filters: readonly string[], of: RowKind): readonly Condition[] {
  const conditions = parseFilters(filters, of.parameter);
  const word = conditions.find(({ operator }) => operator === "is" || operator === "!is");
  if (word !== undefined) throw badCondition(word, `a condition on an attribute of ${of.records}`, of.fix);
  return conditions;
}

export function toRowParams(conditions: readonly Condition[]): QueryParams {
  const of = (...operators: readonly string[]): readonly Condition[] =>
    conditions.filter(({ operator }) => operators.includes(operator));
  const comparisons = of(">", ">=", "<", "<=");
  const intervals = comparisons.map((condition) => toInterval(condition));
  return {
    rowPairs: given(pairs(of("="))),
    rowNotPairs: given(pairs(of("!="))),
    rowHas: given(keys(of("exists"))),
    rowLacks: given(keys(of("!exists"))),
    rowNumberKeys: given(keys(comparisons)),
    rowLows: given(intervals.map(({ low }) => low)),
    rowHighs: given(intervals.map(({ high }) => high)),
  };
}

/** An empty list is not a condition. */
function given<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length === 0 ? undefined : list;
}

function pairs(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ key, value }) => `${key}=${value}`);
}

function keys(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ key }) => key);
}
