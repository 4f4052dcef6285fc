// Group commit: the rows of several requests are gathered in the open group, which is flushed when it is full, or when no other group is
// being inserted and it is old enough or no request could add rows to it (flush-schedule.ts). A request is answered when its groups are
// stored. So groups grow with the load: few large blocks cost the store much less than many small ones. The rows of large requests are
// added in pieces, and to groups of their own: others wait neither for the rest of such a request nor for the insert of it
// (docs/adr/112-take-large-requests-in-pieces.md).
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type AddRows,
  answerWithinMs,
  largeBytes,
  type RowSink,
  type Writer,
  type WriteResult,
} from "../rows.ts";
import { queueFull } from "../store-error.ts";
import { createTurns } from "../../turns/turns.ts";
import { createFlushSchedule, type FlushSchedule } from "./flush-schedule.ts";
import { bytesOf, createGroup, type Group, type GroupMemory, rowsOf } from "./group.ts";
import { createInsertQueue, type InsertQueue } from "./insert-queue.ts";
import { eachLate, type LateRows, rememberStored } from "./late.ts";
import { createRequestTracker, type RequestTracker } from "./request-tracker.ts";
import { type AddedRows, createSink, type GroupSink, nothingAdded, type SinkOptions } from "./sink.ts";
import { createNameBudgets } from "./name-budgets.ts";
import { runPiece, wholly } from "./pieces.ts";
import { createWritten } from "./references.ts";
import { createSkeletons } from "./skeletons.ts";
import {
  defaultSettings,
  type WriterBackend,
  type WriterOptions,
  type WriterSettings,
} from "./writer-options.ts";
import { closing, lateTooSlow, lateUnknown } from "./writer-errors.ts";

/** The writer as the store itself uses it. */
export interface StoreWriter extends Writer {
  /** Duplicates that were left out since the start. */
  readonly duplicates: WriteResult["duplicates"];
  /** Whether an insert failed and it is not yet known which of its rows are stored or in the roll-ups. */
  readonly isInDoubt: boolean;
  /**
   * Runs `act` while nothing is inserted: requests wait meanwhile.
   *
   * @throws {ProblemError} `STORE_UNAVAILABLE` when the writer is in doubt.
   */
  whilePaused<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Flushes the open group, and resolves when everything that was written before is stored and in the roll-ups, or given up. */
  flush(): Promise<void>;
  /**
   * Resolves when everything that is stored is in the roll-ups. While rows keep coming it does not wait for that: the roll-ups are
   * a second or two behind then. It waits up to 50 ms to find out whether they do.
   */
  rolledUp(): Promise<void>;
}

/** Groups of requests of one kind, one after the other. */
interface Lane {
  open: Group;
  /** When its first rows were added, on `uptimeMs`. */
  sinceMs: number;
  readonly sink: GroupSink;
}

interface WriterState {
  readonly backend: WriterBackend;
  readonly settings: WriterSettings;
  readonly queue: InsertQueue;
  readonly schedule: FlushSchedule;
  readonly small: Lane;
  readonly large: Lane;
  /** Of large requests one piece is added in each turn of the event loop. */
  readonly inTurn: ReturnType<typeof createTurns>;
  /** Large requests whose rows are not all in a group. */
  adding: number;
  readonly duplicates: Counts;
  readonly memory: GroupMemory;
  /** When rows were added last, on `uptimeMs`. */
  addedMs: number;
  /** Called when rows are added. */
  readonly listeners: Set<() => void>;
  /** Bytes of the requests that are not answered yet. */
  queueBytes: number;
  isClosed: boolean;
}

type Counts = Record<(typeof kinds)[number], number>;

const kinds = ["spans", "logRecords", "businessEvents"] as const;

/** Between the requests of senders that keep sending there is no longer pause than this. */
const quietMs = 50;

/** A large request waits for so long for the end of others that are being added. */
const maxLargeAgeMs = 1000;

/** A connection that was silent for so many times the longest wait of a group is not waited for. */
const expectedWaits = 2;

