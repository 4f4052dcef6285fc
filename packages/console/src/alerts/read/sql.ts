// Values of queries that people wrote: the column `value`, by the other columns.
import {
  createFactReader,
  type Fact,
  indexFacts,
  type Labels,
  type Reading,
  type SourceOf,
} from "alerts/readings";
import { ProblemError } from "../../problem/problem.ts";
import type { QueryPriority } from "../../store/query/queue.ts";
import { type AskOptions, ReadingMistake, runAll } from "./ask.ts";
import { type InputOf, toSqlTime } from "./family.ts";

export type SqlSource = SourceOf<"sql">;

/** The answer to a query. 64-bit integers, decimals, `nan` and `inf` are text. */
interface SqlAnswer {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly isTruncated: boolean;
}

/**
 * Checks and runs a query as `POST /api/sql` does: read-only, as the tenant, within the limits of time, memory and rows.
 *
 * @throws {ProblemError} for a query that is wrong, not allowed, or reaches a limit.
 */
export type AskSql = (
  query: string,
  params: Readonly<Record<string, string>>,
  options: AskOptions & {
    readonly maxRows: number;
    /** Called when the query has a slot of the store. */
    readonly onSlot: () => void;
  },
) => Promise<SqlAnswer>;

const maxRows = 10_000;
/** Longest time of one query, once it has a slot of the store: how long it waits for one is up to others. */
const mostMs = 15_000;
/**
 * A query that takes longer gives its slot up and runs again among those that take long: the others wait so long for it at most, whoever
 * has written it.
 */
const quickMs = 2_000;

/** Runs the queries of one round, or of a preview, within limits of time. */
export interface SqlTurn {
  ask(
    query: string,
    params: Readonly<Record<string, string>>,
    options: AskOptions & { readonly maxRows: number },
  ): Promise<SqlAnswer>;
}

/** Queries that take long, with the number of the turn in which each began last. */
export interface SlowQueries {
  /** Of the turn that goes on. */
  turn: number;
  readonly began: Map<string, number>;
}

export const firstTurn = 1;
/** Enough for the rules of a tenant: a query that is forgotten is a quick one again. */
const mostSlow = 4_000;

export interface SqlLimits {
  /** Of the rules of a tenant; absent: queries of a preview, which are not divided by how long they take. */
  readonly slow?: SlowQueries;
  /** Of all queries together, once they have their slots; those that have not begun then are not run. */
  readonly totalMs?: number;
  /** Of all waits for slots together. */
  readonly waitMs?: number;
  /** Default: `AbortSignal.timeout`. */
  readonly timeout?: ((ms: number) => AbortSignal) | undefined;
  /** Default: `performance.now`. */
  readonly nowMs?: (() => number) | undefined;
}

type Phase = "wait" | "run";

/** One attempt at a query. */
interface Run {
  readonly priority: QueryPriority;
  readonly onBegin?: (query: string) => void;
  readonly mostMs: number;
  /** Why it was stopped after that. */
  readonly stopped: (cause: unknown) => Error;
}

/** It is not known yet what the query returns. */
class TakesLong extends Error {
  override readonly name = "TakesLong";
}

interface Attempts {
  /** Milliseconds of all queries together that are left. */
  readonly left: { readonly run: number };
  ask(run: Run): SqlTurn["ask"];
}

function createAttempts(askSql: AskSql | undefined, limits: SqlLimits): Attempts {
  const { totalMs = Infinity, waitMs = Infinity, nowMs = () => performance.now() } = limits;
  const { timeout = (ms) => AbortSignal.timeout(ms) } = limits;
  const left = { wait: waitMs, run: totalMs };
  const late = (cause?: unknown): ProblemError =>
    tooSlow(`The SQL queries of the rules took more than ${totalMs / 1000} s together.`, cause);
  const busy = (cause?: unknown): ProblemError => tooBusy(waitMs, cause);

  /** Calls `onLimit` after so long, unless what is returned was called before. */
  function begin(phase: Phase, ms: number, onLimit: () => void): () => void {
    const since = nowMs();
    let isOver = false;
    const listener = (): void => {
      if (!isOver) onLimit();
    };
    if (ms !== Infinity) timeout(Math.ceil(ms)).addEventListener("abort", listener, { once: true });
    return () => {
      isOver = true;
      left[phase] -= nowMs() - since;
    };
  }

  const ask =
    ({ priority, mostMs: most, stopped, onBegin }: Run): SqlTurn["ask"] =>
    async (query, params, options) => {
      if (askSql === undefined) throw new ReadingMistake("This console does not run SQL.");
      if (left.run <= 0) throw late();
      if (left.wait <= 0) throw busy();
      const stop = new AbortController();
      let reason: ((cause: unknown) => Error) | undefined;
      const stopFor = (why: typeof reason) => (): void => {
        reason = why;
        stop.abort();
      };
      const signal = AbortSignal.any([options.signal, stop.signal].filter((one) => one !== undefined));
      let end = begin("wait", left.wait, stopFor(busy));
      const onSlot = (): void => {
        onBegin?.(query);
        end();
        end = begin("run", Math.min(most, left.run), stopFor(left.run < most ? late : stopped));
      };
      try {
        return await askSql(query, params, { ...options, signal, priority, onSlot });
      } catch (error) {
        throw options.signal?.aborted === true ? error : (reason?.(error) ?? error);
      } finally {
        end();
      }
    };

  return { left, ask };
}

