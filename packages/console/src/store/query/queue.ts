// Which query the store runs next. People and background work have slots of their own, so that neither takes those of the other: rules
// are evaluated while pages ask for more than the store can run. Of the queries of people, those of pages run before SQL that people wrote,
// and both before bulk reads. Tenants share the slots: the next query is one of the tenant with the fewest, and none has more than half, so
// that one that asks the worst of everything leaves the others time of the engine, too.
import { ProblemError } from "../../problem/problem.ts";
import { type QueueLoad, storeBusy } from "./busy.ts";
import type { MachineLoad } from "./machine-load.ts";
import { createUsage, type Usage } from "./usage.ts";

/**
 * `interactive`: of pages. `sql`: written by people. `bulk`: exports, and what is computed before a page asks for it. `background`: alert
 * rounds, messages, digests. `background-sql`: SQL of alert rules that takes a moment, as far as it is known. `background-slow-sql`: SQL of
 * alert rules that takes longer.
 */
export type QueryPriority = (typeof pools)[Pool][number];
type Pool = keyof typeof pools;

/** The priorities that share slots, in the order in which they run. */
const pools = {
  people: ["interactive", "sql", "bulk"],
  background: ["background", "background-sql", "background-slow-sql"],
} as const;

export interface QueueLimits {
  /** Queries at the same time, of people and of background work. */
  readonly slots: Readonly<Record<Pool, number>>;
  /** Most slots of a priority; those without a limit may have all of their pool. */
  readonly most: Readonly<Partial<Record<QueryPriority, number>>>;
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
  run<Result>(ask: (turn: QueryTurn) => Promise<Result>, options: LaneOptions): Promise<Result>;
}

