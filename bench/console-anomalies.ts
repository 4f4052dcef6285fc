// What does anomaly detection cost the console and its engine in a minute, with 1,000 series?
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly series: number;
  readonly services: number;
  readonly operations: number;
  /** Minutes before the first that is measured, and those that are. */
  readonly history: number;
  readonly rounds: number;
  /** ms of each minute. */
  readonly live: Readonly<Record<"console" | "engine" | "wall", readonly number[]>>;
  /** ms of the history. */
  readonly caughtUp: Readonly<Record<"console" | "engine", number>>;
}

const { series, services, operations, history, rounds, live, caughtUp } = await run<Measured>(
  "../packages/console/test/support/anomaly-figures.ts",
  [],
  ["--conditions=telltale-source"],
);

answer({
  question: "Anomaly detection: CPU of a minute",
  method:
    `${series} series of ${services} services and ${operations} operations (rate, error rate, p95), ${rounds} minutes one after the other, each as if it had just ended: ` +
    "five queries, all detectors, one fifteenth of the states stored. CPU time of the console and of its engine. " +
    `Catching up: ${history} minutes after a restart.`,
  figures: [
    figureOf("console, each minute", "ms CPU", live.console),
    figureOf("engine, each minute", "ms CPU", live.engine),
    figureOf("from the first query to the last insert", "ms", live.wall),
    figureOf("console, catching up", "ms CPU", [caughtUp.console]),
    figureOf("engine, catching up", "ms CPU", [caughtUp.engine]),
  ],
});
