// The commands of `tools/planted-faults.ts`.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { findTestBrowser } from "../browser.ts";
import { findKubectl } from "../kubectl.ts";
import { findAlertmanager, findPrometheus } from "../prometheus.ts";
import { buildShiftedClock } from "../shifted-clock.ts";
import { root } from "../source-files.ts";
import { type Checkout, openCheckout } from "./checkout.ts";
import { chooseFaults, type LeftOut } from "./choose.ts";
import { type Fault, plant } from "./fault.ts";
import { usersIn } from "./graph.ts";
import { huntFault } from "./hunt.ts";
import { endRunning } from "./process-group.ts";
import { plantProbes, readReach, runWithProbes } from "./reach.ts";
import { openResults, readRows, type Row } from "./results.ts";
import { sourcesAt } from "./sources.ts";
import { buildsWith, type Suite, type TestFile, type Tier } from "./suite.ts";
import { summarize } from "./summary.ts";
import { prepareRuns } from "./test-runs.ts";
import { withTypes } from "./type-check.ts";

const leftOutFile = path.join(import.meta.dirname, "left-out.json");

/** The list that the others are compared with. */
export const listFile: string = path.join(import.meta.dirname, "faults.json");

/** A file with faults: `faults.json`, or one with other faults. */
interface FaultList {
  readonly commit: string;
  readonly seed: number;
  readonly faults: readonly Fault[];
}

function readList(file: string): FaultList {
  return JSON.parse(readFileSync(file, "utf8")) as FaultList;
}

/** Writes a list. The ids of another list than `faults.json` begin with S. */
export function choose(file: string, commit: string, count: number, seed: number): void {
  const leftOut = JSON.parse(readFileSync(leftOutFile, "utf8")) as LeftOut[];
  const full = execFileSync("git", ["rev-parse", commit], { cwd: root, encoding: "utf8" }).trim();
  const chosen = chooseFaults(sourcesAt(root, full), count, seed, leftOut);
  const faults = chosen.map((fault) => ({
    ...fault,
    id: file === listFile ? fault.id : fault.id.replace("F", "S"),
  }));
  writeList(file, { commit: full, seed, faults });
}

function writeList(file: string, list: FaultList): void {
  writeFileSync(file, `${JSON.stringify(list, undefined, 2)}\n`);
  const typed = list.faults.filter((fault) => fault.types).length;
  console.log(
    `${list.faults.length} faults in ${path.relative(root, file)}, ${typed} of which the type check finds`,
  );
}

/** Notes in a list which faults the type check finds in `checkout`. */
export function types(file: string, checkout: string): void {
  const opened = openForFaults(checkout, path.join(tmpdir(), `planted-types-${process.pid}.json`));
  const list = readList(file);
  writeList(file, { ...list, faults: withTypes(list.faults, opened) });
}

/** The real path of a checkout that is not the one of this script. */
function notOwn(place: string): string {
  const folder = realpathSync(place);
  if (folder === realpathSync(root))
    throw new Error(
      `Cannot plant faults in ${folder}: it is the checkout of this script. Make a worktree of its own.`,
    );
  return folder;
}

/** Opens a checkout. A run that is ended leaves neither processes nor a fault. */
function openForFaults(place: string, journal: string): Checkout {
  const folder = notOwn(place);
  const opened = openCheckout(folder, journal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      endRunning();
      opened.restore();
      process.exit(1);
    });
  return opened;
}

/** Names the faults whose lines are not in `checkout`. Gives whether all are. */
export function check(list: string, checkout: string): boolean {
  const gone = readList(list).faults.filter((fault) => {
    const place = path.join(checkout, fault.file);
    return !existsSync(place) || plant(readFileSync(place, "utf8"), fault) === undefined;
  });
  for (const { id, file, line } of gone) console.log(`${id} does not apply: ${file}:${line}`);
  return gone.length === 0;
}

/** Runs the tests of `projects` in a checkout with probes of the faults in `lists`; without projects all but those of images. */
export async function reach(options: {
  readonly lists: readonly string[];
  readonly checkout: string;
  readonly results: string;
  readonly projects: readonly string[];
  readonly slowness: number;
}): Promise<void> {
  const { lists, slowness } = options;
  const results = path.resolve(options.results);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      endRunning();
      process.exit(1);
    });
  if (!existsSync(results)) {
    const { folder } = openCheckout(
      notOwn(options.checkout),
      path.join(tmpdir(), `planted-reach-${process.pid}.json`),
    );
    plantProbes(
      lists.flatMap((list) => readList(list).faults),
      folder,
      results,
    );
  }
  const checkout = realpathSync(options.checkout);
  const programs = programsFor(checkout, ["rest"]);
  const settings = { checkout, quick: false, programs, builds: true, slowness };
  const runs = prepareRuns(settings);
  const { code, output } = await runs.build();
  if (code !== 0) throw new Error(`Cannot build ${checkout} with the probes:\n${output}`);
  await runWithProbes(options.projects, results, settings);
}

