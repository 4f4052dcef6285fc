// Every name that the vocabulary gives as ours exists: in the public surface, or in the documentation of what is emitted.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as library from "../src/index.ts";
import * as testing from "../src/testing/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(path.join(root, "docs/reference/vocabulary.md"), "utf8");
const elsewhere = [
  ...globSync("docs/{guide,reference}/*.md", { cwd: root }),
  ...globSync("packages/telltale/src/**/*.ts", { cwd: root }),
]
  .filter((file) => !file.endsWith("vocabulary.md") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(path.join(root, file), "utf8"))
  .join("\n");
const exports: Record<string, unknown> = { ...library, ...testing };
// of the handle that `start` returns
const methods = new Set(["recorder"]);

/** The third cell of each row, which is ours, with its line. */
const rows = page.split("\n").flatMap((line): { line: string; ours: string }[] => {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const isRow = cells.length === 6 && cells[1] !== "known as" && !/^-+$/.test(cells[1] ?? "-");
  return isRow ? [{ line, ours: cells[3] as string }] : [];
});

/** Of `counter(name).add(n)` what is not there: `counter` must be exported, `.add(` be a method somewhere. */
function missing(code: string): string[] {
  const outside = code.replace(/\{[^}]*\}/g, "{}").replace(/"[^"]*"/g, "");
  const calls = [...outside.matchAll(/\.?\w+\(/g)].map(([call]) => call);
  if (calls.length > 0) return calls.filter((call) => !isCallable(call));
  const [, base = "", member = ""] = /^(\w+)\.(\w+)$/.exec(code) ?? [];
  if (base in exports) return member in Object(exports[base]) ? [] : [code];
  const name = code.replace(/:.*$/, "");
  return name in exports || elsewhere.includes(name) ? [] : [name];
}

function isCallable(call: string): boolean {
  const name = call.slice(0, -1);
  if (!name.startsWith(".")) return typeof exports[name] === "function" || methods.has(name);
  return (
    elsewhere.includes(call) ||
    elsewhere.includes(`  ${name.slice(1)}(`) ||
    elsewhere.includes(`  ${name.slice(1)}<`)
  );
}

test("the page has its rows, each with terms of this library and of others", () => {
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(({ ours }) => ours === "")).toEqual([]);
});

test.each(rows.map(({ ours }) => ours).filter((ours) => ours.includes("`")))("%s", (ours) => {
  const codes = [...ours.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
  expect(codes.flatMap(missing)).toEqual([]);
});

test("what people know from elsewhere is there", () => {
  const known = [
    "tag",
    "span log",
    "increment_counter",
    "record_timer",
    "time_operation",
    "trace_method",
    "business transaction",
    "journey step",
    "sampling strategy",
    "http_request_duration",
  ];
  const tools = [
    "OpenTracing",
    "OpenCensus",
    "Jaeger",
    "Zipkin",
    "Datadog",
    "New Relic",
    "StatsD",
    "Prometheus",
  ];
  for (const name of [...known, ...tools, "Sentry", "Micrometer"]) expect(page).toContain(name);
});
