import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { root, sourceFiles } from "../source-files.ts";
import { readArguments } from "./arguments.ts";
import { keepDeadline } from "./deadline.ts";
import { failuresOf } from "./failures.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import { missingRuns } from "./green.ts";
import { nightlyVariables } from "./nightly.ts";
import type { TestRun } from "./runs.ts";
import { shares } from "./sequence.ts";
import { chosenTier, leftOut } from "./tiers.ts";
import { describeTimes, type FileTime, notBegun, usedMs } from "./times.ts";
import { endedChildrenMs, processesMs } from "./used-cpu.ts";

test("`npm test` leaves tests out, a named file and an editor leave none out", () => {
  expect(readArguments([], "")).toEqual({
    tier: "quick",
    record: false,
    minutes: undefined,
    whole: true,
    forVitest: [],
  });
  expect(readArguments(["--tier=all", "--minutes=70"], "")).toMatchObject({ minutes: 70, whole: true });
  expect(() => readArguments(["--minutes=soon"], "")).toThrow('"soon" minutes: expected a whole number');
  expect(readArguments(["--tier=all", "--record"], "").tier).toBe("all");
  expect(readArguments(["--tier=all", "--record"], "")).toMatchObject({ record: true, whole: true });
  expect(readArguments(["--tier=all", "--shard=1/4"], "")).toMatchObject({ tier: "all", whole: false });
  expect(readArguments(["tools/testing/testing.test.ts"], "")).toMatchObject({ tier: "all", whole: false });
  expect(readArguments(["deploy/", "lockfile"], "").tier).toBe("all");
  expect(readArguments(["--bail=1", "lockfile"], "").tier).toBe("all");
  expect(readArguments(["--project", "unit*"], "")).toMatchObject({ tier: "quick", whole: false });
  expect(chosenTier("")).toBe("nightly");
});

test("a tier that does not exist is named with those that do", () => {
  expect(() => chosenTier("slow")).toThrow(
    'Cannot run the tests "slow" (TELLTALE_TESTS): expected one of quick, all, nightly.',
  );
});

test("a whole run goes on when what it fetches ahead cannot be fetched", async () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
  onTestFinished(() => print.mockRestore());
  await fetchAhead("all", () => Promise.reject(new Error("no network")));
  expect(print).toHaveBeenCalledWith("Cannot fetch ahead what tests need: no network");
});

test("a file is left out by the tag in its header, and by nothing else", () => {
  expect(leftOut(["tools/testing/testing.test.ts"], "quick")).toEqual([]);
});

test("files of longer runs that would end too late are not begun, those of `npm test` are", () => {
  const { transform } = keepDeadline(10_000_000, () => 9_999_999) as {
    transform: (code: string, id: string) => { code: string } | undefined;
  };
  const read = (file: string): string | undefined => transform("", path.join(root, file))?.code;
  expect(read("packages/console/test/security/many-names.test.ts")).toContain(`test.skip("${notBegun}"`);
  expect(read("tools/testing/testing.test.ts")).toBeUndefined();
  expect(read("packages/console/test/support/many-names.ts")).toBeUndefined();
  const early = keepDeadline(10_000_000_000, () => 0) as { transform: typeof transform };
  expect(
    early.transform("", path.join(root, "packages/console/test/security/many-names.test.ts")),
  ).toBeUndefined();
});

test("each variable of the nightly run is read by a test", () => {
  const tests = sourceFiles(".ts").filter((file) => file !== "tools/testing/nightly.ts");
  const texts = tests.map((file) => readFileSync(path.join(root, file), "utf8"));
  const unread = Object.keys(nightlyVariables).filter(
    (name) => !texts.some((text) => text.includes(`process.env["${name}"]`)),
  );
  expect(unread).toEqual([]);
});

