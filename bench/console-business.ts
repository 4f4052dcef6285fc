// How long do funnels, ways and a person's timeline take over ten million business events? A third of a million of them a day;
// TELLTALE_BENCH_DAYS asks for another number of days. The store is made once and kept in the folder for temporary files.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly events: number;
  readonly steps: number;
  /** Milliseconds of each run by what was asked. */
  readonly times: readonly (readonly [name: string, ms: readonly number[]])[];
}

const days = process.env["TELLTALE_BENCH_DAYS"] ?? "30";
const folder = path.join(tmpdir(), `telltale-bench-business-${days}`);
mkdirSync(folder, { recursive: true });
const { events, steps, times } = await run<Measured>(
  "../packages/console/test/support/business-figures.ts",
  [folder, days],
  ["--conditions=telltale-source"],
);

answer({
  question: "Business over ten million events",
  method:
    `${events.toLocaleString("en")} business events of ${days} days, ${steps.toLocaleString("en")} of them steps of one journey by users, by sessions and by sessions that became a user's; ` +
    "made in the engine, asked through the API's own queries, warm.",
  figures: times.map(([name, ms]) => figureOf(name, "ms", ms)),
});
