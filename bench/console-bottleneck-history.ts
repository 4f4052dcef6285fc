// What does it cost to compare an hour with the week before, with 10,000 names of client spans?
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly names: number;
  /** Rows of the roll-up of operations in the week. */
  readonly rows: number;
  readonly spans: number;
  readonly found: number;
  /** ms of each round. */
  readonly console: readonly number[];
  readonly engine: readonly number[];
  readonly wall: readonly number[];
}

const {
  names,
  rows,
  spans,
  found,
  console: ofConsole,
  engine,
  wall,
} = await run<Measured>(
  "../packages/console/test/support/history-figures.ts",
  [],
  ["--conditions=telltale-source"],
);

answer({
  question: "Bottlenecks: CPU of comparing an hour with its history",
  method:
    `${names.toLocaleString("en")} names of client spans with ${rows.toLocaleString("en")} rows of a week in the roll-up of operations, ${spans.toLocaleString("en")} spans of a day, ${found} slow statements. ` +
    "One round an hour: the series that rose, samples of their calls, all decisions, the findings stored. CPU time of the console and of its engine.",
  figures: [
    figureOf("console, each hour", "ms CPU", ofConsole),
    figureOf("engine, each hour", "ms CPU", engine),
    figureOf("from the first query to the last insert", "ms", wall),
  ],
});
