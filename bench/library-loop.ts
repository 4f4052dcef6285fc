// How long does export hold the event loop at a time, and does memory stay where it is when the receiver is away?
import { end, firstJson } from "../tools/child.ts";
import { answer, type Figure, figureOf, median } from "./figure.ts";
import { run, start } from "./process.ts";
import type { Turns } from "./workload/turns.ts";

interface Measured extends Turns {
  readonly traces?: {
    readonly exported: number;
    readonly spooled?: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
}

const rounds = 3;
const perSecond = 20_000;
const seconds = 5;
const sides = ["nothing", "telltale", "spool"] as const;
const results: Record<(typeof sides)[number], Measured[]> = { nothing: [], telltale: [], spool: [] };
let away: Measured;
const sink = start("against/sink.ts");
try {
  const { port } = await firstJson<{ port: number }>(sink);
  const url = `http://127.0.0.1:${port}`;
  const measure = async (side: string, ...rest: string[]): Promise<Measured> =>
    run<Measured>("against/turns.ts", [side, url, ...rest]);
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) results[side].push(await measure(side, String(perSecond), String(seconds)));
  }
  away = await measure("away", "5000", "20", "resting");
} finally {
  await end(sink);
}

for (const { spans, traces } of results.telltale) {
  const { exported = 0, dropped = {} } = traces ?? {};
  if (exported < spans * 0.9)
    throw new Error(
      `Cannot trust the figures: of ${spans} spans ${exported} left, ${JSON.stringify(dropped)} were dropped`,
    );
}
for (const { traces } of results.spool) {
  if ((traces?.spooled ?? 0) === 0)
    throw new Error("Cannot trust the figures: nothing was written to the spool");
}

const figures: Figure[] = sides.flatMap((side) => [
  figureOf(
    `99.99 % of the turns hold it at most: ${label(side)}`,
    "ms",
    results[side].map((one) => one.p9999HeldMs),
  ),
  figureOf(
    `held longest: ${label(side)}`,
    "ms",
    results[side].map((one) => one.longestHeldMs),
  ),
  figureOf(
    `the same by the clock: ${label(side)}`,
    "ms",
    results[side].map((one) => one.longestMs),
  ),
  figureOf(
    `turns held above 5 ms: ${label(side)}`,
    "",
    results[side].map((one) => one.above5Ms),
  ),
]);
figures.push(
  figureOf(
    "spans made a second: exporting",
    "",
    results.telltale.map((one) => one.spans / seconds),
  ),
  {
    name: "memory with the receiver away, after 10 s at 5,000 spans/s",
    value: away.halfBytes / 2 ** 20,
    unit: "MiB",
  },
  { name: "the same after 20 s", value: away.endBytes / 2 ** 20, unit: "MiB" },
);
answer({
  question: "Event loop: the longest time it is held, and memory with the receiver away",
  method:
    `${perSecond.toLocaleString("en")} spans a second for ${seconds} s (root and child, 5 attributes each, one event), every turn of the loop timed (${Math.round(median(results.telltale.map((one) => one.turns))).toLocaleString("en")} turns a run), by the clock, and without the time in which another process had the CPU; garbage collection is included, the making of the spans too. ` +
    `${rounds} fresh processes a side in turn; "not started" makes the same calls without \`start()\`: what it shows is the machine. ` +
    "One turn in some 6,000 sends a batch, so the longest hundredth of a per cent are mostly those. The spool side has no receiver: every batch is written to disk.",
  figures,
});

function label(side: (typeof sides)[number]): string {
  return { nothing: "not started", telltale: "exporting", spool: "to the spool" }[side];
}
