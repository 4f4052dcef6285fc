// Which test files reach each fault: one run of the tests with probes at all faults. A test that does not run the function around a fault
// cannot find it. Code that runs once in a worker (a cache, a constant) is seen in the first of its test files only.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { writeAnew } from "./checkout.ts";
import type { Fault } from "./fault.ts";
import { usersIn } from "./graph.ts";
import { withProbes } from "./probes.ts";
import type { Event } from "./reporter.ts";
import { readLines } from "./results.ts";
import { runNode, type Settings } from "./test-runs.ts";
import { tagsOption } from "../testing/tiers.ts";

/** What a run with probes says. */
export interface Reach {
  /** The test files that reach a fault; faults without a probe are missing. */
  readonly reached: ReadonlyMap<string, ReadonlySet<string>>;
  /** Test files that pass with the probes, and so without a fault. */
  readonly passing: ReadonlySet<string>;
}

/** Where the probes are, and the faults that have one. */
interface Probes {
  readonly checkout: string;
  readonly ids: readonly string[];
}

const linesIn = (folder: string): string => path.join(folder, "reach.jsonl");
const probesIn = (folder: string): string => path.join(folder, "probes.json");
const reportIn = (folder: string): string => path.join(folder, "report.jsonl");

/** Puts probes of `faults` into the files of a checkout. They stay: the checkout is for this run. */
export function plantProbes(faults: readonly Fault[], checkout: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const read = (file: string): string | undefined => {
    const place = path.join(checkout, file);
    return existsSync(place) ? readFileSync(place, "utf8") : undefined;
  };
  const { files, without } = withProbes(faults, path.resolve(linesIn(folder)), usersIn(checkout), read);
  for (const [file, text] of files) writeAnew(path.join(checkout, file), text);
  const ids = faults.map(({ id }) => id).filter((id) => !without.includes(id));
  writeFileSync(probesIn(folder), JSON.stringify({ checkout, ids } satisfies Probes));
  console.log(`${ids.length} probes; none for ${without.join(", ")}`);
}

/** Runs the tests of `projects`. That some fail does not matter. */
export async function runWithProbes(
  projects: readonly string[],
  folder: string,
  settings: Settings,
): Promise<void> {
  const args = [
    path.join(settings.checkout, "node_modules/vitest/vitest.mjs"),
    "run",
    "--retry=0",
    `--config=${path.join(import.meta.dirname, "reach.config.ts")}`,
    `--root=${settings.checkout}`,
    `--reporter=${path.join(import.meta.dirname, "reporter.ts")}`,
    ...tagsOption("all"),
    ...projects.map((project) => `--project=${project}`),
  ];
  const env = {
    ...settings.programs,
    TELLTALE_TESTS: "all",
    TELLTALE_PLANTED_REPORT: path.resolve(reportIn(folder)),
  };
  const { code, output } = await runNode(args, 3 * 3600, { ...settings, env });
  console.log(`The tests ended with ${code}:\n${output.slice(-2000)}`);
}

/** Reads what runs with probes have left in `folder`. */
export function readReach(folder: string): Reach {
  const { checkout, ids } = JSON.parse(readFileSync(probesIn(folder), "utf8")) as Probes;
  const lines = Map.groupBy(readLines<{ id: string; file: string }>(linesIn(folder)), ({ id }) => id);
  const events = readLines<Event>(reportIn(folder));
  const filesWith = (wanted: Event["state"]): ReadonlySet<string> =>
    new Set(events.filter(({ state }) => state === wanted).map(({ file }) => path.relative(checkout, file)));
  const failed = filesWith("failed");
  return {
    reached: new Map(ids.map((id) => [id, new Set(lines.get(id)?.map(({ file }) => file))])),
    passing: new Set([...filesWith("passed")].filter((file) => !failed.has(file))),
  };
}
