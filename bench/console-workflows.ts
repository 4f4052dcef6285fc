// How long do the pages of workflows take over a million events of a day? The store is made once and kept in the folder for temporary files.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly events: number;
  /** By request: milliseconds of each run, and of the queries of the last one. */
  readonly times: readonly (readonly [
    name: string,
    ms: readonly number[],
    queries: readonly (readonly [name: string, ms: number])[],
  ])[];
}

const folder = path.join(tmpdir(), "telltale-bench-workflows");
mkdirSync(folder, { recursive: true });
const { events, times } = await run<Measured>(
  "../packages/console/test/support/workflow-figures.ts",
  [folder],
  ["--conditions=telltale-source"],
);

answer({
  question: "Workflows over a million events",
  method:
    `${events.toLocaleString("en")} events of two types in one day, one order in ten packed again, one in five still open; made in the engine, ` +
    "asked through the API's own handlers, warm, median of 5. Below each request the queries of its last run, which run at the same time.",
  figures: times.flatMap(([name, ms, queries]) => [
    figureOf(name, "ms", ms),
    ...queries.map(([query, took]) => ({ name: `${name}: ${query}`, value: took, unit: "ms" })),
  ]),
});
