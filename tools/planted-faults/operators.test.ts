import { expect, test } from "vitest";

import { linesOf } from "./fault.ts";
import { sqlSites } from "./sql-operators.ts";
import { typescriptSites } from "./typescript-operators.ts";

/** What `text` becomes by each fault of `operator`. */
function planted(file: string, text: string, operator: string): string[] {
  const sites = file.endsWith(".sql") ? sqlSites(text) : typescriptSites(file, text);
  return sites.filter((site) => site.operator === operator).map((site) => linesOf(text, site).after);
}

test.each([
  ["boundary", "ok(a < b, c >= d);", ["ok(a <= b, c >= d);", "ok(a < b, c > d);"]],
  ["boundary", "const most = a > b ? a : b;", []],
  ["boundary", "if (a > most) most = a;", []],
  ["boundary", "list.sort((a, b) => (a < b ? -1 : 1));", []],
  ["negation", "if (a === b) f();", ["if (a !== b) f();"]],
  ["negation", "if (isOpen) f();", ["if (!(isOpen)) f();"]],
  ["negation", "const a = !b;", ["const a = b;"]],
  ["condition", "f(a && b);", ["f(a);", "f(b);"]],
  ["statement", "await store.close();", [";"]],
  ["statement", "x = 1;", [";"]],
  ["statement", "log.info('a');\ntimer.unref();", []],
  ["arithmetic", "f(a + 1, b - c);", ["f(a - 1, b - c);", "f(a + 1, b + c);"]],
  ["arithmetic", "f(`${a}` + b, name + c);", []],
  ["arithmetic", "a += 2;", ["a -= 2;"]],
  ["unit", "const ms = ns / 1e6;", ["const ms = ns / 1e3;"]],
  ["unit", "const ms = ns / 1_000_000n;", ["const ms = ns / 1_000n;"]],
  ["constant", "f(list[0]);", ["f(list[1]);"]],
  ["constant", "const share = { least: 0.25 };", ["const share = { least: 0.5 };"]],
  ["constant", "const cacheSize = 12;\nsetTimeout(f, 5);\nf(a | 4, 0xff);", []],
  ["boolean", "f({ exact: true });", ["f({ exact: false });"]],
  ["boolean", "f({ recursive: true });", []],
  ["early return", "function f(): string[] {\n  return a;\n}", ["function f(): string[] { return [];"]],
  ["early return", "const f = (): string => a;", ['const f = (): string => "";']],
  [
    "early return",
    "async function f(): Promise<A | undefined> {}",
    ["async function f(): Promise<A | undefined> { return undefined;}"],
  ],
] as const)("%s: %s", (operator, before, after) => {
  expect(planted("a.ts", before, operator)).toEqual(after);
});

test("types, imports, thrown errors and pages' attributes stay as they are", () => {
  const text = `import { a } from "a";
    type A = 1 | true;
    if (x) throw new RangeError(\`\${a + 1} \${b < c}\`);
    const b = <i tabIndex={1} hidden={true} />;`;
  const lines = typescriptSites("a.tsx", text).map((site) => linesOf(text, site).line);
  expect(new Set(lines)).toEqual(new Set([3]));
  expect(planted("a.tsx", text, "boundary")).toEqual([]);
});

test("positions are right behind characters of two and four bytes", () => {
  expect(planted("a.ts", 'f("é😀"); g(a < b);', "boundary")).toEqual(['f("é😀"); g(a <= b);']);
});

test.each([
  [
    "comparison",
    "WHERE a <= b AND c = '=' -- if a < b",
    ["WHERE a < b AND c = '=' -- if a < b", "WHERE a <= b AND c != '=' -- if a < b"],
  ],
  ["comparison", "  arrayMap(x -> x + 1, list)", []],
  ["condition", "  AND a = {b:String} -- if b", [""]],
  ["condition", "  AND (a = b", []],
  ["condition", "LIMIT 1 BY span_id", [""]],
  ["unit", "  sum(duration) / 1e6 AS ms,", ["  sum(duration) / 1e3 AS ms,"]],
  ["aggregate", "  argMin(a, b), sum(c)", ["  argMax(a, b), sum(c)", "  argMin(a, b), max(c)"]],
  ["order", "ORDER BY a DESC, b", ["ORDER BY a, b"]],
  ["comparison", "-- a < b\nSETTINGS max_threads = 2", []],
  ["comparison", "  AND toStartOfHour(start) >= a", []],
] as const)("SQL, %s: %s", (operator, before, after) => {
  expect(planted("a.sql", before, operator)).toEqual(after);
});
