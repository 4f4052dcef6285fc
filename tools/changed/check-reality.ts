// Compares the graph of `npm test -- --changed` with what tests load: runs test files one by one under `strace`, with all their processes, and
// fails for each file of the repository that a test opened although the graph says that a change of it cannot affect the test.
//
//   node --conditions=telltale-source tools/changed/check-reality.ts packages/cli/test/replay.test.ts …
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { root } from "../source-files.ts";
import { everything, openedAnyway } from "./declared.ts";
import { builtBy } from "./references.ts";
import { readRepository } from "./repository.ts";
import { openTestGraph } from "./test-graph.ts";

/** One file of each way in which tests reach code: imports, SQL, documents, processes, what is built. */
const samples: readonly string[] = [
  "packages/console/src/api/filter/filter-docs.test.ts",
  "packages/console/test/api/traces.test.ts",
  "packages/console/test/governance/dashboards.test.ts",
  "packages/cli/test/replay.test.ts",
  "packages/telltale/test/engine/processes.test.ts",
  "packages/web/test/first-requests.test.ts",
  "examples/file-pipeline/src/main.test.ts",
  "tools/docs-links.test.ts",
];

/** Files of the repository, and nodes of what is built, that a run of a test file opened. */
function openedBy(test: string, files: ReadonlySet<string>): ReadonlySet<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-opened-"));
  const log = path.join(folder, "opened");
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const traced = ["-f", "-qq", "-y", "--seccomp-bpf", "-e", "trace=open,openat", "-s", "400", "-o", log];
  const { status } = spawnSync("strace", [...traced, process.execPath, vitest, "run", test], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) console.error(`${test} failed (${status}): what it opened until then is compared.`);
  const opened = new Set<string>();
  for (const [, file = ""] of readFileSync(log, "utf8").matchAll(/ = \d+<([^>\n]+)>/g)) {
    const name = path.relative(root, file);
    const built = builtBy(name);
    if (built !== undefined) opened.add(built);
    else if (files.has(name) && !openedAnyway.some((pattern) => pattern.test(name))) opened.add(name);
  }
  rmSync(folder, { recursive: true, force: true });
  return opened;
}

const tests = process.argv.length > 2 ? process.argv.slice(2) : samples;
const graph = await openTestGraph();
const { files } = readRepository();
const reaches = new Map<string, ReadonlySet<string>>();
for (const test of tests) {
  const opened = openedBy(test, files);
  const missing = [...opened].filter((file) => {
    const known = reaches.get(file) ?? new Set(graph.testsOf(file).keys());
    reaches.set(file, known);
    return !known.has(test) && !everything.some((pattern) => pattern.test(file));
  });
  console.log(`${test}: opened ${opened.size} files, ${missing.length} of them unknown to the graph`);
  for (const file of missing.toSorted()) console.log(`  ${file}`);
  if (missing.length > 0 || opened.size === 0) process.exitCode = 1;
}
