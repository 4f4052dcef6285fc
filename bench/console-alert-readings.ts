// What does evaluating a thousand alert rules each minute cost the console and its engine, over ten million spans?
// The store is made once and kept in the folder for temporary files; TELLTALE_BENCH_ROWS asks for another number of spans.
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";
import { alertStore, fileOfFigures } from "./workload/alert-store.ts";

interface Measured {
  readonly spans: number;
  readonly rules: number;
  readonly groups: number;
  readonly failed: number;
  readonly queries: number;
  readonly rounds: readonly {
    readonly readMs: number;
    /** ms of CPU. */
    readonly console: number;
    readonly engine: number;
    readonly state: number;
  }[];
  /** Rules alone in a round, ms of CPU of the engine. */
  readonly single: readonly { readonly name: string; readonly engine: readonly number[] }[];
}

const folder = await alertStore();
const { spans, rules, groups, failed, queries, rounds, single } = await run<Measured>(
  fileOfFigures,
  [folder, "10", "0"],
  ["--conditions=telltale-source"],
);
if (rules !== 1000 || groups < 10_000 || failed > 0)
  throw new Error(`The work did not happen: ${rules} rules, ${groups} groups, ${failed} inputs that failed.`);

answer({
  question: "A round of a thousand alert rules over the store",
  method:
    `${rules.toLocaleString("en")} rules with ${groups.toLocaleString("en")} groups over ${spans.toLocaleString("en")} spans of a day and 10,000 series: 600 of spans (a third of them percentiles and shares within a limit), ` +
    `100 of metrics with 100 groups each, 100 of transactions, 50 of funnels, 100 of log texts, 50 of errors. ${rounds.length} rounds after two; all share ${queries} queries. ` +
    "Then rounds of a single rule on transactions, over short windows.",
  figures: [
    figureOf(
      "CPU of the console",
      "ms a round",
      rounds.map((one) => one.console),
    ),
    figureOf(
      "of this the state machine",
      "ms a round",
      rounds.map((one) => one.state),
    ),
    figureOf(
      "CPU of the engine",
      "ms a round",
      rounds.map((one) => one.engine),
    ),
    figureOf(
      "time until all readings are there",
      "ms",
      rounds.map((one) => one.readMs),
    ),
    {
      name: "share of one core, evaluated each minute",
      value: rounds.reduce((sum, one) => sum + one.console + one.engine, 0) / rounds.length / 600,
      unit: "%",
    },
    ...single.map(({ name, engine }) =>
      figureOf(`CPU of the engine, one rule: ${name}`, "ms a round", engine),
    ),
  ],
});
