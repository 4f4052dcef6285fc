// Answers the inputs of alert rules from the store, as a replay answers them from facts (packages/alerts/src/replay/read.ts). Inputs share
// queries: a round of a thousand rules is about 16 queries (docs/adr/073-readings-share-queries.md).
import type { Input, Reading } from "alerts/readings";
import { createBeginnings } from "./beginnings.ts";
import { type AskOptions, createAsk, type ReadQueries, reasonOf, runAll } from "./ask.ts";
import { type ReadLimits, TooMuch, usualLimits } from "./family.ts";
import { ProblemError } from "../../problem/problem.ts";
import { createFirstTelemetry } from "./first-telemetry.ts";
import { tasksOf } from "./readings.ts";
import { createSeriesCache } from "./series.ts";
import type { Task } from "./source-reading.ts";
import { type AskSql, createSqlTurn, firstTurn, type SlowQueries, type SqlLimits } from "./sql.ts";

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
  const addBeginnings = createBeginnings();
  /** Inputs that are asked alone, until a time. */
  const alone = new Map<string, number>();
  const slow: SlowQueries = { turn: firstTurn, began: new Map() };
  return {
    async read(inputs, at, askOptions = {}) {
      const ask = createAsk(queries, askOptions);
      slow.turn += 1;
      // a preview may run beside a round
      const ofRules = askOptions.priority === undefined || askOptions.priority === "background";
      const limitsOfTurn = { totalMs: sqlTotalMs, waitMs: sqlWaitMs, timeout, nowMs };
      const sql = createSqlTurn(askSql, ofRules ? { ...limitsOfTurn, slow } : limitsOfTurn);
      const readings = new Map<string, Reading>();
      for (const [id, until] of alone) if (at >= until || until - at > aloneMs) alone.delete(id);
      const answer = async ({ ids, run, halves }: Task): Promise<void> => {
        try {
          const found = await run();
          for (const id of ids) readings.set(id, found.get(id) ?? { groups: [] });
        } catch (error) {
          const parts = isTooMuch(error) ? halves() : undefined;
          if (parts !== undefined) {
            for (const part of parts) await answer(part);
            return;
          }
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
        options: askOptions,
        sql,
        isAlone: ({ id, source }) => alone.has(id) || ("metric" in source && series.large.has(source.metric)),
        limits,
      });
      const written = tasks.filter(({ query }) => query !== undefined);
      const toRun = (task: Task) => () => answer(task);
      await Promise.all([
        runAll(tasks.filter(({ query }) => query === undefined).map(toRun), width),
        runAll(slowestLast(written, slow).map(toRun), sqlWidth),
      ]);
      if (inputs.some(({ withSince }) => withSince)) {
        const since = await firstTelemetry(ask, at).catch(() => undefined);
        if (since !== undefined) addSince(readings, inputs, since);
      }
      await addBeginnings(readings, inputs, { ask, at, signal: askOptions.signal });
      return readings;
    },
  };
}

function addSince(readings: Map<string, Reading>, inputs: readonly Input[], since: number): void {
  for (const { id, withSince } of inputs) {
    const reading = readings.get(id);
    if (withSince && reading !== undefined && !("error" in reading)) readings.set(id, { ...reading, since });
  }
}

/** Those that take long come last, the one that has waited for longest first: each has its turn, however little time a round has. */
function slowestLast(tasks: readonly Task[], { began }: SlowQueries): readonly Task[] {
  const lastOf = ({ query }: Task): number => began.get(query!) ?? 0;
  return tasks.toSorted((a, b) => lastOf(a) - lastOf(b));
}

/** Whether a smaller question may have an answer. */
function isTooMuch(error: unknown): boolean {
  if (error instanceof TooMuch) return true;
  return (
    error instanceof ProblemError && (error.bound !== undefined || error.code === "PARAMETERS_TOO_LARGE")
  );
}
