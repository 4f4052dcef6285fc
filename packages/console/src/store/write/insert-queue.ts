// Closed groups on their way into the store, inserted in the order in which they were closed; those of large requests are in a line of
// their own. After a failed insert it is unknown which of its rows are stored: the queue is *in doubt*, and inserts nothing until the
// backend has read which rows are stored. Then only the missing rows are inserted again. That may take longer than senders wait: they are
// answered without it (receive/in-time.ts), and when they send again, their rows are found in the groups that wait here. Some rows of a
// failed insert may be in the roll-ups: these are *outdated*, and computed again from the tables once no group is in doubt any more.
import { ProblemError } from "../../problem/problem.ts";
import { isRefusal } from "../client.ts";
import { summarize } from "../store-error.ts";
import { type Group, rollupBlocksOf, rowsOf } from "./group.ts";
import { insertGroup } from "./insert.ts";
import { createMergeRest, type MergeRest } from "./merge-rest.ts";
import type { RollupQueue } from "./rollup-queue.ts";
import { createRollupQueues } from "./rollup-queues.ts";
import { createSemaphore, type Semaphore } from "./semaphore.ts";
import type { Failure, WriterBackend, WriterSettings } from "./writer-options.ts";

export interface InsertQueue {
  /** Adds a closed group; `group.stored` reports its outcome. */
  add(group: Group): void;
  /** Groups that are neither stored nor given up. */
  readonly groups: ReadonlySet<Group>;
  /** Whether groups of large requests, or of others, are among them. */
  has(kind: { readonly isLarge: boolean }): boolean;
  /** Whether an insert failed and it is not yet known which of its rows are stored. */
  readonly isInDoubt: boolean;
  /** Whether rows are stored that wait to be rolled up. */
  readonly hasRowsToRollUp: boolean;
  /** Whether rows are stored that are not in the roll-ups because an insert failed. */
  readonly hasOutdatedRollups: boolean;
  /**
   * Runs `act` while nothing is inserted, and all stored rows are in the roll-ups.
   *
   * @throws {ProblemError} `STORE_UNAVAILABLE` when the queue is in doubt, or roll-ups are outdated.
   */
  whilePaused<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Resolves when each group that is in the queue now is stored or given up, and in the roll-ups unless recomputing these fails. */
  drained(): Promise<void>;
  /** Resolves when each group that is stored now is in the roll-ups, or these are outdated. */
  rolledUp(): Promise<void>;
  /** No group is added any more; the last ones are still inserted. */
  close(): void;
}

export interface InsertQueueOptions {
  readonly backend: WriterBackend;
  readonly settings: WriterSettings;
  /** The groups that are still open: their rows may be stored by an insert that is in doubt, too. */
  readonly openGroups: () => readonly Group[];
  /** When rows were added last, on `uptimeMs`. */
  readonly addedMs: () => number;
  /** An insert ended, well or not, after so many ms. */
  readonly onInserted: (group: Group, tookMs: number) => void;
  /** A group failed: nothing of it counts as written. */
  readonly onFailed: () => void;
}

interface QueueState {
  readonly options: InsertQueueOptions;
  readonly semaphore: Semaphore;
  /** Of large requests: the other half is for the others. */
  readonly largeSemaphore: Semaphore;
  /** Absent where the engine rolls up each block as it is inserted. */
  readonly rollups: RollupQueue | undefined;
  /** Absent where it is not known how far behind merges are. */
  readonly rest: MergeRest | undefined;
  restTimer: NodeJS.Timeout | undefined;
  readonly groups: Set<Group>;
  readonly waiting: Group[];
  readonly inserting: Map<Promise<void>, Group>;
  /** Callers of `whilePaused`. */
  pauses: number;
  /** Unix seconds. */
  lastReceived: number;
  /** Which rows are stored is unknown. */
  doubt: Failure | undefined;
  /** Which rows are in the roll-ups is unknown. */
  outdated: Failure | undefined;
  isReconciling: boolean;
  /** The attempt to reconcile that runs now. */
  attempt: Promise<"succeeded" | "failed"> | undefined;
  isClosed: boolean;
}

