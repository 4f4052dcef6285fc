// `npm test`, `npm run test:all` and `npm run test:nightly`: finds a browser, builds, runs the tests of its tier, and closes with
// `N passed, N failed`. Arguments that it does not know go to Vitest: `npm test -- --project 'unit*' packages/otlp`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { findTestBrowser } from "./browser.ts";
import { build } from "./build.ts";
import { withChanged } from "./changed/command.ts";
import { missingPrograms, unitPrograms } from "./debian-programs.ts";
import { findKubectl } from "./kubectl.ts";
import { findAlertmanager, findPrometheus } from "./prometheus.ts";
import { buildShiftedClock } from "./shifted-clock.ts";
import { root } from "./source-files.ts";
import { readArguments } from "./testing/arguments.ts";
import { failuresOf, type TestReport } from "./testing/failures.ts";
import { fetchAhead } from "./testing/fetch-ahead.ts";
import { nightlyVariables } from "./testing/nightly.ts";
import { commit, rememberRun } from "./testing/runs.ts";
import { endedChildrenMs } from "./testing/used-cpu.ts";
import { tagsOption } from "./testing/tiers.ts";
import { type FileTime, usedMs, writeLastRun } from "./testing/times.ts";

interface Report extends TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

const asked = process.argv.slice(2);
const args = await withChanged(asked);
if (args === undefined) process.exit();
// what a change can affect runs with its longer tests; there may be none but nightly ones
const ofChange = args !== asked;
const { tier, record, minutes, whole, forVitest } = readArguments(
  args,
  process.env["TELLTALE_TESTS"] || (ofChange ? "all" : ""),
);
const begun = performance.now();
const browser = findTestBrowser();
if (browser === undefined) process.exit(1);
const prometheus = findPrometheus();
const alertmanager = findAlertmanager();
const kubectl = findKubectl();
if (!whole) missingPrograms(unitPrograms);
const shiftedClock = buildShiftedClock();
if (shiftedClock === undefined && process.env["TELLTALE_SERVICES"] === "required") process.exit(1);
const [isBuilt] = await Promise.all([build(), whole && fetchAhead(tier)]);
if (!isBuilt) process.exit(1);

const folder = mkdtempSync(path.join(tmpdir(), "telltale-test-"));
const reportFile = path.join(folder, "report.json");
const timesFile = path.join(folder, "times.json");
const vitest = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    "--reporter=./tools/testing/times.ts",
    `--outputFile.json=${reportFile}`,
    ...tagsOption(tier),
    ...forVitest,
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      // hundreds of processes read the same sources: without their types, and compiled, once
      NODE_COMPILE_CACHE: path.join(folder, "compiled"),
      ...(tier === "nightly" ? nightlyVariables : {}),
      ...process.env,
      TELLTALE_TESTS: tier,
      TELLTALE_TEST_TIMES: timesFile,
      ...(minutes !== undefined && { TELLTALE_TEST_DEADLINE: String(Date.now() + minutes * 60_000) }),
      TELLTALE_CHROMIUM: browser,
      TELLTALE_BUILT_CLI: path.join(root, "packages/cli/dist/cli.js"),
      TELLTALE_BUILT_CONSOLE: path.join(root, "packages/console/dist/cli.js"),
      TELLTALE_DIST: path.join(root, "packages/telltale/dist"),
      TELLTALE_PAGES: path.join(root, "packages/console/dist/web"),
      TELLTALE_ALERTMANAGER_BIN: alertmanager ?? "",
      TELLTALE_KUBECTL_BIN: kubectl === undefined ? "" : path.dirname(kubectl),
      TELLTALE_PROMETHEUS_BIN: prometheus ?? "",
      TELLTALE_SHIFTED_CLOCK: shiftedClock ?? "",
    },
  },
);

// what only the nightly run has beside tests: the graph of changes against what tests open, and the guard of the figures
const besides =
  tier === "nightly" && whole ? [["tools/changed/check-reality.ts"], ["tools/bench.ts", "guard"]] : [];
const failedBesides = besides.filter(
  (script) =>
    spawnSync(process.execPath, ["--conditions=telltale-source", ...script], { cwd: root, stdio: "inherit" })
      .status !== 0,
);
for (const [script] of failedBesides) console.log(`✗ ${script} failed: look above`);

const report = readJson<Report>(reportFile);
const times = readJson<readonly FileTime[]>(timesFile) ?? [];
rmSync(folder, { recursive: true, force: true });
if (report === undefined) {
  console.error("Cannot read the test report: Vitest ended before it wrote one. Look above for its reason.");
  process.exit(1);
}
// A file that does not load has no tests of its own to count; it is a failure all the same.
const failed = Math.max(report.numFailedTests, vitest.status === 0 ? 0 : 1) + failedBesides.length;
const passed = report.numPassedTests;
const seconds = Math.round((performance.now() - begun) / 1000);
const burners = Number(process.env["TELLTALE_TEST_BURNERS"] ?? 0);
const late = times.filter(({ notBegun }) => notBegun);
const run = { tier, commit: commit(), at: new Date().toISOString(), seconds, burners, passed, failed };
const isWhole = whole && !ofChange && late.length === 0;
if (isWhole) rememberRun(run);
if (record && late.length === 0) writeLastRun(run, times);
const cpuMinutes = (usedMs(times, endedChildrenMs()) / 60_000).toFixed(1);
console.log(`${(seconds / 60).toFixed(1)} minutes with the build, at least ${cpuMinutes} CPU minutes`);
const leftOut = times.reduce((sum, file) => sum + file.leftOut, 0);
if (leftOut > 0)
  console.log(
    `${leftOut} tests of these files, and other files, run in longer runs (tools/testing/tiers.ts)`,
  );
if (late.length > 0)
  console.log(
    `${late.length} files were not begun, because this machine is slow and the run had ${minutes} minutes; each commit begins with others:\n${late.map(({ file }) => `  ${file}`).join("\n")}`,
  );
for (const line of failuresOf(report, root)) console.log(line);
const skippedTests = report.numPendingTests - leftOut;
const skipped = skippedTests > 0 ? `, ${skippedTests} skipped` : "";
console.log(`${passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 && (passed > 0 || ofChange) ? 0 : 1;

function readJson<Content>(file: string): Content | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Content) : undefined;
}
