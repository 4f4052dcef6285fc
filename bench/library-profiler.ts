// What do profiles cost: the rolling CPU profiler while it runs and when it gives a profile, and a call of `profile` and of `traceDatabase`?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly cpuMs: number;
  readonly profiles: number;
  readonly pauses: readonly number[];
  readonly calls?: { readonly profile: number; readonly database: number; readonly trace: number };
}

const rounds = 5;
const units = 15_000;
const ways = ["off", "5", "1", "taken"] as const;
const measured = new Map(ways.map((way) => [way, [] as Measured[]]));
for (let round = 0; round < rounds; round++) {
  for (const way of ways)
    measured.get(way)?.push(await run<Measured>("against/profiled.ts", [way, String(units)]));
}
const of = (way: (typeof ways)[number]): readonly Measured[] => measured.get(way) ?? [];
const taken = of("taken").reduce((sum, { profiles }) => sum + profiles, 0);
if (taken < rounds) throw new Error(`Cannot trust the figures: only ${taken} profiles were taken`);

const cpu = (way: (typeof ways)[number]): readonly number[] => of(way).map(({ cpuMs }) => cpuMs);
const more = (way: (typeof ways)[number]): Figure => ({
  name: `CPU more, a sample each ${way} ms`,
  value: (median(cpu(way)) / median(cpu("off")) - 1) * 100,
  unit: "%",
});
const perCall = (name: "profile" | "database" | "trace"): readonly number[] =>
  of("off").map(({ calls }) => (calls?.[name] ?? Number.NaN) / 1000);
answer({
  question: "CPU of profiles",
  method:
    `${units} units of work (making, printing, parsing and sorting 400 orders, each in a span) with the rolling CPU profiler off and on, the start of the profiler not included; ` +
    `what it takes, all at once, to take a slow span's profile and begin the next recording; calls with an empty function, export included. ${rounds} fresh processes a side in turn.`,
  figures: [
    figureOf("CPU of the work without it", "ms", cpu("off")),
    figureOf("with a sample each 5 ms", "ms", cpu("5")),
    figureOf("with a sample each 1 ms", "ms", cpu("1")),
    more("5"),
    more("1"),
    figureOf(
      "taking a profile and beginning anew",
      "ms CPU",
      of("taken").flatMap(({ pauses }) => pauses),
    ),
    figureOf("`profile(name, fn)`", "µs CPU a call", perCall("profile")),
    figureOf("`traceDatabase(options, fn)`, a query seen before", "µs CPU a call", perCall("database")),
    figureOf("`trace` with the same attributes, made by hand", "µs CPU a call", perCall("trace")),
  ],
});