test("shards have the same time, and each file is in one of them", () => {
  const files = [70, 10, 40, 30, 20, 10].map((ms, index) => ({ ms, name: `f${index}` }));
  const made = shares(
    files,
    ({ ms }) => ms,
    ({ name }) => name,
    2,
  );
  expect(made.map((share) => share.reduce((sum, { ms }) => sum + ms, 0))).toEqual([90, 90]);
  expect(made.flat().toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(files);
});

const run = (tier: TestRun["tier"], failed = 0, burners = 0): TestRun => ({
  tier,
  failed,
  burners,
  commit: "c",
  at: "2026-11-23T12:00:00Z",
  seconds: 500,
  passed: 1,
});

test("ten green runs in a row, two of them busy, and three long ones are a proof", () => {
  const quick = Array.from({ length: 5 }, () => run("quick"));
  const green = [...quick, run("quick", 0, 2), run("quick", 0, 2), run("all"), run("all"), run("all")];
  expect(missingRuns(green)).toEqual([]);
  expect(missingRuns([...green, run("quick", 1)])).toEqual([
    "0 of 10 whole runs of `npm test` in a row are green.",
  ]);
  expect(missingRuns(green.slice(1))).toEqual(["9 of 10 whole runs of `npm test` in a row are green."]);
  expect(missingRuns([run("all", 1), ...green])).toEqual([]);
});

test("the end of a run shows the slowest files and the CPU time by kind", () => {
  const file = (name: string, kind: string, ms: number): FileTime => ({
    file: name,
    kind,
    tests: 2,
    leftOut: 0,
    cpuMs: ms,
    quickCpuMs: ms,
    wallMs: 2 * ms,
  });
  const text = describeTimes([file("a.test.ts", "unit", 500), file("b.test.ts", "store", 2_500)]);
  expect(text.split("\n").map((line) => line.trim().replace(/ +/g, " "))).toEqual([
    "The 30 slowest files (s, CPU s, tests):",
    "5.0 2.5 2 b.test.ts",
    "1.0 0.5 2 a.test.ts",
    "CPU of the tests of `npm test`: 3.0 s",
    "CPU by kind (CPU s, files, tests):",
    "2.5 1 2 store",
    "0.5 1 2 unit",
  ]);
});

test("the CPU time of a run has that of processes that ended after their worker", () => {
  const file: FileTime = {
    file: "a.test.ts",
    kind: "store",
    tests: 1,
    leftOut: 0,
    cpuMs: 400,
    quickCpuMs: 400,
    wallMs: 900,
  };
  expect(usedMs([file, file], 500)).toBe(800);
  expect(usedMs([file], 500)).toBe(500);
});

test.runIf(process.platform === "linux")("the CPU time of a process has that of its children", () => {
  const before = processesMs();
  spawnSync(process.execPath, ["-e", "for (const end = Date.now() + 60; Date.now() < end; );"]);
  expect(processesMs() - before).toBeGreaterThanOrEqual(20);
  expect(endedChildrenMs()).toBeLessThanOrEqual(processesMs());
  expect(processesMs(2 ** 30)).toBe(0);
});

test("the end of a run names what failed, with the beginning of its reason", () => {
  const failed = {
    status: "failed",
    fullName: "a rule fires",
    failureMessages: ["Error: too\n  late\n    at a.ts:1"],
  };
  const file = { name: "/repo/a.test.ts", status: "failed", message: "" };
  const testResults = [
    { ...file, assertionResults: [{ status: "passed", fullName: "it ends" }, failed] },
    { ...file, name: "/repo/b.test.ts", message: "SyntaxError: x", assertionResults: [] },
    { ...file, name: "/repo/c.test.ts", status: "passed", assertionResults: [] },
  ];
  expect(failuresOf({ testResults }, "/repo")).toEqual([
    "✗ a.test.ts › a rule fires: Error: too late",
    "✗ b.test.ts: SyntaxError: x",
  ]);
  const many = [{ ...file, assertionResults: Array.from({ length: 30 }, () => failed) }];
  expect(failuresOf({ testResults: many }, "/repo").slice(19)).toEqual([
    expect.any(String),
    "✗ … and 10 more",
  ]);
});