export interface RunOptions {
  readonly list: string;
  readonly checkout: string;
  /** The folder of the results, which a later run goes on with. */
  readonly results: string;
  readonly quick: boolean;
  readonly tiers: readonly Tier[];
  /** Ids; all if empty. */
  readonly only: readonly string[];
  readonly minutes: number;
  readonly slowness: number;
  /** Whether the packages are built with each fault. */
  readonly builds: boolean;
  /** Results whose test files are tried first. */
  readonly hints: string | undefined;
  /** Results whose found faults are left out. */
  readonly without: string | undefined;
  /** What `reach` has left: only test files that reach a fault are run for it. */
  readonly reach: string | undefined;
}

/** Hunts all faults that have no result yet. */
export async function run(options: RunOptions): Promise<void> {
  mkdirSync(options.results, { recursive: true });
  const opened = openForFaults(options.checkout, path.join(path.resolve(options.results), "planted.json"));
  const checkout = opened.folder;
  const reaching = options.reach === undefined ? undefined : readReach(options.reach);
  const results = openResults(options.results, reaching?.passing);
  const done = new Set(results.rows.map(({ id }) => id));
  for (const row of rowsIn(options.without)) if (row.status === "found") done.add(row.id);
  const hints = new Map(rowsIn(options.hints).map((row) => [row.id, row.by ?? []]));
  const runs = prepareRuns({
    checkout,
    quick: options.quick,
    programs: programsFor(checkout, options.tiers),
    builds: options.builds,
    slowness: options.slowness,
  });
  const suite = {
    ...suiteOf(checkout, await runs.list()),
    ...(reaching !== undefined && { reached: reaching.reached }),
  };
  const wanted = readList(options.list).faults.filter(
    ({ id }) => options.only.length === 0 || options.only.includes(id),
  );
  for (const fault of wanted.filter(({ id }) => !done.has(id))) {
    const { tiers, minutes } = options;
    const hunt = { checkout: opened, runs, suite, results, tiers, minutes, hints: hints.get(fault.id) ?? [] };
    const row = await huntFault(fault, hunt);
    results.addRow(row);
    console.log(describeRow(fault, row));
  }
}

/** Prints the table of three runs. */
export function printSummary(
  list: string,
  old: string | undefined,
  quick: string | undefined,
  all: string | undefined,
): void {
  console.log(summarize(readList(list).faults, { old: rowsIn(old), quick: rowsIn(quick), all: rowsIn(all) }));
}

const rowsIn = (results: string | undefined): readonly Row[] =>
  results === undefined ? [] : readRows(...results.split(","));

function describeRow({ id, file, line, operator }: Fault, row: Row): string {
  const by = row.by === undefined ? "" : ` by ${row.by.join(", ")} (${row.how})`;
  const left = row.left === 0 ? "" : `, ${row.left} left`;
  return `${id} ${row.status}${by}: ${file}:${line} ${operator}, ${row.ran} files${left}, ${row.seconds} s`;
}

function suiteOf(checkout: string, tests: readonly TestFile[]): Suite {
  return { tests, users: usersIn(checkout), builtInto: buildsWith(needsOf(checkout)) };
}

/** The packages that each package is built from, by their folders. */
function needsOf(checkout: string): ReadonlyMap<string, readonly string[]> {
  const listed = execFileSync("git", ["ls-files", "packages/*/package.json"], {
    cwd: checkout,
    encoding: "utf8",
  });
  const manifests = listed
    .split("\n")
    .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))
    .map((file) => ({
      name: file.split("/")[1] ?? "",
      manifest: JSON.parse(readFileSync(path.join(checkout, file), "utf8")) as {
        name: string;
        dependencies?: object;
        devDependencies?: object;
      },
    }));
  const folders = new Map(manifests.map(({ name, manifest }) => [manifest.name, name]));
  const needs = new Map(
    manifests.map(({ name, manifest }) => [
      name,
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(
        (one) => folders.get(one) ?? [],
      ),
    ]),
  );
  // it has the built pages inside
  needs.get("console")?.push("web");
  return needs;
}

/** What `npm test` passes to the tests beyond units. */
function programsFor(checkout: string, tiers: readonly Tier[]): Readonly<Record<string, string>> {
  if (tiers.every((tier) => tier === "unit")) return {};
  const kubectl = findKubectl();
  return {
    TELLTALE_CHROMIUM: findTestBrowser() ?? "",
    TELLTALE_BUILT_CLI: path.join(checkout, "packages/cli/dist/cli.js"),
    TELLTALE_BUILT_CONSOLE: path.join(checkout, "packages/console/dist/cli.js"),
    TELLTALE_DIST: path.join(checkout, "packages/telltale/dist"),
    TELLTALE_PAGES: path.join(checkout, "packages/console/dist/web"),
    TELLTALE_ALERTMANAGER_BIN: findAlertmanager() ?? "",
    TELLTALE_KUBECTL_BIN: kubectl === undefined ? "" : path.dirname(kubectl),
    TELLTALE_PROMETHEUS_BIN: findPrometheus() ?? "",
    TELLTALE_SHIFTED_CLOCK: buildShiftedClock() ?? "",
  };
}