/** They have slots of their own, so that those of other readings stay free; those of a preview wait among the SQL of people. */
export function createSqlTurn(askSql: AskSql | undefined, limits: SqlLimits = {}): SqlTurn {
  const { left, ask } = createAttempts(askSql, limits);
  if (limits.slow === undefined) return { ask: ask({ priority: "sql", mostMs, stopped: tooLong }) };
  const { began, turn } = limits.slow;

  function note(query: string, inTurn: number): void {
    began.delete(query);
    began.set(query, inTurn);
    if (began.size > mostSlow) began.delete(began.keys().next().value!);
  }

  const askQuick = ask({
    priority: "background-sql",
    mostMs: quickMs,
    stopped: (cause) => new TakesLong("The query takes long.", { cause }),
  });
  const askSlow = ask({
    priority: "background-slow-sql",
    onBegin: (query) => note(query, turn),
    mostMs,
    stopped: tooLong,
  });
  return {
    async ask(...asked) {
      const [query] = asked;
      if (!began.has(query)) {
        try {
          return await askQuick(...asked);
        } catch (error) {
          if (!(error instanceof TakesLong)) throw error;
          note(query, firstTurn);
        }
      }
      const before = left.run;
      const answer = await askSlow(...asked);
      // it is a quick one again
      if (before - left.run < quickMs) began.delete(query);
      return answer;
    },
  };
}

const tooLong = (cause: unknown): ProblemError =>
  tooSlow(`The query took more than ${mostMs / 1000} s.`, cause);

function tooSlow(text: string, cause?: unknown): ProblemError {
  return new ProblemError("QUERY_TOO_BROAD", text, "Read fewer rows, or use a shorter window.", {
    cause,
    bound: "time",
  });
}

/** Nothing is known of the query: it has not begun. */
function tooBusy(waitMs: number, cause?: unknown): ProblemError {
  return new ProblemError(
    "STORE_BUSY",
    `The SQL queries of the rules waited more than ${waitMs / 1000} s for other queries.`,
    "They run again in the next round.",
    { cause },
  );
}

/** One query, and the inputs that differ only in their groups. */
export interface SqlFamily {
  readonly inputs: readonly InputOf<SqlSource>[];
  readonly query: string;
  readonly windowMs: number;
  readonly agoMs: number;
}

export function sqlFamiliesOf(inputs: readonly InputOf<SqlSource>[]): readonly SqlFamily[] {
  const families = new Map<string, InputOf<SqlSource>[]>();
  for (const input of inputs) {
    const key = JSON.stringify([input.source.sql, input.windowMs, input.agoMs]);
    const known = families.get(key);
    if (known === undefined) families.set(key, [input]);
    else known.push(input);
  }
  return [...families.values()].map((own) => {
    const { source, windowMs, agoMs } = own[0]!;
    return { inputs: own, query: source.sql, windowMs, agoMs };
  });
}

/** The parameters of a query, of Unix ms. */
export function windowParams(from: number, to: number): Readonly<Record<string, string>> {
  return { from: toSqlTime(from), to: toSqlTime(to) };
}

/** @throws {ReadingMistake} and {@link ProblemError} with what is wrong. */
export async function readSql(
  { ask }: SqlTurn,
  { inputs, query, windowMs, agoMs }: SqlFamily,
  at: number,
  options: AskOptions,
): Promise<ReadonlyMap<string, Reading>> {
  const to = at - agoMs;
  const params = windowParams(to - windowMs, to);
  const answer = await ask(query, params, { ...options, maxRows });
  if (answer.isTruncated)
    throw new ReadingMistake(
      `The query returns more than ${maxRows} rows. Group by fewer columns, or add a LIMIT.`,
    );
  return new Map(
    inputs.map((input) => {
      const { sql, name = sql } = input.source;
      const facts = rowsOf(answer).map(({ value, attributes }): Fact => ({
        sql: name,
        at: to - 1,
        value,
        attributes,
      }));
      return [input.id, createFactReader(indexFacts(facts))(input, at)];
    }),
  );
}

/** A preview reads a query so often, at most. */
export const mostSqlTimes = 60;

/** The readings of a query at each of `times`. */
export async function sqlReadings(
  input: InputOf<SqlSource>,
  times: readonly number[],
  askSql: AskSql | undefined,
  options: AskOptions,
): Promise<ReadonlyMap<number, Reading>> {
  const [family] = sqlFamiliesOf([input]);
  const turn = createSqlTurn(askSql);
  const readings = new Map<number, Reading>();
  const tasks = times.map((at) => async () => {
    readings.set(at, (await readSql(turn, family!, at, options)).get(input.id)!);
  });
  await runAll(tasks, 2);
  return readings;
}

interface ValueRow {
  readonly value: number;
  readonly attributes: Labels;
}

/** Rows with a number; rows without one, or with NaN or infinity, are not data. */
function rowsOf({ columns, rows }: SqlAnswer): readonly ValueRow[] {
  const place = columns.findIndex(({ name }) => name === "value");
  if (place === -1)
    throw new ReadingMistake(
      `The query has no column \`value\`; its columns are ${columns.map(({ name }) => `\`${name}\``).join(", ")}. Name the number with \`AS value\`.`,
    );
  return rows.flatMap((row): ValueRow[] => {
    const value = numberOf(row[place]);
    if (!Number.isFinite(value)) return [];
    const others = columns.flatMap(({ name }, at) =>
      at === place ? [] : [[name, textOf(row[at])] as const],
    );
    return [{ value, attributes: Object.fromEntries(others) }];
  });
}

function numberOf(cell: unknown): number {
  if (cell === null) return NaN;
  if (typeof cell === "number") return cell;
  const text = typeof cell === "boolean" ? String(Number(cell)) : String(cell);
  const value = /^[+-]?(nan|inf)$/i.test(text) || text.trim() === "" ? NaN : Number(text);
  if (Number.isNaN(value) && !/^[+-]?(nan|inf)$/i.test(text))
    throw new ReadingMistake(
      `The column \`value\` has a value that is not a number. Convert it, for example with \`toFloat64\`.`,
    );
  return value;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}