const maxFailures = 5;
/** After so long without rows, those that wait are rolled up. Pauses between requests are shorter while senders keep sending. */
const idleMs = 100;

export function createInsertQueue(options: InsertQueueOptions): InsertQueue {
  const { backend, settings } = options;
  const semaphore = createSemaphore(settings.maxInsertBytes);
  const state: QueueState = {
    options,
    semaphore,
    largeSemaphore: createSemaphore(settings.maxInsertBytes / 2, semaphore),
    rollups: backend.feedsRollups ? openRollups(options, semaphore, () => state) : undefined,
    rest: openRest(options),
    restTimer: undefined,
    groups: new Set(),
    waiting: [],
    inserting: new Map(),
    pauses: 0,
    lastReceived: 0,
    doubt: undefined,
    outdated: backend.outdated,
    isReconciling: false,
    attempt: undefined,
    isClosed: false,
  };
  // once the caller has what `options` refer to
  if (state.outdated !== undefined) queueMicrotask(() => insertNext(state));
  return {
    add(group) {
      group.doubtSince ??= state.doubt?.sinceSeconds;
      state.groups.add(group);
      state.waiting.push(group);
      insertNext(state);
    },
    groups: state.groups,
    has: ({ isLarge }) => [...state.groups].some((group) => group.isLarge === isLarge),
    get isInDoubt() {
      return state.doubt !== undefined;
    },
    get hasRowsToRollUp() {
      return state.rollups?.oldestSeconds !== undefined;
    },
    get hasOutdatedRollups() {
      return state.outdated !== undefined;
    },
    whilePaused: (act) => whilePaused(state, act),
    drained: () => drained(state),
    async rolledUp() {
      await state.rollups?.flush();
    },
    close() {
      state.isClosed = true;
      insertNext(state);
    },
  };
}

function openRollups(
  { backend, settings }: InsertQueueOptions,
  semaphore: Semaphore,
  stateOf: () => QueueState,
): RollupQueue {
  return createRollupQueues({
    client: backend.client,
    semaphore,
    maxDelayMs: settings.maxRollupDelayMs,
    isIdle: () => isIdle(stateOf()),
    uptimeMs: settings.uptimeMs,
    onInserted: () => insertNext(stateOf()),
    onFailed(sinceSeconds, cause) {
      outdate(stateOf(), sinceSeconds, cause);
      insertNext(stateOf());
    },
  });
}

function openRest({
  backend: { mostParts },
  settings: { uptimeMs },
}: InsertQueueOptions): MergeRest | undefined {
  return mostParts && createMergeRest({ mostParts, uptimeMs });
}

/** Whether no rows are on their way into the store, and none came just now. */
function isIdle({ groups, options }: QueueState): boolean {
  const silentMs = options.settings.uptimeMs() - options.addedMs();
  return (
    groups.size === 0 && options.openGroups().every((group) => rowsOf(group) === 0) && silentMs >= idleMs
  );
}

/** Starts as many inserts as may run; after a failed one, the reconciliation once none runs. */
function insertNext(state: QueueState): void {
  if (state.pauses > 0 || state.isReconciling) return;
  if (mustReconcile(state)) {
    if (state.inserting.size === 0 && state.rollups?.isInserting !== true) void reconcile(state);
    return;
  }
  if (state.rollups?.isFull === true || rests(state)) return;
  for (const isLarge of [false, true]) insertWaiting(state, isLarge);
}

/** Whether merges are behind, so that no group is inserted now; the next one is afterwards. The last groups do not wait. */
function rests(state: QueueState): boolean {
  const [next] = state.waiting;
  const restMs = state.isClosed || next === undefined ? 0 : (state.rest?.remainingMs(rowsOf(next)) ?? 0);
  clearTimeout(state.restTimer);
  state.restTimer = restMs > 0 ? setTimeout(insertNext, Math.ceil(restMs), state) : undefined;
  return restMs > 0;
}