export function createWriter(backend: WriterBackend, options: WriterOptions = {}): StoreWriter {
  const settings = { ...defaultSettings, ...options };
  const { nowMs, uptimeMs, maxAgeMs } = settings;
  const requests = createRequestTracker(expectedWaits * maxAgeMs, uptimeMs);
  const memory = createMemory(backend, nowMs);
  const sinkOptions = {
    window: backend.window,
    unstored: () => [...queue.groups, ...openGroups(state)],
    names: memory.names,
    written: createWritten(),
    nowMs,
  };
  const queue = createInsertQueue({
    backend,
    settings,
    openGroups: () => openGroups(state),
    addedMs: () => state.addedMs,
    onInserted(group, tookMs) {
      if (group.isLarge) flushLarge(state);
      else state.schedule.inserted(tookMs);
    },
    onFailed() {
      for (const { sink } of [state.small, state.large]) sink.forget();
      // It may have been given up, and others wait for its end.
      flushLarge(state);
    },
  });
  const state: WriterState = {
    backend,
    settings,
    queue,
    schedule: createFlushSchedule({
      requests,
      maxAgeMs,
      uptimeMs,
      // In doubt a group does not grow for long: its requests have to be answered in time.
      queueState: () => (queue.isInDoubt ? "in doubt" : queue.has({ isLarge: false }) ? "busy" : "idle"),
      flush: () => flushOpen(state, state.small),
    }),
    small: createLane(false, memory, sinkOptions),
    large: createLane(true, memory, sinkOptions),
    inTurn: createTurns(),
    adding: 0,
    duplicates: noDuplicates(),
    memory,
    addedMs: Number.NEGATIVE_INFINITY,
    listeners: new Set(),
    queueBytes: 0,
    isClosed: false,
  };
  return toWriter(state, requests);
}

function createLane(isLarge: boolean, memory: GroupMemory, options: Omit<SinkOptions, "open">): Lane {
  const lane: Lane = {
    open: createGroup(memory, isLarge),
    sinceMs: 0,
    sink: createSink({ ...options, open: () => lane.open }),
  };
  return lane;
}

function toWriter(state: WriterState, requests: RequestTracker): StoreWriter {
  const { queue } = state;
  return {
    admit: () => admit(state),
    write: (bytes, add) => write(state, bytes, add),
    requests,
    whilePaused: queue.whilePaused,
    async flush() {
      for (const lane of [state.small, state.large]) flushOpen(state, lane);
      await queue.drained();
    },
    get queueBytes() {
      return state.queueBytes;
    },
    maxQueueBytes: state.settings.maxQueueBytes,
    get duplicates() {
      return { ...state.duplicates };
    },
    get isInDoubt() {
      return queue.isInDoubt || queue.hasOutdatedRollups;
    },
    rolledUp: () => rolledUp(state, requests),
    close: () => close(state),
  };
}

/** What all groups share. */
function createMemory({ names }: WriterBackend, nowMs: () => number): GroupMemory {
  return { skeletonOf: createSkeletons(nowMs), names: names ?? createNameBudgets(nowMs) };
}

function admit({ backend, settings, queue, queueBytes, isClosed }: WriterState): void {
  if (isClosed) throw closing();
  const refusal = backend.refusal?.();
  if (refusal !== undefined) throw refusal;
  if (queueBytes >= settings.maxQueueBytes)
    throw queueFull(queueBytes, settings.maxQueueBytes, queue.isInDoubt ? 5 : 1);
}

async function write(state: WriterState, bytes: number, add: AddRows): Promise<WriteResult> {
  admit(state);
  // It would spoil the sum for ever.
  if (!Number.isFinite(bytes)) throw new RangeError(`Cannot write ${bytes} bytes.`);
  state.queueBytes += bytes;
  const added = nothingAdded();
  const isLarge = bytes > largeBytes;
  try {
    if (isLarge) await addLarge(state, added, add);
    else addToOpen(state, state.small, added, wholly(add), false);
  } catch (error) {
    state.queueBytes -= bytes;
    throw error;
  }
  // `add` refers to a whole decoded request, which must become garbage before the group is stored.
  return answer(state, added, bytes);
}

/**
 * Adds the rows of a large request, a piece in each turn of the event loop.
 *
 * @param mayGoOn throws when the rest may not be added.
 */
async function addLarge(
  state: WriterState,
  added: AddedRows,
  add: AddRows,
  mayGoOn?: () => void,
): Promise<void> {
  let rest: Iterator<void, unknown> | undefined;
  let isBegun = false;
  const addPiece = (sink: RowSink): void => {
    rest = runPiece(isBegun ? rest : (add(sink) ?? undefined));
    isBegun = true;
  };
  state.adding += 1;
  try {
    do {
      await state.inTurn(async () => nextTurn());
      // What is begun is added to its end: its sender would send again what is stored.
      if (state.isClosed && !isBegun) throw closing();
      mayGoOn?.();
      addToOpen(state, state.large, added, addPiece, mayGoOn !== undefined);
    } while (rest !== undefined);
  } finally {
    state.adding -= 1;
    flushLarge(state);
  }
}

/** Resolves when all rows of the request are stored. */
async function answer(state: WriterState, added: AddedRows, bytes: number): Promise<WriteResult> {
  try {
    const late = isEmpty(added.late) ? undefined : await addLate(state, added.late, bytes > largeBytes);
    const parts = late === undefined ? [added] : [added, late];
    await Promise.all(parts.flatMap(({ groups }) => [...groups].map((group) => group.stored)));
    const duplicates = noDuplicates();
    for (const kind of kinds) {
      for (const part of parts) duplicates[kind] += part.duplicates[kind];
      state.duplicates[kind] += duplicates[kind];
    }
    return { duplicates };
  } finally {
    state.queueBytes -= bytes;
  }
}

