// Answers the inputs of alert rules from the store, as a replay answers them from facts (packages/alerts/src/replay/read.ts). Inputs share
// queries: a round of a thousand rules is about 16 queries (docs/adr/073-readings-share-queries.md).
import { type Input, type Reading, type Source, type SourceName, sourceNameOf } from "alerts/readings";
import { type Ask, type AskOptions, createAsk, type ReadQueries, reasonOf, runAll } from "./ask.ts";
import { createAttributeMaps } from "./attribute-maps.ts";
import {
  type CellRow,
  familiesOf,
  type Family,
  halvesOf,
  type InputOf,
  type Kind,
  readFamily,
  type ReadLimits,
  TooMuch,
  usualLimits,
} from "./family.ts";
import { findingKind } from "./findings.ts";
import { ProblemError } from "../../problem/problem.ts";
import { errorKind } from "./errors.ts";
import { createFirstTelemetry, withFirst } from "./first-telemetry.ts";
import { funnelKind } from "./funnels.ts";
import { eventKind, logKind } from "./logs.ts";
import { type MetricSource, readMetrics } from "./metrics.ts";
import { redKind } from "./red.ts";
import { createSeriesCache, type SeriesCache } from "./series.ts";
import {
  type AskSql,
  createSqlTurn,
  readSql,
  sqlFamiliesOf,
  type SqlLimits,
  type SqlSource,
  type SqlTurn,
} from "./sql.ts";
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

/** Queries at the same time, and of people at the same time. */
const width = 2;
const sqlWidth = 1;
/** Longest time of the queries of people in one round, and of their waits for others. */
const sqlTotalMs = 30_000;
const sqlWaitMs = 20_000;
/** An input that was too much for its family is asked alone for so long. */
const aloneMs = 10 * 60_000;

export interface ReaderOptions {
  /** Runs the queries that people wrote; without it, they are errors. */
  readonly askSql?: AskSql | undefined;
  /** Gets errors that are mistakes of this program, for the log. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** What one reading may need. */
  readonly limits?: ReadLimits;
  /** Limits time; default: `AbortSignal.timeout`. */
  readonly timeout?: SqlLimits["timeout"];
  /** The clock of these limits; default: `performance.now`. */
  readonly nowMs?: SqlLimits["nowMs"];
}

/** @param queries those of the tenant. */
export function createReader(queries: ReadQueries, options: ReaderOptions = {}): AlertReader {
  const { askSql, onFault, timeout, nowMs, limits = usualLimits } = options;
  const series = createSeriesCache(limits.series);
  const firstTelemetry = createFirstTelemetry();
  /** Inputs that are asked alone, until a time. */
  const alone = new Map<string, number>();
  /** Queries of people that reached a limit in the last round: they come last in the next one. */
  const slow = new Set<string>();
  return {
    async read(inputs, at, askOptions = {}) {
      const ask = createAsk(queries, askOptions);
      const sql = createSqlTurn(askSql, { totalMs: sqlTotalMs, waitMs: sqlWaitMs, timeout, nowMs });
      const readings = new Map<string, Reading>();
      for (const [id, until] of alone) if (at >= until || until - at > aloneMs) alone.delete(id);
      const slowNow = new Set<string>();
      const answer = async ({ ids, run, halves, query }: Task): Promise<void> => {
        try {
          const found = await run();
          for (const id of ids) readings.set(id, found.get(id) ?? { groups: [] });
        } catch (error) {
          const parts = isTooMuch(error) ? halves() : undefined;
          if (parts !== undefined) {
            for (const part of parts) await answer(part);
            return;
          }
          if (query !== undefined && isTooMuch(error)) slowNow.add(query);
          const reason = reasonOf(error, onFault);
          for (const id of ids) {
            readings.set(id, { error: reason });
            if (isTooMuch(error)) alone.set(id, at + aloneMs);
          }
        }
      };
      const tasks = tasksOf(inputs, {
        ask,
        at,
        series,
        firstTelemetry,
        options: askOptions,
        sql,
        alone,
        limits,
      });
      const written = tasks.filter(({ query }) => query !== undefined);
      const toRun = (task: Task) => () => answer(task);
      await Promise.all([
        runAll(tasks.filter(({ query }) => query === undefined).map(toRun), width),
        runAll(slowestLast(written, slow).map(toRun), sqlWidth),
      ]);
      slow.clear();
      for (const query of slowNow) slow.add(query);
      return readings;
    },
  };
}