/** Neither those of large requests nor the others take the turns of the others. */
function insertWaiting(state: QueueState, isLarge: boolean): void {
  const { settings, onInserted } = state.options;
  let running = [...state.inserting.values()].filter((group) => group.isLarge === isLarge).length;
  for (; running < settings.concurrency; running++) {
    const group = takeWaiting(state, isLarge);
    if (group === undefined) return;
    const startedMs = settings.uptimeMs();
    const insert = store(state, group).finally(() => {
      state.inserting.delete(insert);
      state.rest?.inserted();
      onInserted(group, settings.uptimeMs() - startedMs);
      insertNext(state);
    });
    state.inserting.set(insert, group);
  }
}

function takeWaiting({ waiting }: QueueState, isLarge: boolean): Group | undefined {
  const at = waiting.findIndex((group) => group.isLarge === isLarge);
  return at === -1 ? undefined : waiting.splice(at, 1)[0];
}

/** Inserts the group. Never rejects: the group's own promise does. */
async function store(state: QueueState, group: Group): Promise<void> {
  const { backend, settings } = state.options;
  state.lastReceived = nextReceived(state.lastReceived, Math.floor(settings.nowMs() / 1000));
  if (group.receivedSeconds === 0) group.receivedSeconds = state.lastReceived;
  try {
    backend.markUnsettled(oldestUnsettled(state));
    await insertGroup(backend.client, group.isLarge ? state.largeSemaphore : state.semaphore, group);
  } catch (error) {
    fail(state, group, error);
    return;
  }
  backend.window.addAll(group.identities);
  state.groups.delete(group);
  rollUp(state, group);
  group.resolve();
}

/** Unix seconds: everything that was received before is stored and in the roll-ups. */
function oldestUnsettled({ groups, lastReceived, rollups, outdated }: QueueState): number {
  return Math.min(
    ...[...groups].map((group) => group.receivedSeconds || lastReceived),
    rollups?.oldestSeconds ?? Infinity,
    outdated?.sinceSeconds ?? Infinity,
  );
}

/** Has the rows of a group that is stored put into the roll-ups. */
function rollUp(state: QueueState, group: Group): void {
  if (state.rollups === undefined) return;
  // Of a group that was in doubt it is unknown which rows were stored by its last insert.
  if (group.doubtSince !== undefined || state.outdated !== undefined)
    outdate(state, group.receivedSeconds, state.outdated?.cause ?? "some of its rows were in doubt");
  else state.rollups.add(rollupBlocksOf(group), group.receivedSeconds);
}

/** What was received at `sinceSeconds` or later, and what waits to be rolled up, is computed again. */
function outdate(state: QueueState, sinceSeconds: number, cause: unknown): void {
  const { rollups, options } = state;
  if (options.backend.recomputeRollups === undefined) return;
  const since = Math.min(sinceSeconds, rollups?.oldestSeconds ?? Infinity);
  rollups?.discard();
  state.outdated = extended(state.outdated, since, cause);
}

function extended(failure: Failure | undefined, sinceSeconds: number, cause: unknown): Failure {
  if (failure === undefined) return { sinceSeconds, cause };
  return { ...failure, sinceSeconds: Math.min(failure.sinceSeconds, sinceSeconds) };
}

/** A clock that is set back by at most so many seconds does not set `received` back. */
const maxCorrectionSeconds = 60;

/**
 * When a group counts as received, in Unix seconds: not before the group before it, so that "received since" means the same for all
 * groups. After a larger correction the clock is followed, or all later rows would have the wrong time.
 */
function nextReceived(last: number, now: number): number {
  return last - now > maxCorrectionSeconds ? now : Math.max(last, now);
}

function fail(state: QueueState, group: Group, cause: unknown): void {
  const { backend, settings, onFailed } = state.options;
  group.failures += 1;
  group.failedAtMs ||= settings.nowMs();
  if (state.doubt === undefined)
    backend.note?.(
      `An insert failed. Which of its rows are stored is determined before the next insert: ${summarize(cause)}`,
    );
  state.doubt = extended(state.doubt, group.receivedSeconds, cause);
  outdate(state, group.receivedSeconds, cause);
  onFailed();
  if (shouldGiveUp(state, group)) giveUp(state, group, cause);
  else state.waiting.unshift(group);
}

