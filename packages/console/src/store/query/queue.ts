// Which query the store runs next. A few queries run at a time; of those that wait, queries of pages run before queries that people
// wrote, and both before background work. Tenants take turns, so that no tenant waits behind a hundred queries of another.
import { ProblemError } from "../../problem/problem.ts";

/** `sql`: written by people. `background`: evaluations, exports, roll-ups. In the order in which they run. */
const priorities = ["interactive", "sql", "background"] as const;
export type QueryPriority = (typeof priorities)[number];

export interface QueueLimits {
  /** Queries at the same time. */
  readonly slots: number;
  /** Most slots of a priority; `interactive` may have all. */
  readonly most: Readonly<Record<Exclude<QueryPriority, "interactive">, number>>;
  /** How many queries of one tenant may wait, in each priority. */
  readonly maxWaiting: number;
  /** A query that waited this long is rejected. */
  readonly maxWaitMs: number;
}

export interface QueueState {
  readonly slots: number;
  readonly running: number;
  readonly waiting: number;
  /** Rejected since the start. */
  readonly refused: number;
}

/** Runs the queries of one tenant. */
export interface QueryLane {
  /**
   * Calls `ask` when the query has a slot.
   *
   * @throws {ProblemError} `STORE_BUSY` when too many queries wait or the wait was too long, `QUERY_CANCELLED` when `signal` was aborted while it waited.
   */
  run<Result>(ask: () => Promise<Result>, options: LaneOptions): Promise<Result>;
}

interface LaneOptions {
  readonly priority?: QueryPriority | undefined;
  /** Default `true`. */
  readonly needsRollups?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface QueryQueue {
  lane(tenant: string): QueryLane;
  readonly state: QueueState;
}

/**
 * Six queries on two cores, so that short ones pass long ones; a page runs about ten queries at once. Queries that may take long never
 * have all slots, so that pages always have some.
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

interface Scheduler {
  readonly limits: QueueLimits;
  readonly lines: Readonly<Record<QueryPriority, Line>>;
  readonly running: Record<QueryPriority, number>;
  refused: number;
}

/** A query that asks for a slot. */
interface Turn {
  readonly tenant: string;
  readonly priority: QueryPriority;
  readonly signal: AbortSignal | undefined;
}

export function createQueryQueue(limits: QueueLimits = defaultQueueLimits): QueryQueue {
  const scheduler: Scheduler = {
    limits,
    lines: { interactive: new Map(), sql: new Map(), background: new Map() },
    running: { interactive: 0, sql: 0, background: 0 },
    refused: 0,
  };
  return {
    lane: (tenant) => ({
      run: (ask, { priority = "interactive", signal }) => run(scheduler, { tenant, priority, signal }, ask),
    }),
    get state() {
      return stateOf(scheduler);
    },
  };
}

async function run<Result>(scheduler: Scheduler, turn: Turn, ask: () => Promise<Result>): Promise<Result> {
  if (turn.signal?.aborted === true) throw cancelled();
  await waitForSlot(scheduler, turn);
  try {
    return await ask();
  } finally {
    scheduler.running[turn.priority]--;
    startNext(scheduler);
  }
}

async function waitForSlot(scheduler: Scheduler, turn: Turn): Promise<void> {
  const { limits, lines, running } = scheduler;
  const { tenant, priority } = turn;
  const line = lines[priority];
  if (line.size === 0 && hasSlot(scheduler, priority)) {
    running[priority]++;
    return;
  }
  const own = line.get(tenant) ?? new Set<Waiting>();
  if (own.size >= limits.maxWaiting) {
    scheduler.refused++;
    throw busy(`${own.size} queries wait for the store already`);
  }
  await waitInLine(scheduler, turn, own);
}

/** Resolves when the query has a slot. Rejects when it waited too long or was cancelled. */
function waitInLine(
  scheduler: Scheduler,
  { tenant, priority, signal }: Turn,
  own: Set<Waiting>,
): Promise<void> {
  const { maxWaitMs } = scheduler.limits;
  const line = scheduler.lines[priority];
  return new Promise((resolve, reject) => {
    const waiting: Waiting = {
      start() {
        scheduler.running[priority]++;
        stopWaiting();
        resolve();
      },
    };
    const timer = setTimeout(() => {
      scheduler.refused++;
      leave(busy(`The query has waited ${maxWaitMs / 1000} s for its turn`));
    }, maxWaitMs);
    const onAbort = (): void => leave(cancelled());
    function stopWaiting(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
    function leave(error: ProblemError): void {
      stopWaiting();
      own.delete(waiting);
      if (own.size === 0 && line.get(tenant) === own) line.delete(tenant);
      reject(error);
    }
    own.add(waiting);
    line.set(tenant, own);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function startNext(scheduler: Scheduler): void {
  for (const priority of priorities) {
    const line = scheduler.lines[priority];
    while (line.size > 0 && hasSlot(scheduler, priority)) takeNext(line).start();
  }
}

function hasSlot(scheduler: Scheduler, priority: QueryPriority): boolean {
  const { limits, running } = scheduler;
  const most = priority === "interactive" ? limits.slots : limits.most[priority];
  return countRunning(scheduler) < limits.slots && running[priority] < most;
}

function countRunning({ running }: Scheduler): number {
  return running.interactive + running.sql + running.background;
}

function stateOf(scheduler: Scheduler): QueueState {
  const waiting = priorities.flatMap((priority) => [...scheduler.lines[priority].values()]);
  return {
    slots: scheduler.limits.slots,
    running: countRunning(scheduler),
    waiting: waiting.reduce((sum, { size }) => sum + size, 0),
    refused: scheduler.refused,
  };
}

/** The oldest query of the tenant whose turn it is; the tenant goes to the end of the line. */
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

function cancelled(): ProblemError {
  return new ProblemError("QUERY_CANCELLED", "The query was cancelled.", "Ask again.");
}
