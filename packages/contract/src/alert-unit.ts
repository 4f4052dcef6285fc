// The unit of the values of a rule, from what it looks at. No schemas: the pages load this file.
import { measureOfSource, ucumOf } from "catalog/measures";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The unit of the values of a rule: `1` for shares, `s` for durations in seconds, `/s` for rates, that of a metric; empty for counts, and where
 * it is not known.
 *
 * @param content a rule with the fields of a file of rules.
 * @param metricUnit of the metric that it looks at, in UCUM.
 */
export function unitOfRule(content: Fields, metricUnit = ""): string {
  const condition = fieldsOf(content["when"]);
  // The rate at which a budget burns is a factor.
  if ("burnRate" in condition || "all" in condition || "any" in condition || "not" in condition) return "";
  const on = fieldsOf(content["on"]);
  if ("metric" in on) return unitOfMetric(on["aggregation"], metricUnit);
  const key = measureOfSource(on);
  return key === undefined ? "" : ucumOf(key);
}

function unitOfMetric(aggregation: unknown, unit: string): string {
  if (aggregation === "count") return "";
  return aggregation === "rate" ? `${unit}/s` : unit;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
