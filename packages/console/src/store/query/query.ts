// Named queries: one file each beside the module that runs it, called by the name of the file, read-only, bounded in time, memory and rows, and
// cancelled on the server when the caller goes away. They wait for their turn, those a person waits for first. How a file becomes
// the text that is sent: text.ts.
import { setTimeout as sleep } from "node:timers/promises";
import { ProblemError, type QueryBound } from "../../problem/problem.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { AnswerTooLarge } from "../answer-rows.ts";
import { type ClickHouseClient, isRefusal } from "../client.ts";
import type { LatestSettings } from "../cluster/latest.ts";
import { queryTag } from "./progress.ts";
import { storeBusy } from "./busy.ts";
import { isBusy } from "./machine-load.ts";
import type { QueryLane, QueryPriority, QueryTurn } from "./queue.ts";
import { readsRollups } from "./reads-rollups.ts";
import type { QueryParams, QueryText } from "./text.ts";
import { toDamage, toDiskTrouble } from "../upkeep/damage.ts";

export type { QueryParams };

interface RunOptions {
  /** Aborting cancels the query on the server too. */
  readonly signal?: AbortSignal | undefined;
  /** Default `interactive`: a person waits for it. */
  readonly priority?: QueryPriority | undefined;
  /** Sees all that was stored before, though replicas lag: for tables whose inserts take part in it. */
  readonly isLatest?: boolean | undefined;
  /** Hears what is sent: for showing it. */
  readonly onText?: ((name: string, text: string, params: QueryParams) => void) | undefined;
}

export interface Queries {
  /**
   * Runs the query of the file `<name>.sql` and returns its rows; 64-bit integers come as text.
   *
   * @throws {ProblemError} `QUERY_TOO_BROAD` when a bound was reached, `QUERY_CANCELLED` when the signal was,
   * `STORE_BUSY` when too many wait or others, on the machine too, took its time, `PARAMETERS_TOO_LARGE` when values are too large to be sent, `STORE_UNAVAILABLE` when the store is away, `QUERY_FAILED` for everything else.
   */
  run<Row>(name: QueryName, params?: QueryParams, options?: RunOptions): Promise<Row[]>;
  /** Runs a query that a person wrote, under the same bounds and with the same errors. */
  runText<Row>(text: string, params?: QueryParams, options?: RunOptions): Promise<Row[]>;
}

/** The queries of `texts`, asked over `client`. */
export function createQueries(
  client: ClickHouseClient,
  texts: ReadonlyMap<string, QueryText>,
  lane: QueryLane,
  latest: LatestSettings,
): Queries {
  async function ask<Row>(
    label: string,
    query: string,
    params: QueryParams,
    options: RunOptions,
  ): Promise<Row[]> {
    const { signal } = options;
    const send = (): Promise<Row[]> =>
      client.rows<Row>({
        query,
        query_params: params,
        // The answer is held back until the query has ended, so an error is never mistaken for a short result.
        clickhouse_settings: {
          wait_end_of_query: 1,
          ...priorities[options.priority ?? "interactive"],
          ...(options.isLatest === true ? latest.select : {}),
        },
        abort_signal: signal,
        maxBytes: maxAnswerBytes,
        tag: queryTag(),
      });
    const run = async (turn: QueryTurn): Promise<Row[]> => {
      try {
        return await (options.priority === "background" ? sendAgain(send, signal) : send());
      } catch (cause) {
        throw toStoreError(label, cause, signal, turn);
      }
    };
    return lane.run(run, { ...options, needsRollups: readsRollups(query) });
  }

  return {
    async run(name, params = {}, options = {}) {
      const text = texts.get(name);
      if (text === undefined) throw unknown(name);
      const asked = text.for(params);
      options.onText?.(name, asked.text, asked.params);
      return ask(name, asked.text, asked.params, options);
    },
    runText: (text, params = {}, options = {}) => ask("sql", text, params, options),
  };
}

/**
 * An answer is read no further. Queries have limits of their own that keep them far below; this one is where they fail. A trace of
 * 200,000 spans has 30 MB.
 */
const maxAnswerBytes = 64_000_000;

/**
 * The engine holds back the higher number while a query with a lower one runs, for a second at each block: with a higher number one slow
 * page would keep rules from being evaluated.
 */
export const priorities: Readonly<Record<QueryPriority, { readonly priority: string }>> = {
  interactive: { priority: "1" },
  sql: { priority: "2" },
  bulk: { priority: "2" },
  background: { priority: "1" },
  "background-sql": { priority: "1" },
  "background-slow-sql": { priority: "1" },
};

/** How often a query of background work is sent while others use the memory, and how long it waits in between. */
const attempts = 5;
const pauseMs = 100;

