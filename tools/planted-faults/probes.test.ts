import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import { runCommand } from "./process-group.ts";
import type { Fault } from "./fault.ts";
import { withProbes } from "./probes.ts";
import { testVariable } from "./reached.ts";
import { readLines } from "./results.ts";

const fault = (id: string, before: string, after: string, file = "packages/a/src/a.ts"): Fault => ({
  id,
  part: "a",
  file,
  line: 1,
  operator: "boundary",
  before,
  after,
});

const text = `export const limit = 3;
export function isLow(n: number): boolean {
  return [n].some((one) => one < limit);
}
export const never = (): number => limit * 2;
`;

test("a probe notes, once for each test file, that the innermost function around its fault runs", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-probes-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = path.join(folder, "reach.jsonl");
  const faults = [
    fault("F001", "  return [n].some((one) => one < limit);", "  return [n].some((one) => one <= limit);"),
    fault(
      "F002",
      "export const never = (): number => limit * 2;",
      "export const never = (): number => limit / 2;",
    ),
    fault("F003", "export const limit = 3;", "export const limit = 4;"),
    fault("F004", "gone", "away"),
  ];
  const { files, without } = withProbes(faults, place, new Map(), () => text);
  // outside of a function, and not there
  expect(without).toEqual(["F003", "F004"]);
  const probed = files.get("packages/a/src/a.ts")!;
  expect(probed.split("\n")).toHaveLength(text.split("\n").length);
  expect(probed).toMatch(/some\(\(one\) => \(\(\(globalThis .*"F001".*, one < limit\)\);/);
  writeFileSync(path.join(folder, "a.ts"), probed);
  const script = `import { isLow } from ${JSON.stringify(pathToFileURL(path.join(folder, "a.ts")).href)};
for (const file of ["one", "one", "two"]) { process.env.${testVariable} = file; isLow(1); }`;
  const { code, output } = await runCommand({
    file: process.execPath,
    args: ["--input-type=module", "--eval", script],
    cwd: folder,
    env: {},
    limitMs: 60_000,
  });
  expect(output).toBe("");
  expect(code).toBe(0);
  expect(readLines(place)).toEqual([
    { id: "F001", file: "one" },
    { id: "F001", file: "two" },
  ]);
  expect(readFileSync(place, "utf8")).not.toContain("F002");
});

test("a fault in SQL has its probes where sources name the query that has it, or includes it", () => {
  const query = "packages/a/src/sql/spans.sql";
  const part = "packages/a/src/sql/parts/columns.sql";
  const source = 'export const ask = (run: (name: string) => void): void => run("spans");\n';
  const users = new Map([
    [part, new Set([query])],
    [query, new Set(["packages/a/src/ask.ts", "packages/a/src/ask.test.ts"])],
  ]);
  const read = (file: string): string => (file.endsWith(".sql") ? "a < 1" : source);
  const { files, without } = withProbes([fault("F001", "a < 1", "a <= 1", part)], "/reach", users, read);
  expect(without).toEqual([]);
  expect([...files.keys()]).toEqual(["packages/a/src/ask.ts"]);
  expect(files.get("packages/a/src/ask.ts")).toMatch(/=> \(.*"F001", "\/reach"\), run\("spans"\)\);/);
});
