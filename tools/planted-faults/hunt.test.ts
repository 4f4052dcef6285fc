import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Checkout } from "./checkout.ts";
import type { Fault } from "./fault.ts";
import { reaching, usersOf } from "./graph.ts";
import { huntFault } from "./hunt.ts";
import { openResults, readRows, type Results, type Row } from "./results.ts";
import { buildsWith, likeness, testsFor } from "./suite.ts";
import { summarize } from "./summary.ts";
import { readReport, type TestRun } from "./test-runs.ts";

const fault: Fault = {
  id: "F001",
  part: "a",
  file: "packages/a/src/b/c.ts",
  line: 1,
  operator: "boundary",
  before: "a < b",
  after: "a <= b",
};
const unit = ["packages/a/src/b/c.test.ts", "packages/a/src/b/d.test.ts"] as const;
const whole = "packages/a/test/c.test.ts";
const suite = {
  tests: [...unit, whole, "e2e/a.test.ts", "packages/z/src/z.test.ts"].map((file) => ({
    file,
    project: "unit",
  })),
  users: new Map([[fault.file, new Set<string>(unit)]]),
  builtInto: new Map<string, string[]>(),
};
let folder = "";
let results: Results;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-hunt-"));
  results = openResults(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Hunts where `fails` says which file fails; gives the row, and the runs: `+` with the fault. */
async function hunt(
  fails: (file: string, isPlanted: boolean, attempt: number) => boolean,
  minutes = 1,
): Promise<{ row: Row; ran: string[] }> {
  let isPlanted = false;
  const ran: string[] = [];
  const checkout: Checkout = {
    folder,
    plant: () => (isPlanted = true),
    restore: () => void (isPlanted = false),
  };
  const run = (files: readonly string[]): Promise<TestRun> => {
    ran.push(`${isPlanted ? "+" : "-"}${files.map((file) => path.basename(file)).join()}`);
    const failing = files.find((file) => fails(file, isPlanted, ran.length));
    const failed = failing === undefined ? [] : [{ file: failing, how: "failed" as const, message: "no" }];
    return Promise.resolve({
      failed,
      passed: failing === undefined ? files : files.slice(0, files.indexOf(failing)),
      output: "",
    });
  };
  const runs = {
    run,
    list: () => Promise.resolve(suite.tests),
    build: () => Promise.resolve({ code: 0, output: "" }),
  };
  const row = await huntFault(fault, {
    checkout,
    runs,
    suite,
    results,
    tiers: ["unit", "whole", "rest"],
    minutes,
    hints: [],
  });
  expect(isPlanted).toBe(false);
  return { row, ran };
}

test("the first file that fails twice with the fault and passes without it has found it", async () => {
  const { row, ran } = await hunt((file, isPlanted) => isPlanted && file === unit[1]);
  expect(row).toMatchObject({
    status: "found",
    tier: "unit",
    by: [unit[1]],
    how: "failed",
    ran: 2,
    dismissed: [],
  });
  expect(ran).toEqual(["+c.test.ts", "+d.test.ts", "+d.test.ts", "-d.test.ts"]);
});

test("a file that fails without the fault, too, is dismissed, and not run again for another fault", async () => {
  const { row } = await hunt((file) => file === unit[0]);
  expect(row).toMatchObject({ status: "missed", dismissed: [unit[0]], ran: 3 });
  const again = await hunt((file) => file === unit[0]);
  expect(again.row).toMatchObject({ status: "missed", dismissed: [], ran: 3 });
});

test("a file that fails once is dismissed", async () => {
  const { row, ran } = await hunt((_file, _isPlanted, attempt) => attempt === 1);
  expect(row).toMatchObject({ status: "missed", dismissed: [unit[0]] });
  expect(ran.slice(0, 2)).toEqual(["+c.test.ts", "+c.test.ts"]);
});

test("a tier whose time is over says how many files are left", async () => {
  const { row } = await hunt(() => false, 0);
  expect(row).toMatchObject({ status: "missed", ran: 0, left: 4 });
});

test("the likeliest tests come first, and those of other packages only if they use the file", () => {
  expect(testsFor(fault, "unit", suite)).toEqual(unit);
  expect(testsFor(fault, "whole", suite)).toEqual([whole]);
  const reached = new Map([[fault.id, new Set([unit[1]])]]);
  expect(testsFor(fault, "unit", { ...suite, reached })).toEqual([unit[1]]);
  expect(testsFor({ ...fault, id: "F002" }, "unit", { ...suite, reached })).toEqual(unit);
  expect(
    likeness(
      "packages/console/src/api/traces/trace-list.sql",
      "packages/console/test/api/trace-list.test.ts",
    ),
  ).toBeGreaterThan(
    likeness("packages/console/src/api/traces/trace-list.sql", "packages/console/test/api/logs.test.ts"),
  );
});

test("imports, paths, names of queries and their parts are uses; imports of types are not", () => {
  const users = usersOf(
    new Map([
      ["packages/a/src/a.ts", ""],
      ["packages/a/src/b.ts", 'import { a } from "./a.ts";\nimport type { C } from "./c.ts";\nask("spans");'],
      ["packages/a/src/c.ts", 'import { otlp } from "otlp";'],
      ["packages/a/test/c.test.ts", 'new URL("../src/b.ts", import.meta.url)'],
      ["packages/a/src/sql/spans.sql", "SELECT\n  -- include columns"],
      ["packages/a/src/sql/columns.sql", "a,"],
      ["packages/o/src/index.ts", ""],
    ]),
    new Map([["otlp", "packages/o/src/index.ts"]]),
  );
  const user = "packages/a/test/c.test.ts";
  expect(reaching("packages/a/src/a.ts", users).get(user)).toBe(2);
  expect(reaching("packages/a/src/sql/columns.sql", users).get(user)).toBe(3);
  expect(reaching("packages/a/src/c.ts", users).has(user)).toBe(false);
  expect(reaching("packages/o/src/index.ts", users).has("packages/a/src/c.ts")).toBe(true);
});

test("a build contains what its packages depend on", () => {
  expect(
    buildsWith(
      new Map([
        ["console", ["alerts"]],
        ["alerts", ["detect"]],
      ]),
    ).get("detect"),
  ).toEqual(["alerts", "console"]);
});

test("the report of a run names failures, a file that hangs, and errors without a test", () => {
  const line = (file: string, state: string): string =>
    JSON.stringify({ file: file && `/w/${file}`, state, message: "m" });
  const read = (lines: string[], code: number | undefined): TestRun =>
    readReport(lines.join("\n"), "/w", ["a", "b"], { code, output: "" });
  expect(read([line("a", "passed"), line("b", "failed")], 1)).toMatchObject({
    passed: ["a"],
    failed: [{ file: "b", how: "failed" }],
  });
  expect(read([line("a", "begun"), line("a", "passed"), line("b", "begun")], undefined).failed).toMatchObject(
    [{ file: "b", how: "timeout" }],
  );
  expect(read([line("a", "passed"), line("b", "passed"), line("", "failed")], 1).failed).toHaveLength(2);
  expect(read([line("a", "passed")], 0)).toMatchObject({ passed: ["a", "b"], failed: [] });
});

test("the summary counts by part, `npm test` included in all, and lists what is lost", () => {
  const faults = ["F001", "F002", "F003", "F004"].map((id) => ({ ...fault, id }));
  const row = (id: string, status: Row["status"]): Row => ({
    id,
    status,
    ran: 1,
    left: 0,
    dismissed: [],
    seconds: 1,
  });
  const text = summarize(faults, {
    old: [row("F001", "found"), row("F002", "found"), row("F003", "found"), row("F004", "missed")],
    quick: [row("F001", "found"), row("F002", "missed"), row("F003", "missed")],
    all: [row("F002", "found"), row("F003", "missed")],
  });
  expect(text).toContain("| a | 4 | 3 | 1 | 2 |");
  expect(text).toMatch(/Found before, not by `npm run test:all` \(1\):\n\n- F003/);
  expect(text).toMatch(/Found by no test \(1\):\n\n- F004/);
});

test("the summary counts what the type check alone finds, and what no test can find, apart from what tests miss", () => {
  const faults = ["F001", "F002", "F003"].map((id) => ({ ...fault, id, types: id === "F001" }));
  const missed: Omit<Row, "id"> = { status: "missed", ran: 1, left: 0, dismissed: [], seconds: 1 };
  const text = summarize(faults, {
    old: [],
    quick: [
      { id: "F001", ...missed },
      { id: "F002", ...missed, harmless: "3 does not divide the limit" },
      { id: "F003", ...missed },
    ],
    all: [],
  });
  expect(text).toContain("| a | 3 | 0 | 0 | 0 | 1 | 1 | 1 |");
  expect(text).toMatch(/Found by the type check alone \(1\):\n\n- F001/);
  expect(text).toMatch(/Harmless: no result differs \(1\):\n\n- F002 .*3 does not divide the limit/);
  expect(text).toMatch(/Found by no test \(1\):\n\n- F003/);
});

test("of several folders of results the last row of a fault counts", () => {
  const later = path.join(folder, "later");
  mkdirSync(later);
  const add = (where: string, status: Row["status"]): void =>
    openResults(where).addRow({ id: "F001", status, ran: 1, left: 0, dismissed: [], seconds: 1 });
  add(folder, "missed");
  add(folder, "found");
  add(later, "missed");
  expect(readRows(folder).map(({ status }) => status)).toEqual(["found"]);
  expect(readRows(folder, later).map(({ status }) => status)).toEqual(["missed"]);
});
