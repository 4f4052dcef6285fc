// `npm test`: finds a browser, builds, runs every test project, and closes with `N passed, N failed`.
// Arguments go to Vitest: `npm test -- --project 'unit*' packages/otlp`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { findBrowser } from "./browser.ts";
import { build } from "./build.ts";
import { missingPrograms, unitPrograms } from "./debian-programs.ts";
import { findKubectl } from "./kubectl.ts";
import { findAlertmanager, findPrometheus } from "./prometheus.ts";
import { buildShiftedClock } from "./shifted-clock.ts";
import { root } from "./source-files.ts";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

const browser = findBrowser();
if (browser === undefined) process.exit(1);
const prometheus = findPrometheus();
const alertmanager = findAlertmanager();
const kubectl = findKubectl();
missingPrograms(unitPrograms);
const shiftedClock = buildShiftedClock();
if (shiftedClock === undefined && process.env["TELLTALE_SERVICES"] === "required") process.exit(1);
if (!(await build())) process.exit(1);

const folder = mkdtempSync(path.join(tmpdir(), "telltale-test-"));
const reportFile = path.join(folder, "report.json");
const vitest = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    "--reporter=./tools/second-attempts.ts",
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      // hundreds of processes read the same sources: without their types, and compiled, once
      NODE_COMPILE_CACHE: path.join(folder, "compiled"),
      ...process.env,
      TELLTALE_CHROMIUM: browser,
      TELLTALE_CONSOLE_CLI: path.join(root, "packages/console/dist/cli.js"),
      TELLTALE_DIST: path.join(root, "packages/telltale/dist"),
      TELLTALE_PAGES: path.join(root, "packages/console/dist/web"),
      TELLTALE_ALERTMANAGER_BIN: alertmanager ?? "",
      TELLTALE_KUBECTL_BIN: kubectl === undefined ? "" : path.dirname(kubectl),
      TELLTALE_PROMETHEUS_BIN: prometheus ?? "",
      TELLTALE_SHIFTED_CLOCK: shiftedClock ?? "",
    },
  },
);

const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, "utf8")) as Report) : undefined;
rmSync(folder, { recursive: true, force: true });
if (report === undefined) {
  console.error("Cannot read the test report: Vitest ended before it wrote one. Look above for its reason.");
  process.exit(1);
}
// A file that does not load has no tests of its own to count; it is a failure all the same.
const failed = Math.max(report.numFailedTests, vitest.status === 0 ? 0 : 1);
const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : "";
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 && report.numPassedTests > 0 ? 0 : 1;