/** Pages of a tenant share its memory with the readings of its rules: those end within moments, and no rule must fail for them. */
async function sendAgain<Result>(
  send: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await send();
    } catch (error) {
      if (left === 0 || signal?.aborted === true || !isRefusal(error) || !isOthersMemory(error)) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

function isOthersMemory({
  type,
  message,
}: {
  readonly type?: string | undefined;
  readonly message: string;
}): boolean {
  return type === "MEMORY_LIMIT_EXCEEDED" && othersMemory.test(message);
}

function unknown(name: string): ProblemError {
  return new ProblemError(
    "QUERY_UNKNOWN",
    `There is no query \`${name}\`.`,
    "This is a bug in the console: please report it.",
  );
}

const bounds: Readonly<Record<string, readonly [QueryBound, string]>> = {
  TIMEOUT_EXCEEDED: ["time", "took too long"],
  TOO_SLOW: ["time", "would take too long"],
  MEMORY_LIMIT_EXCEEDED: ["memory", "needs more memory than a query may have"],
  TOO_MANY_ROWS: ["rows", "would read more rows than a query may"],
  TOO_MANY_BYTES: ["rows", "would read more than a query may"],
  TOO_MANY_ROWS_OR_BYTES: ["rows", "returns more than a query may"],
};

/** Not of the query that failed, but of all together, or of all that one reader asks at the same time. */
const othersMemory = /(?:\(total\)|\buser) memory limit exceeded/i;

/** With so many others beside it, a query had at most half of the store: what it needs alone is not known. */
const busyWith = 1;

const alone: QueryTurn = {
  others: () => 0,
  load: () => ({ waiting: 0, waitMs: 0 }),
  machine: () => undefined,
};

/** The failure of a query, as one error of the store. */
export function toStoreError(
  name: string,
  cause: unknown,
  signal: AbortSignal | undefined,
  turn: QueryTurn = alone,
): ProblemError {
  if (cause instanceof ProblemError) return cause;
  if (signal?.aborted === true) {
    return new ProblemError("QUERY_CANCELLED", `The query \`${name}\` was cancelled.`, "Ask again.", {
      cause,
    });
  }
  if (!isRefusal(cause)) return toUnanswered(name, cause);
  if (cause.type === "TOO_MANY_SIMULTANEOUS_QUERIES") {
    return storeBusy("it runs as many queries as it can", turn.load(), { cause });
  }
  if (isOthersMemory(cause)) {
    return storeBusy("other queries and background work use its memory", turn.load(), { cause });
  }
  const damage = toDamage(`the query \`${name}\``, cause) ?? toDiskTrouble(cause);
  if (damage !== undefined) return damage;
  const bound = bounds[cause.type ?? ""];
  if (bound === undefined) {
    return new ProblemError(
      "QUERY_FAILED",
      `The store refused the query \`${name}\`: ${cause.message}`,
      "This is a bug in the console: please report it.",
      { cause },
    );
  }
  const beside = bound[0] === "time" ? besideIt(turn) : undefined;
  if (beside !== undefined)
    return storeBusy(`the query \`${name}\` ${bound[1]} while ${beside}`, turn.load(), {
      cause,
      bound: "time",
    });
  return new ProblemError(
    "QUERY_TOO_BROAD",
    `The query \`${name}\` ${bound[1]}.`,
    "Choose a shorter time range or a narrower filter.",
    { cause, bound: bound[0] },
  );
}

/** What took the time of a query, in words; `undefined`: it had the store and the machine for itself. */
function besideIt(turn: QueryTurn): string | undefined {
  const others = turn.others();
  if (others >= busyWith) {
    const rounded = Math.round(others);
    return rounded === 1 ? "another query ran" : `${rounded} others ran`;
  }
  const machine = turn.machine();
  if (machine === undefined || !isBusy(machine)) return undefined;
  const { processes, processors } = machine;
  const processorWords = processors === 1 ? "one processor" : `${processors} processors`;
  return `its machine had ${Math.round(processes)} processes to run on ${processorWords}`;
}

/** Of a query that the store did not refuse: its answer was too long, or none came. */
function toUnanswered(name: string, cause: unknown): ProblemError {
  if (cause instanceof AnswerTooLarge)
    return new ProblemError(
      "QUERY_TOO_BROAD",
      `The query \`${name}\` answers with more than ${cause.maxBytes / 1e6} MB.`,
      "Choose a shorter time range or a narrower filter.",
      { bound: "answer" },
    );
  const { message } = cause as Error;
  // How `file()` fails in an engine without a working directory.
  if (/filesystem_error.*current_path/.test(message))
    return new ProblemError(
      "SQL_NOT_ALLOWED",
      "Queries cannot read files.",
      "Read from the tables of `/api/sql/schema`.",
      { cause },
    );
  return new ProblemError(
    "STORE_UNAVAILABLE",
    `The store did not answer the query \`${name}\`: ${message}`,
    "Try again in a moment; see /readyz.",
    { cause },
  );
}
