// The queries as source: explained, read-only, their parameters of one type each.
import { describe, expect, test } from "vitest";
import { readQueryFiles } from "../schema/sql-files.ts";

const { queries, parts } = readQueryFiles();
const partTexts = new Map(parts.map(({ name, text }) => [name, text]));

/** With the parts it includes, and without comments. */
function statementOf(text: string): string {
  const whole = text.replace(/^ *-- include ([\w-]+)(?: as [\w#]+)?$/gm, (_, part: string) =>
    statementOf(partTexts.get(part)!),
  );
  return whole.replace(/--.*$/gm, "").trim();
}

test.each(parts)("part $name begins with its purpose", ({ text }) => {
  expect(text).toMatch(/^-- /);
});

describe.each(queries)("$name", ({ name, text }) => {
  const statement = statementOf(text);

  test("begins with its purpose, and is one statement that reads", () => {
    expect(text.startsWith("-- ")).toBe(true);
    expect(statement).toMatch(/^(SELECT|WITH)\b/);
    expect(statement).not.toMatch(/;|\b(INSERT|ALTER|DROP|SETTINGS|FORMAT|file|url|remote|s3)\s*\(?\s*['(]/);
  });

  test("gives each parameter one type", () => {
    const types = new Map<string, string>();
    for (const [, parameter = "", type = ""] of statement.matchAll(/\{([\w#]+):([^{}]+)\}/g)) {
      expect(types.get(parameter) ?? type).toBe(type);
      types.set(parameter, type);
    }
    // counts of a regular expression
    const braced = statement.replaceAll(/\{\d+\}/g, "");
    expect([...braced.matchAll(/[{}]/g)].length).toBe(
      2 * [...statement.matchAll(/\{[\w#]+:[^{}]+\}/g)].length,
    );
  });

  test("is bounded", () => {
    const isBounded = /\bLIMIT\b/.test(statement) || boundedByTheirKeys.has(name);
    expect(isBounded).toBe(true);
  });
});

/** Queries whose results are bounded by the keys they are given, by the steps of the range, or (`table-…`) by `limit` of the request. */
const boundedByTheirKeys: ReadonlySet<string> = new Set([
  "alert-transaction-timeouts",
  "attribute-place",
  "channel-figures",
  "error-buckets",
  "error-messages",
  "error-seen",
  "error-states",
  "error-trends",
  "error-versions",
  "heatmap-operation",
  "heatmap-services",
  "heatmap-spans",
  "log-histogram",
  "metric-info",
  "metric-interval",
  "resource-pairs",
  "resources",
  "service-red",
  "span-count",
  "table-business",
  "table-business-csv",
  "table-metrics",
  "table-metrics-csv",
  "trace-extents",
  "trace-figures",
  "trace-page",
  "user-totals",
  "workflow-error-groups",
  "workflow-instances",
  "workflow-rows",
]);
