// Rows that are stored and not yet in the roll-ups. The views of a small block cost the engine nearly as much as those of a large one,
// and a sender need not wait for them: blocks of many groups are gathered here and inserted together: every
// `maxDelayMs` while rows keep coming, and at once when no more come.
import type { ClickHouseClient } from "../client.ts";
import type { RollupBlock } from "./group.ts";
import { insertRows } from "./insert.ts";
import type { Semaphore } from "./semaphore.ts";

export interface RollupQueue {
  /** Adds the blocks of a group that is stored, received at `receivedSeconds` (Unix time). */
  add(blocks: readonly RollupBlock[], receivedSeconds: number): void;
  /** Unix seconds: everything that was received before is in the roll-ups, or discarded. `undefined` when nothing waits. */
  readonly oldestSeconds: number | undefined;
  /** Whether so much waits that no group should be inserted. */
  readonly isFull: boolean;
  readonly isInserting: boolean;
  /** Inserts what waits, and resolves when it is inserted or has failed. */
  flush(): Promise<void>;
  /** Drops what waits: the roll-ups are computed from the tables instead. */
  discard(): void;
}

export interface RollupQueueOptions {
  readonly client: ClickHouseClient;
  /** Shared with the inserts of groups. */
  readonly semaphore: Semaphore;
  /** The longest that a block waits for others. */
  readonly maxDelayMs: number;
  /** Whether no rows are on their way into the store, and none came just now. */
  readonly isIdle: () => boolean;
  /** A monotonic clock. */
  readonly uptimeMs: () => number;
  /** An insert ended well. */
  readonly onInserted: () => void;
  /** An insert of rows received at `sinceSeconds` or later failed: some of them may be in the roll-ups. */
  readonly onFailed: (sinceSeconds: number, cause: unknown) => void;
}

interface Waiting {
  readonly block: RollupBlock;
  readonly receivedSeconds: number;
}

interface QueueState {
  readonly options: RollupQueueOptions;
  waiting: Waiting[];
  inserting: readonly Waiting[];
  running: Promise<void> | undefined;
  /** Most bytes of the next batch: less after an insert that failed, perhaps for lack of memory. */
  batchBytes: number;
  timer: NodeJS.Timeout | undefined;
  /** When the oldest block has waited for as long as it may, on `uptimeMs`. */
  dueMs: number;
  /** Blocks that were added, and those of them that need no insert any more. */
  added: number;
  done: number;
}

/** How often it is checked whether rows still arrive. */
const checkMs = 25;
/** Most bytes that are inserted together, unless one block has more. */
const maxBatchBytes = 12_000_000;
/** Most days whose rows are inserted together: each has a part of its own in some roll-ups. */
const maxBatchUnits = 50;
/** From this size on no group is inserted. */
const maxWaitingBytes = 2 * maxBatchBytes;

export function createRollupQueue(options: RollupQueueOptions): RollupQueue {
  const state: QueueState = {
    options,
    waiting: [],
    inserting: [],
    running: undefined,
    batchBytes: maxBatchBytes,
    timer: undefined,
    dueMs: 0,
    added: 0,
    done: 0,
  };
  return {
    add: (blocks, receivedSeconds) => add(state, blocks, receivedSeconds),
    get oldestSeconds() {
      const seconds = [...state.inserting, ...state.waiting].map(({ receivedSeconds }) => receivedSeconds);
      return seconds.length === 0 ? undefined : Math.min(...seconds);
    },
    get isFull() {
      return bytesOf(state.waiting) >= maxWaitingBytes;
    },
    get isInserting() {
      return state.running !== undefined;
    },
    async flush() {
      const last = state.added;
      while (state.done < last) {
        insertBatch(state);
        await state.running;
      }
    },
    discard() {
      state.done += state.waiting.length;
      state.waiting = [];
      clearTimeout(state.timer);
    },
  };
}

function add(state: QueueState, blocks: readonly RollupBlock[], receivedSeconds: number): void {
  if (blocks.length === 0) return;
  if (state.waiting.length === 0) setDue(state);
  state.waiting.push(...blocks.map((block) => ({ block, receivedSeconds })));
  state.added += blocks.length;
  schedule(state);
}

function setDue(state: QueueState): void {
  state.dueMs = state.options.uptimeMs() + state.options.maxDelayMs;
}

/** Inserts the next batch when it is full or old, and otherwise checks later. */
function schedule(state: QueueState): void {
  clearTimeout(state.timer);
  if (state.waiting.length === 0 || state.running !== undefined) return;
  const leftMs = state.dueMs - state.options.uptimeMs();
  if (leftMs <= 0 || bytesOf(state.waiting) >= maxBatchBytes) insertBatch(state);
  else state.timer = setTimeout(check, Math.min(leftMs, checkMs), state);
}

function check(state: QueueState): void {
  if (state.options.isIdle()) insertBatch(state);
  else schedule(state);
}

function insertBatch(state: QueueState): void {
  if (state.running !== undefined || state.waiting.length === 0) return;
  clearTimeout(state.timer);
  const batch = takeBatch(state);
  state.inserting = batch;
  state.running = run(state, batch);
}

/** Inserts `batch`. Never rejects: `onFailed` reports. */
async function run(state: QueueState, batch: readonly Waiting[]): Promise<void> {
  const { options } = state;
  const cause = await insert(options, batch);
  state.running = undefined;
  state.inserting = [];
  state.done += batch.length;
  setDue(state);
  state.batchBytes =
    cause === undefined ? Math.min(2 * state.batchBytes, maxBatchBytes) : state.batchBytes / 2;
  if (cause === undefined) options.onInserted();
  else options.onFailed(Math.min(...batch.map(({ receivedSeconds }) => receivedSeconds)), cause);
  schedule(state);
}

/** The first blocks that may be inserted together; at least one. */
function takeBatch(state: QueueState): readonly Waiting[] {
  let bytes = 0;
  let units = 0;
  const end = state.waiting.findIndex(({ block }, at) => {
    bytes += block.bytes;
    units += block.units;
    return at > 0 && (bytes > state.batchBytes || units > maxBatchUnits);
  });
  return state.waiting.splice(0, end === -1 ? state.waiting.length : end);
}

/** Gives the error of an insert that failed. */
async function insert(
  { client, semaphore }: RollupQueueOptions,
  batch: readonly Waiting[],
): Promise<Error | undefined> {
  const { table, columns } = batch[0]!.block;
  const bytes = bytesOf(batch);
  await semaphore.acquire(bytes);
  try {
    const chunks = batch.flatMap(({ block }) => block.chunks);
    await insertRows(client, { table, columns, types: [], bytes, chunks }, undefined);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    semaphore.release(bytes);
  }
}

function bytesOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { block }) => sum + block.bytes, 0);
}
