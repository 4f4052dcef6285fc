// The SQL files as source: listed, explained, read-only, their parameters of one type each.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { queryNames } from "./queries.ts";

const folder = new URL("./queries/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
const parts = readdirSync(new URL("./parts/", folder));

/** With the parts it includes, and without comments. */
function statementOf(file: string): string {
  const text = readFileSync(new URL(file, folder), "utf8");
  const whole = text.replace(/^ *-- include ([\w-]+)$/gm, (_, part: string) =>
    statementOf(`parts/${part}.sql`),
  );
  return whole.replace(/--.*$/gm, "").trim();
}

test("every file is listed and every name has its file", () => {
  expect(files.toSorted()).toEqual(queryNames.map((name) => `${name}.sql`).toSorted());
});

test.each(parts)("part %s says on top what it is for", (part) => {
  expect(readFileSync(new URL(`parts/${part}`, folder), "utf8")).toMatch(/^-- /);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const statement = statementOf(file);

  test("says on top what it is for, and is one statement that reads", () => {
    expect(text.startsWith("-- ")).toBe(true);
    expect(statement).toMatch(/^(SELECT|WITH)\b/);
    expect(statement).not.toMatch(/;|\b(INSERT|ALTER|DROP|SETTINGS|FORMAT|file|url|remote|s3)\s*\(?\s*['(]/);
  });

  test("gives each parameter one type", () => {
    const types = new Map<string, string>();
    for (const [, name = "", type = ""] of statement.matchAll(/\{(\w+):([^{}]+)\}/g)) {
      expect(types.get(name) ?? type).toBe(type);
      types.set(name, type);
    }
    expect([...statement.matchAll(/[{}]/g)].length).toBe(
      2 * [...statement.matchAll(/\{\w+:[^{}]+\}/g)].length,
    );
  });

  test("is bounded", () => {
    const isBounded = /\bLIMIT\b/.test(statement) || boundedByTheirKeys.has(file);
    expect(isBounded).toBe(true);
  });
});

/** What they return is bounded by what they are asked for, or by the steps of the range. */
const boundedByTheirKeys: ReadonlySet<string> = new Set([
  "attribute-place.sql",
  "error-buckets.sql",
  "funnel-times.sql",
  "heatmap-operation.sql",
  "heatmap-services.sql",
  "heatmap-spans.sql",
  "log-histogram.sql",
  "metric-info.sql",
  "metric-interval.sql",
  "resource-pairs.sql",
  "resources.sql",
  "service-red.sql",
  "span-count.sql",
  "trace-extents.sql",
  "trace-figures.sql",
  "trace-page.sql",
  "user-traces.sql",
  "workflow-rows.sql",
]);
