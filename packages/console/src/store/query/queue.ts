// Who may ask the store next. A few queries run at a time; of those that wait, pages go before queries that people wrote, and both
// before what works in the background. Tenants take turns, so that none waits behind the hundred queries of another.

import { ProblemError } from "../../problem/problem.ts";
/** `sql` is what people write themselves, `background` what nobody looks at: evaluations, exports, roll-ups. The first goes first. */
const priorities = ["interactive", "sql", "background"] as const;
export type QueryPriority = (typeof priorities)[number];

export interface QueueLimits {
  /** Queries at the same time. */
  readonly slots: number;
  /** Of these, how many a priority may have; `interactive` may have all. */
  readonly most: Readonly<Record<Exclude<QueryPriority, "interactive">, number>>;
  /** How many of one tenant may wait, in each priority. */
  readonly maxWaiting: number;
  /** A query that has waited so long is turned away. */
  readonly maxWaitMs: number;
}

export interface QueueState {
  readonly slots: number;
  readonly running: number;
  readonly waiting: number;
  /** Turned away since the start. */
  readonly refused: number;
}

/** One tenant's way to the store. */
export interface QueryLane {
  /**
   * Does `ask` when its turn has come.
   *
   * @throws {ProblemError} `STORE_BUSY` when too many wait already or the wait was too long, `QUERY_CANCELLED` when `signal` was while it waited.
   */
  run<Result>(ask: () => Promise<Result>, options: LaneOptions): Promise<Result>;
}

interface LaneOptions {
  readonly priority?: QueryPriority | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface QueryQueue {
  lane(tenant: string): QueryLane;
  readonly state: QueueState;
}

/**
 * Four threads of work for two cores, and short ones pass long ones; a person's page asks about ten things at once. What may take
 * long, by whomever, never has so many slots that there are none for pages.
 */
const defaultQueueLimits: QueueLimits = {
  slots: 6,
  most: { sql: 2, background: 2 },
  maxWaiting: 100,
  maxWaitMs: 20_000,
};

interface Waiting {
  readonly start: () => void;
}

/** Waiting queries of one priority, by tenant; the tenant whose turn is next comes first. */
type Line = Map<string, Set<Waiting>>;

export function createQueryQueue(limits: QueueLimits = defaultQueueLimits): QueryQueue {
  const lines: Readonly<Record<QueryPriority, Line>> = {
    interactive: new Map(),
    sql: new Map(),
    background: new Map(),
  };
  const running: Record<QueryPriority, number> = { interactive: 0, sql: 0, background: 0 };
  const most = { ...limits.most, interactive: limits.slots };
  let refused = 0;

  const runningNow = (): number => running.interactive + running.sql + running.background;

  function hasSlot(priority: QueryPriority): boolean {
    return runningNow() < limits.slots && running[priority] < most[priority];
  }

  function startNext(): void {
    for (const priority of priorities) {
      while (lines[priority].size > 0 && hasSlot(priority)) takeNext(lines[priority]).start();
    }
  }

  async function enter(
    tenant: string,
    priority: QueryPriority,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const line = lines[priority];
    if (line.size === 0 && hasSlot(priority)) {
      running[priority]++;
      return;
    }
    const own = line.get(tenant) ?? new Set<Waiting>();
    if (own.size >= limits.maxWaiting) {
      refused++;
      throw busy(`${own.size} queries wait for the store already`);
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        start() {
          running[priority]++;
          settle();
          resolve();
        },
      };
      const timer = setTimeout(() => {
        refused++;
        leave(busy(`The query has waited ${limits.maxWaitMs / 1000} s for its turn`));
      }, limits.maxWaitMs);
      const onAbort = (): void =>
        leave(new ProblemError("QUERY_CANCELLED", "The query was cancelled.", "Ask again."));
      function settle(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      }
      function leave(error: ProblemError): void {
        settle();
        own.delete(waiting);
        if (own.size === 0 && line.get(tenant) === own) line.delete(tenant);
        reject(error);
      }
      own.add(waiting);
      line.set(tenant, own);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  return {
    lane: (tenant) => ({
      async run(ask, { priority = "interactive", signal }) {
        if (signal?.aborted !== true) await enter(tenant, priority, signal);
        else throw new ProblemError("QUERY_CANCELLED", "The query was cancelled.", "Ask again.");
        try {
          return await ask();
        } finally {
          running[priority]--;
          startNext();
        }
      },
    }),
    get state() {
      const waiting = priorities.flatMap((priority) => [...lines[priority].values()]);
      return {
        slots: limits.slots,
        running: runningNow(),
        waiting: waiting.reduce((sum, { size }) => sum + size, 0),
        refused,
      };
    },
  };
}

/** The oldest of the tenant whose turn it is, who then goes to the end of the line. */
function takeNext(line: Line): Waiting {
  const [tenant, own] = line.entries().next().value!;
  const [oldest] = own;
  own.delete(oldest!);
  line.delete(tenant);
  if (own.size > 0) line.set(tenant, own);
  return oldest!;
}

function busy(what: string): ProblemError {
  return new ProblemError("STORE_BUSY", `${what}.`, "Try again in a moment, or ask less at once.");
}
