// Answers the inputs of alert rules from the store, as a replay answers them from facts (packages/alerts/src/replay/read.ts). Inputs share
// queries: a round of a thousand rules is about 16 queries (docs/adr/073-readings-share-queries.md).
import type { Input, Reading, Source } from "alerts/readings";
import { type Ask, type AskOptions, createAsk, type ReadQueries, reasonOf, runAll } from "./ask.ts";
import { type CellRow, familiesOf, type InputOf, type Kind, readFamily } from "./family.ts";
import { errorKind } from "./errors.ts";
import { funnelKind } from "./funnels.ts";
import { eventKind, logKind } from "./logs.ts";
import { type MetricSource, readMetrics } from "./metrics.ts";
import { redKind } from "./red.ts";
import { createSeriesCache, type SeriesCache } from "./series.ts";
import { type AskSql, readSql, sqlFamiliesOf, type SqlSource } from "./sql.ts";
import { transactionKind } from "./transactions.ts";
import { workflowKind } from "./workflows.ts";

export type { ReadQueries } from "./ask.ts";
export type { AskSql } from "./sql.ts";

/** Reads for the rules of one tenant. */
export interface AlertReader {
  /**
   * The readings of `inputs` at `at` (Unix ms), by the ids of the inputs. Windows are half-open: from `at - agoMs - windowMs` to
   * `at - agoMs`. An input that cannot be read has an `error`, and the others their readings: this never rejects.
   */
  read(inputs: readonly Input[], at: number, options?: AskOptions): Promise<Map<string, Reading>>;
}

/** Queries at the same time. */
const width = 2;

export interface ReaderOptions {
  /** Runs the queries that people wrote; without it, they are errors. */
  readonly askSql?: AskSql | undefined;
  /** Gets errors that are mistakes of this program, for the log. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** @param queries those of the tenant. */
export function createReader(queries: ReadQueries, { askSql, onFault }: ReaderOptions = {}): AlertReader {
  const series = createSeriesCache();
  return {
    async read(inputs, at, options = {}) {
      const ask = createAsk(queries, options);
      const readings = new Map<string, Reading>();
      const tasks = tasksOf(inputs, { ask, at, series, options, askSql }).map(({ ids, run }) => async () => {
        try {
          const found = await run();
          for (const id of ids) readings.set(id, found.get(id) ?? { groups: [] });
        } catch (error) {
          const reason = reasonOf(error, onFault);
          for (const id of ids) readings.set(id, { error: reason });
        }
      });
      await runAll(tasks, width);
      return readings;
    },
  };
}

interface Surroundings {
  readonly ask: Ask;
  readonly at: number;
  readonly series: SeriesCache;
  readonly options: AskOptions;
  readonly askSql: AskSql | undefined;
}

/** One question to the store. */
interface Task {
  readonly ids: readonly string[];
  readonly run: () => Promise<ReadonlyMap<string, Reading>>;
}

function tasksOf(inputs: readonly Input[], surroundings: Surroundings): Task[] {
  const { ask, at, series, options, askSql } = surroundings;
  const byKind = new Map<string, Input[]>();
  for (const input of inputs) {
    const kind = kindOf(input.source);
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [input]);
    else known.push(input);
  }
  const shared = <S extends Source, Row extends CellRow>(kind: string, own: Kind<S, Row>): Task[] =>
    familiesOf((byKind.get(kind) ?? []) as InputOf<S>[], own).map((family) => ({
      ids: family.inputs.map(({ id }) => id),
      run: () => readFamily(own, family, at),
    }));
  const metrics = familiesOf((byKind.get("metric") ?? []) as InputOf<MetricSource>[], {
    share: () => "",
    choiceOf: ({ metric }) => metric,
  });
  return [
    ...shared("red", redKind(ask)),
    ...shared("transaction", transactionKind(ask)),
    ...shared("funnel", funnelKind(ask)),
    ...shared("workflow", workflowKind(ask)),
    ...shared("errors", errorKind(ask)),
    ...shared("log", logKind(ask)),
    ...shared("event", eventKind(ask)),
    ...sqlFamiliesOf((byKind.get("sql") ?? []) as InputOf<SqlSource>[]).map((family) => ({
      ids: family.inputs.map(({ id }) => id),
      run: () => readSql(askSql, family, at, options),
    })),
    // findings are not read from the store yet
    ...(byKind.get("finding") ?? []).map(({ id }) => ({
      ids: [id],
      run: async () => new Map<string, Reading>(),
    })),
    ...metrics.map((family) => ({
      ids: family.inputs.map(({ id }) => id),
      run: () => readMetrics(ask, series, family, at),
    })),
  ];
}

const kinds = [
  "metric",
  "transaction",
  "funnel",
  "workflow",
  "errors",
  "log",
  "event",
  "finding",
  "sql",
] as const;

function kindOf(source: Source): (typeof kinds)[number] | "red" {
  return kinds.find((kind) => kind in source) ?? "red";
}
