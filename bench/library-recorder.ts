// What does the recorder cost while it records, and how long does it take to answer?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly cost: Readonly<Record<"span" | "log" | "add" | "record" | "transaction", number>>;
  readonly took: Readonly<Record<"spans" | "trace" | "timers" | "report", number>>;
  readonly kept: readonly number[];
}

const rounds = 5;
const count = 204_800;
const measured = { with: [] as Measured[], without: [] as Measured[] };
for (let round = 0; round < rounds; round++) {
  for (const way of ["without", "with"] as const)
    measured[way].push(await run<Measured>("against/recorded.ts", [way, String(count)]));
}
for (const [way, kept] of [
  ["with", [10_000, 10_000, 50_000]],
  ["without", [0, 0, 0]],
] as const) {
  if (measured[way].some((one) => String(one.kept) !== String(kept)))
    throw new Error(`Cannot trust the figures: expected ${kept} to be kept ${way} the recorder`);
}

const calls = {
  span: "a span with 3 attributes",
  log: "a log record with 3 attributes",
  add: "`counter.add` with 3 attributes",
  record: "`timer.record` with 3 attributes",
  transaction: "a transaction with an id",
} as const;
const figures = Object.entries(calls).flatMap(([call, name]): Figure[] => {
  const of = (way: "with" | "without"): readonly number[] =>
    measured[way].map(({ cost }) => cost[call as keyof typeof calls]);
  const more = median(of("with")) - median(of("without"));
  return [
    figureOf(`${name}, without`, "ns CPU", of("without")),
    figureOf(`${name}, with`, "ns CPU", of("with")),
    { name: `${name}: more`, value: more, unit: "ns CPU" },
  ];
});
const answers = (name: keyof Measured["took"]): readonly number[] =>
  measured.with.map(({ took }) => took[name]);
answer({
  question: "CPU and answers of the recorder",
  method:
    `${count.toLocaleString("en")} of each in bursts of 1,024, each flushed to an exporter that sends nothing, after as many to warm up; the CPU of the whole process. ` +
    `Then the questions, with all that the recorder keeps by default: 10,000 spans, 10,000 log records, 50,000 measurements. ${rounds} fresh processes a side in turn.`,
  figures: [
    ...figures,
    figureOf("spans by name", "ms", answers("spans")),
    figureOf("a trace as a tree", "ms", answers("trace")),
    figureOf("timers with percentiles", "ms", answers("timers")),
    figureOf("the report as text", "ms", answers("report")),
  ],
});
