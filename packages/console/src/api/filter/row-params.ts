// Conditions on the attributes of transactions and workflows as parameters of queries, whose rows have them as lists of keys and texts.
import type { QueryParams } from "../context.ts";
import { type Condition, toInterval } from "./filter.ts";

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

/** An empty list is no condition. */
function given<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length === 0 ? undefined : list;
}

function pairs(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ key, value }) => `${key}=${value}`);
}

function keys(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ key }) => key);
}