function slowestLast(tasks: readonly Task[], slow: ReadonlySet<string>): readonly Task[] {
  return tasks.toSorted((a, b) => Number(slow.has(a.query!)) - Number(slow.has(b.query!)));
}

const broad: ReadonlySet<string> = new Set(["QUERY_TOO_BROAD", "PARAMETERS_TOO_LARGE"]);

/** Whether a smaller question may have an answer. */
function isTooMuch(error: unknown): boolean {
  return error instanceof TooMuch || (error instanceof ProblemError && broad.has(error.code));
}

interface Surroundings {
  readonly ask: Ask;
  readonly at: number;
  readonly series: SeriesCache;
  readonly firstTelemetry: ReturnType<typeof createFirstTelemetry>;
  readonly options: AskOptions;
  readonly sql: SqlTurn;
  readonly alone: ReadonlyMap<string, number>;
  readonly limits: ReadLimits;
}

/** One question to the store. */
interface Task {
  readonly ids: readonly string[];
  readonly run: () => Promise<ReadonlyMap<string, Reading>>;
  /** Two questions with half of the inputs each; undefined when there is no smaller question. */
  readonly halves: () => readonly Task[] | undefined;
  /** The text of a query of people. */
  readonly query?: string;
}

function tasksOf(inputs: readonly Input[], surroundings: Surroundings): Task[] {
  const { ask, at, series, firstTelemetry, options, sql, alone, limits } = surroundings;
  const byKind = new Map<SourceName, Input[]>();
  for (const input of inputs) {
    const kind = sourceNameOf(input.source);
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [input]);
    else known.push(input);
  }
  const earliest = Math.min(...inputs.map(({ windowMs, agoMs }) => at - agoMs - windowMs));
  const maps = createAttributeMaps(ask, inputs, { from: earliest, to: at });
  const isAlone = ({ id, source }: Input): boolean =>
    alone.has(id) || ("metric" in source && series.large.has(source.metric));
  const shared = <S extends Source, Row extends CellRow>(kind: SourceName, own: Kind<S, Row>): Task[] =>
    familyTasks((byKind.get(kind) ?? []) as InputOf<S>[], own, isAlone, (family) =>
      readFamily(own, family, at, limits),
    );
  const learning = new Set(inputs.flatMap(({ id, source }) => (isNew(source) ? [id] : [])));
  const learned = (task: Task): Task => ({
    ...task,
    run: async () => withFirst(await task.run(), await firstTelemetry(ask, at)),
    halves: () => task.halves()?.map(learned),
  });
  const metrics = familyTasks(
    (byKind.get("metric") ?? []) as InputOf<MetricSource>[],
    metricFamilies,
    isAlone,
    (family) => readMetrics({ ask, series, limits }, family, at),
  );
  return [
    ...shared("red", redKind(ask, maps)),
    ...shared("transaction", transactionKind(ask)),
    ...shared("funnel", funnelKind(ask)),
    ...shared("workflow", workflowKind(ask)),
    ...shared("errors", errorKind(ask, maps)).map((task) =>
      task.ids.some((id) => learning.has(id)) ? learned(task) : task,
    ),
    ...shared("log", logKind(ask, maps)),
    ...shared("event", eventKind(ask, maps)),
    ...sqlFamiliesOf((byKind.get("sql") ?? []) as InputOf<SqlSource>[]).map((family): Task => ({
      ids: family.inputs.map(({ id }) => id),
      run: () => readSql(sql, family, at, options),
      halves: () => undefined,
      query: family.query,
    })),
    ...shared("finding", findingKind(ask)),
    ...metrics,
  ];
}

const metricFamilies = { share: () => "", choiceOf: ({ metric }: MetricSource) => metric };

/** Families, and inputs that were too much for theirs: alone, they do not keep others waiting. */
function familyTasks<S extends Source>(
  inputs: readonly InputOf<S>[],
  own: Pick<Kind<S, CellRow>, "share" | "choiceOf" | "mostChoices">,
  isAlone: (input: Input) => boolean,
  run: (family: Family<S>) => Promise<ReadonlyMap<string, Reading>>,
): Task[] {
  const toTask = (family: Family<S>): Task => ({
    ids: family.inputs.map(({ id }) => id),
    run: () => run(family),
    halves: () => halvesOf(family, own.choiceOf)?.map(toTask),
  });
  const together = inputs.filter((one) => !isAlone(one));
  const single = inputs.filter(isAlone).flatMap((one) => familiesOf([one], own));
  return [...familiesOf(together, own), ...single].map(toTask);
}

function isNew(source: Source): boolean {
  return "errors" in source && source.errors === "new";
}
