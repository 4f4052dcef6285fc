// What the engine says of the queries of rules before they are evaluated. A query is checked once; a refused one is checked
// again, because a table or a declared attribute may come later. While the store cannot answer, a query is taken as it is.
import { judgeText, mistakeOf, type SqlJudge, type SqlMistake } from "./sql-mistakes.ts";

/** Asks the engine whether a query can run. @throws {ProblemError} when it cannot, or when the store does not answer. */
export type CheckQuery = (query: string, signal: AbortSignal) => Promise<void>;

export interface SqlVerdicts {
  readonly judge: SqlJudge;
  /** Differs after each answer that changed. */
  readonly version: number;
  /** Checks queries that are due, for a few seconds at most; queries without an answer by then are checked later. Never rejects. */
  learn(queries: readonly string[], signal: AbortSignal): Promise<void>;
}

/** After a refusal, and after an answer that did not come. */
const againMs = 60_000;
/** Rules are evaluated after that, whatever the store has answered. */
const patienceMs = 5_000;

interface QueryVerdict {
  readonly mistake: SqlMistake | undefined;
  /** Unix ms at which it is checked again. */
  readonly dueMs: number;
}

interface SqlVerdictsOptions {
  /** Absent: the console does not run SQL. */
  readonly check: CheckQuery | undefined;
  readonly nowMs: () => number;
  /** Default: `AbortSignal.timeout`. */
  readonly timeout?: (ms: number) => AbortSignal;
}

export function createSqlVerdicts(options: SqlVerdictsOptions): SqlVerdicts {
  const { check, nowMs, timeout = (ms) => AbortSignal.timeout(ms) } = options;
  let known: ReadonlyMap<string, QueryVerdict> = new Map();
  let version = 0;
  /** Unix ms until which nothing is checked, because answers took too long. */
  let restMs = 0;

  /** The query is unchanged when there is no answer. */
  async function ask(query: string, signal: AbortSignal): Promise<QueryVerdict> {
    const again = nowMs() + againMs;
    try {
      await check!(query, signal);
      return { mistake: undefined, dueMs: Infinity };
    } catch (error) {
      return { mistake: mistakeOf(error) ?? known.get(query)?.mistake, dueMs: again };
    }
  }

  return {
    judge: (query) => judgeText(query) ?? known.get(query)?.mistake,
    get version() {
      return version;
    },
    async learn(queries, signal) {
      const now = nowMs();
      if (check === undefined || now < restMs) return;
      const due = [...new Set(queries)].filter(
        (query) => now >= (known.get(query)?.dueMs ?? 0) && judgeText(query) === undefined,
      );
      if (due.length === 0) return;
      const limited = AbortSignal.any([signal, timeout(patienceMs)]);
      const next = new Map(
        queries.flatMap((query) => {
          const before = known.get(query);
          return before === undefined ? [] : [[query, before] as const];
        }),
      );
      for (const query of due) {
        if (limited.aborted) break;
        next.set(query, await ask(query, limited));
      }
      if (limited.aborted) restMs = now + againMs;
      const differs = due.some(
        (query) => next.get(query)?.mistake?.message !== known.get(query)?.mistake?.message,
      );
      known = next;
      if (differs) version += 1;
    },
  };
}
