// Runs test files of a checkout with Vitest, and builds its packages.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Ended, runCommand } from "./process-group.ts";
import type { Event } from "./reporter.ts";
import type { TestFile, Tier } from "./suite.ts";
import { tagsOption } from "../testing/tiers.ts";

/** What a run of some test files found. */
export interface TestRun {
  /** That passed before the first failed. */
  readonly passed: readonly string[];
  readonly failed: readonly {
    readonly file: string;
    readonly how: "failed" | "timeout";
    readonly message: string;
  }[];
  readonly output: string;
}

export interface TestRuns {
  list(): Promise<readonly TestFile[]>;
  run(files: readonly string[], tier: Tier): Promise<TestRun>;
  build(): Promise<Ended>;
}

export interface Settings {
  readonly checkout: string;
  /** Only the tests of `npm test`. */
  readonly quick: boolean;
  /** Variables of tests beyond units: the programs and builds that they use. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether the packages are built; without, only tests of sources find a fault. */
  readonly builds: boolean;
  /** Longer time limits for a machine that does other work. */
  readonly slowness: number;
}

/** Seconds that files of a tier may take: for a run, and for each file. On an idle machine they take a tenth. */
const limits: Readonly<Record<Tier, readonly [number, number]>> = {
  unit: [90, 15],
  whole: [240, 90],
  rest: [900, 300],
};

/** Prepares runs in a checkout. */
export function prepareRuns(settings: Settings): TestRuns {
  const { checkout } = settings;
  const vitest = path.join(checkout, "node_modules/vitest/vitest.mjs");
  const folder = path.join(checkout, "node_modules/.cache/telltale");
  mkdirSync(folder, { recursive: true });
  return {
    async list() {
      const place = path.join(folder, "planted-tests.json");
      const { code, output } = await runNode(
        [vitest, "list", "--filesOnly", `--json=${place}`],
        300,
        settings,
      );
      if (code !== 0) throw new Error(`Cannot list the test files of ${checkout}:\n${output}`);
      const listed = JSON.parse(readFileSync(place, "utf8")) as { file: string; projectName: string }[];
      return listed.map(({ file, projectName }) => ({
        file: path.relative(checkout, file),
        project: projectName,
      }));
    },
    async run(files, tier) {
      const report = path.join(folder, "planted-report.jsonl");
      writeFileSync(report, "");
      const reporter = path.join(import.meta.dirname, "reporter.ts");
      const args = [
        vitest,
        "run",
        "--bail=1",
        "--retry=0",
        "--passWithNoTests",
        `--reporter=${reporter}`,
        ...(settings.quick ? tagsOption("quick") : []),
        ...files,
      ];
      const [base, each] = limits[tier];
      const env = { ...(tier !== "unit" && settings.programs), TELLTALE_PLANTED_REPORT: report };
      const ended = await runNode(args, base + each * files.length, { ...settings, env });
      return readReport(readFileSync(report, "utf8"), checkout, files, ended);
    },
    build: async () =>
      settings.builds
        ? runNode(["--conditions=telltale-source", path.join(checkout, "tools/build.ts")], 1200, settings)
        : { code: 0, output: "" },
  };
}

/** Runs the checkout's Node, with a folder for temporary files that is removed afterwards. */
export async function runNode(
  args: readonly string[],
  seconds: number,
  { checkout, quick, slowness, env = {} }: Settings & { readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const node = nodeOf(checkout);
  const temporary = mkdtempSync(path.join(tmpdir(), "planted-"));
  const variables = {
    ...(quick && { TELLTALE_TESTS: "quick" }),
    PATH: [path.dirname(node), process.env["PATH"]].join(path.delimiter),
    NODE_OPTIONS: "",
    NODE_COMPILE_CACHE: path.join(checkout, "node_modules/.cache/telltale/planted-compiled"),
    TMPDIR: temporary,
    ...env,
  };
  const ended = await runCommand({
    file: node,
    args,
    cwd: checkout,
    env: variables,
    limitMs: seconds * slowness * 1000,
  });
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  return ended;
}

/** What the lines of a report say of `files`. Without a line that says why, a run that failed says it of all that did not pass. */
export function readReport(
  report: string,
  checkout: string,
  files: readonly string[],
  { code, output }: Ended,
): TestRun {
  const lines = report.split("\n").filter((line) => line.endsWith("}"));
  const events = lines.map((line) => JSON.parse(line) as Event);
  const relative = ({ file }: Event): string => (file === "" ? "" : path.relative(checkout, file));
  const firstFailed = events.findIndex(({ state }) => state === "failed");
  const before = firstFailed === -1 ? events : events.slice(0, firstFailed);
  const passed = before.filter(({ state }) => state === "passed").map(relative);
  const failures = events.filter(({ state }) => state === "failed");
  const named = failures
    .filter((event) => files.includes(relative(event)))
    .map((event) => ({ file: relative(event), how: "failed" as const, message: event.message ?? "" }));
  if (named.length > 0) return { passed, failed: unique(named), output };
  const ended = new Set(events.filter(({ state }) => state !== "begun").map(relative));
  const open = events.map(relative).filter((file) => files.includes(file) && !ended.has(file));
  if (code === undefined) {
    const hanging = open.length > 0 ? open : files.filter((file) => !ended.has(file));
    return {
      passed,
      failed: [...new Set(hanging)].map((file) => ({
        file,
        how: "timeout",
        message: "ran into the time limit",
      })),
      output,
    };
  }
  if (code === 0) return { passed: [...files], failed: [], output };
  const message = failures[0]?.message ?? output.trim().split("\n").at(-1) ?? "";
  return { passed: [], failed: files.map((file) => ({ file, how: "failed", message })), output };
}

function unique<T extends { readonly file: string }>(failed: readonly T[]): readonly T[] {
  return [...new Map(failed.toReversed().map((one) => [one.file, one])).values()].toReversed();
}

function nodeOf(checkout: string): string {
  const pinned = path.join(checkout, "node_modules", `node-${process.platform}-${process.arch}`, "bin/node");
  return existsSync(pinned) ? pinned : process.execPath;
}