/** Adds late rows, after the store has answered which of them it has. */
async function addLate(state: WriterState, late: LateRows, isLarge: boolean): Promise<AddedRows> {
  const { backend, settings } = state;
  const askedMs = settings.nowMs();
  try {
    await rememberStored(backend.client, backend.window, late);
  } catch (error) {
    throw lateUnknown(error);
  }
  if (state.isClosed) throw closing();
  // The sender was asked to retry, and may have done so since the store was asked.
  const mayGoOn = (): void => {
    if (settings.nowMs() - askedMs >= answerWithinMs) throw lateTooSlow();
  };
  mayGoOn();
  const added = nothingAdded();
  const add: AddRows = (sink) => eachLate(late, sink);
  if (isLarge) await addLarge(state, added, add, mayGoOn);
  else addToOpen(state, state.small, added, wholly(add), true);
  return added;
}

async function rolledUp(state: WriterState, requests: RequestTracker): Promise<void> {
  const { queue } = state;
  if (queue.hasRowsToRollUp && !(await doRowsKeepComing(state, requests))) await queue.rolledUp();
}

/**
 * Whether there are rows on their way into the store, or others come within `quietMs` of the last ones. An insert into the roll-ups
 * takes as long as several queries: between two requests of many, a query that started one would wait longest of all.
 */
async function doRowsKeepComing(state: WriterState, requests: RequestTracker): Promise<boolean> {
  const { queue, addedMs, settings } = state;
  const isOnItsWay = (): boolean =>
    queue.groups.size > 0 || state.adding > 0 || openGroups(state).some(hasRows) || requests.reading > 0;
  if (isOnItsWay()) return true;
  const leftMs = addedMs + quietMs - settings.uptimeMs();
  if (leftMs > 0) {
    await untilRows(state, leftMs);
    // What arrived meanwhile is read first.
    await nextTurn();
  }
  return state.addedMs > addedMs || isOnItsWay();
}

/** Resolves when rows are added, or after `ms`. */
function untilRows({ listeners }: WriterState, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    listeners.add(end);
    function end(): void {
      clearTimeout(timer);
      listeners.delete(end);
      resolve();
    }
  });
}

/** Adds rows to the open group of `lane`; rows that `add` added before it threw stay in it. */
function addToOpen(
  state: WriterState,
  lane: Lane,
  added: AddedRows,
  add: (sink: RowSink) => void,
  isLate: boolean,
): void {
  const wasEmpty = !hasRows(lane.open);
  try {
    lane.sink.add(added, add, isLate);
  } finally {
    if (hasRows(lane.open)) {
      state.addedMs = state.settings.uptimeMs();
      if (wasEmpty) lane.sinceMs = state.addedMs;
      for (const listener of state.listeners) listener();
      flushWhenDue(state, lane);
    }
  }
}

function flushWhenDue(state: WriterState, lane: Lane): void {
  const { maxRows, maxBytes } = state.settings;
  if (rowsOf(lane.open) >= maxRows || bytesOf(lane.open) >= maxBytes) flushOpen(state, lane);
  else if (lane === state.small) state.schedule.rowsAdded();
  else flushLarge(state);
}

/**
 * Flushes the group of large requests when no such group is being inserted, and none of them is being added, or the first of them has
 * waited for long enough.
 */
function flushLarge(state: WriterState): void {
  const { large, adding, queue, settings } = state;
  if (queue.has({ isLarge: true })) return;
  if (adding === 0 || settings.uptimeMs() - large.sinceMs >= maxLargeAgeMs) flushOpen(state, large);
}

/** Closes the open group and opens the next one. */
function flushOpen(state: WriterState, lane: Lane): void {
  if (lane === state.small) state.schedule.flushed();
  const group = lane.open;
  if (!hasRows(group)) return;
  lane.open = createGroup(state.memory, group.isLarge);
  state.queue.add(group);
}

function openGroups({ small, large }: WriterState): readonly Group[] {
  return [small.open, large.open];
}

function hasRows(group: Group): boolean {
  return rowsOf(group) > 0;
}

async function close(state: WriterState): Promise<void> {
  state.isClosed = true;
  while (state.adding > 0) await nextTurn();
  state.queue.close();
  for (const lane of [state.small, state.large]) flushOpen(state, lane);
  do await state.queue.drained();
  while (state.queue.groups.size > 0);
}

function noDuplicates(): Counts {
  return { spans: 0, logRecords: 0, businessEvents: 0 };
}

function isEmpty(late: LateRows): boolean {
  return kinds.every((kind) => late[kind].length === 0);
}