/** A query that has a slot. */
export interface QueryTurn {
  /** How many queries that its request did not ask for have run beside it, on average until now. */
  others(): number;
  load(): QueueLoad;
  /** Of the engine; `undefined`: not known. */
  machine(): MachineLoad | undefined;
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
 * Nine queries on two cores, so that short ones pass long ones; a page runs about ten queries at once. Queries that may take long never
 * have all slots, so that pages always have one, and readings of rules another; and two, so that those of one tenant do not keep the
 * others waiting. SQL of rules that takes a moment has a slot of its own: rules of two tenants that take long would have both of the others.
 */
export const defaultQueueLimits: QueueLimits = {
  slots: { people: 5, background: 4 },
  most: { sql: 2, bulk: 2, "background-sql": 1, "background-slow-sql": 2 },
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
  /** All that have a lane. */
  readonly tenants: Set<string>;
  readonly lines: Readonly<Record<QueryPriority, Line>>;
  /** How many run of each priority, by tenant. */
  readonly running: Readonly<Record<QueryPriority, Map<string, number>>>;
  readonly usage: Usage;
  readonly machine: QueryTurn["machine"];
  refused: number;
}

/** A query that asks for a slot. */
interface Turn {
  readonly tenant: string;
  readonly priority: QueryPriority;
  readonly signal: AbortSignal | undefined;
}

/**
 * @param nowMs a monotonic clock.
 * @param machine the load of the machine that the engine runs on, where it is known.
 */
export function createQueryQueue(
  limits: QueueLimits = defaultQueueLimits,
  nowMs: () => number = () => performance.now(),
  machine: QueryTurn["machine"] = () => undefined,
): QueryQueue {
  const scheduler: Scheduler = {
    limits,
    tenants: new Set(),
    lines: ofEachPriority(() => new Map()),
    running: ofEachPriority(() => new Map()),
    usage: createUsage(nowMs),
    machine,
    refused: 0,
  };
  return {
    lane(tenant) {
      scheduler.tenants.add(tenant);
      return {
        run: (ask, { priority = "interactive", signal }) => run(scheduler, { tenant, priority, signal }, ask),
      };
    },
    get state() {
      return stateOf(scheduler);
    },
  };
}

function ofEachPriority<Value>(make: () => Value): Record<QueryPriority, Value> {
  return {
    interactive: make(),
    sql: make(),
    bulk: make(),
    background: make(),
    "background-sql": make(),
    "background-slow-sql": make(),
  };
}

async function run<Result>(
  scheduler: Scheduler,
  turn: Turn,
  ask: (turn: QueryTurn) => Promise<Result>,
): Promise<Result> {
  if (turn.signal?.aborted === true) throw cancelled();
  await waitForSlot(scheduler, turn);
  const used = scheduler.usage.begin(ownerOf(turn));
  try {
    const load = (): QueueLoad => loadOf(scheduler, poolOf(turn.priority));
    return await ask({ others: used.others, load, machine: scheduler.machine });
  } finally {
    used.end();
    count(scheduler, turn, -1);
    startNext(scheduler, poolOf(turn.priority));
  }
}

/** A request of a person, by its signal; readings of rules share the signal of the console that evaluates. */
function ownerOf({ priority, signal }: Turn): AbortSignal | undefined {
  return poolOf(priority) === "people" ? signal : undefined;
}

function loadOf({ lines, usage, limits }: Scheduler, pool: Pool): QueueLoad {
  const waiting = sum(
    pools[pool].flatMap((priority) => [...lines[priority].values()].map(({ size }) => size)),
  );
  return { waiting, waitMs: (usage.usualMs() * (waiting + 1)) / limits.slots[pool] };
}

async function waitForSlot(scheduler: Scheduler, turn: Turn): Promise<void> {
  const { limits, lines } = scheduler;
  const own = lines[turn.priority].get(turn.tenant) ?? new Set<Waiting>();
  // others that wait could not begin now
  if (own.size === 0 && hasSlot(scheduler, turn)) {
    count(scheduler, turn, 1);
    return;
  }
  if (own.size >= limits.maxWaiting) {
    scheduler.refused++;
    throw storeBusy("no more queries can wait", loadOf(scheduler, poolOf(turn.priority)));
  }
  await waitInLine(scheduler, turn, own);
}

function count({ running }: Scheduler, { tenant, priority }: Omit<Turn, "signal">, change: 1 | -1): void {
  const after = (running[priority].get(tenant) ?? 0) + change;
  if (after === 0) running[priority].delete(tenant);
  else running[priority].set(tenant, after);
}

/** Resolves when the query has a slot. Rejects when it waited too long or was cancelled. */
function waitInLine(scheduler: Scheduler, turn: Turn, own: Set<Waiting>): Promise<void> {
  const { tenant, priority, signal } = turn;
  const { maxWaitMs } = scheduler.limits;
  const line = scheduler.lines[priority];
  return new Promise((resolve, reject) => {
    const waiting: Waiting = {
      start() {
        count(scheduler, turn, 1);
        stopWaiting();
        resolve();
      },
    };
    const timer = setTimeout(() => {
      scheduler.refused++;
      const load = loadOf(scheduler, poolOf(priority));
      leave(storeBusy(`the query has waited ${maxWaitMs / 1000} s for its turn`, load));
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

function startNext(scheduler: Scheduler, pool: Pool): void {
  for (const priority of pools[pool])
    for (let tenant = nextOf(scheduler, priority); tenant !== undefined; tenant = nextOf(scheduler, priority))
      takeOldest(scheduler.lines[priority], tenant).start();
}

/** The tenant whose turn it is: of those that may have a slot, the first with the fewest in the pool. */
function nextOf(scheduler: Scheduler, priority: QueryPriority): string | undefined {
  let [next, fewest]: [string | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const tenant of scheduler.lines[priority].keys()) {
    if (!hasSlot(scheduler, { tenant, priority })) continue;
    const running = countRunning(scheduler, poolOf(priority), tenant);
    if (running < fewest) [next, fewest] = [tenant, running];
  }
  return next;
}

/** A tenant may have more than half of the slots only while it is the only one. */
function hasSlot(scheduler: Scheduler, { tenant, priority }: Omit<Turn, "signal">): boolean {
  const { limits, running, tenants } = scheduler;
  const pool = poolOf(priority);
  const slots = limits.slots[pool];
  const most = limits.most[priority] ?? slots;
  const ownMost = (all: number): number => (tenants.size > 1 ? Math.ceil(all / 2) : all);
  return (
    countRunning(scheduler, pool) < slots &&
    sum(running[priority].values()) < most &&
    countRunning(scheduler, pool, tenant) < ownMost(slots) &&
    (running[priority].get(tenant) ?? 0) < ownMost(most)
  );
}

function poolOf(priority: QueryPriority): Pool {
  return (pools.background as readonly QueryPriority[]).includes(priority) ? "background" : "people";
}

/** @param tenant absent: of all tenants. */
function countRunning({ running }: Scheduler, pool: Pool, tenant?: string): number {
  return sum(
    pools[pool].map((priority) =>
      tenant === undefined ? sum(running[priority].values()) : (running[priority].get(tenant) ?? 0),
    ),
  );
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const one of numbers) total += one;
  return total;
}

function stateOf(scheduler: Scheduler): QueueState {
  const { limits, lines, refused } = scheduler;
  const waiting = Object.values(lines).flatMap((line) => [...line.values()]);
  return {
    slots: sum(Object.values(limits.slots)),
    running: countRunning(scheduler, "people") + countRunning(scheduler, "background"),
    waiting: sum(waiting.map(({ size }) => size)),
    refused,
  };
}

/** The oldest query of the tenant, which goes to the end of the line. */
function takeOldest(line: Line, tenant: string): Waiting {
  const own = line.get(tenant)!;
  const [oldest] = own;
  own.delete(oldest!);
  line.delete(tenant);
  if (own.size > 0) line.set(tenant, own);
  return oldest!;
}

function cancelled(): ProblemError {
  return new ProblemError("QUERY_CANCELLED", "The query was cancelled.", "Ask again.");
}