function shouldGiveUp({ options: { settings } }: QueueState, group: Group): boolean {
  return group.failures >= maxFailures || settings.nowMs() - group.failedAtMs > settings.giveUpAfterMs;
}

function giveUp(state: QueueState, group: Group, cause: unknown): void {
  state.groups.delete(group);
  // Its resources, series and identities are not stored either, and have to be written with the next rows.
  state.options.onFailed();
  const isRefused = isRefusal(cause);
  group.reject(
    new ProblemError(
      isRefused ? "INSERT_REJECTED" : "STORE_UNAVAILABLE",
      `The store did not take ${rowsOf(group)} rows: ${(cause as Error).message}`,
      isRefused ? "See the console's log; the sender tries again." : "The sender tries again; see /readyz.",
      { cause },
    ),
  );
}

/** Whether nothing may be inserted: in doubt, and while roll-ups are outdated and no rows are missing that were in doubt. */
function mustReconcile(state: QueueState): boolean {
  if (state.doubt !== undefined) return true;
  return state.outdated !== undefined && !unstored(state).some((group) => group.doubtSince !== undefined);
}

/** Groups with rows that no insert has now. */
function unstored({ waiting, options }: QueueState): readonly Group[] {
  return [...waiting, ...options.openGroups().filter((group) => rowsOf(group) > 0)];
}

/** Waits for the store and reconciles, or stops when the queue is closed and empty. Groups that wait too long are given up. */
async function reconcile(state: QueueState): Promise<void> {
  let pauseMs = 50;
  let isNoted = false;
  state.isReconciling = true;
  while (mustReconcile(state)) {
    const attempt = reconcileOnce(state);
    state.attempt = attempt.then(
      () => "succeeded",
      () => "failed",
    );
    try {
      await attempt;
    } catch (error) {
      if (!isNoted)
        state.options.backend.note?.(
          `Which rows of a failed insert are stored cannot be determined yet, and is tried again: ${summarize(error)}`,
        );
      isNoted = true;
      giveUpExpired(state, error);
      if (state.isClosed && state.groups.size === 0) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, 2000);
    }
  }
  state.attempt = undefined;
  state.isReconciling = false;
  insertNext(state);
}

/** Ends the doubt, or else recomputes outdated roll-ups. */
async function reconcileOnce(state: QueueState): Promise<void> {
  const { doubt, outdated } = state;
  const { backend } = state.options;
  await backend.ready(1000);
  if (doubt !== undefined) {
    await backend.readStored(doubt.sinceSeconds, doubt.cause);
    endDoubt(state, doubt.sinceSeconds);
  } else if (outdated !== undefined) {
    await backend.recomputeRollups?.(outdated.sinceSeconds, outdated.cause);
    state.outdated = undefined;
  }
}

function endDoubt(state: QueueState, since: number): void {
  for (const group of unstored(state)) group.doubtSince = Math.min(group.doubtSince ?? since, since);
  state.doubt = undefined;
}

function giveUpExpired(state: QueueState, cause: unknown): void {
  for (const group of state.waiting.splice(0)) {
    group.failedAtMs ||= state.options.settings.nowMs();
    if (shouldGiveUp(state, group)) giveUp(state, group, cause);
    else state.waiting.push(group);
  }
}

async function drained(state: QueueState): Promise<void> {
  await Promise.allSettled([...state.groups].map((group) => group.stored));
  await Promise.all(state.inserting.keys());
  await state.rollups?.flush();
  // Computing them again may take minutes: a store that is closed does so when it is opened.
  while (!state.isClosed && state.outdated !== undefined && (await state.attempt) === "succeeded");
}

async function whilePaused<Result>(state: QueueState, act: () => Promise<Result>): Promise<Result> {
  state.pauses += 1;
  try {
    await Promise.all(state.inserting.keys());
    await state.rollups?.flush();
    if (state.doubt === undefined && state.outdated === undefined) return await act();
    throw new ProblemError("STORE_UNAVAILABLE", "The store is recovering.", "Try again in a moment.");
  } finally {
    state.pauses -= 1;
    insertNext(state);
  }
}
