// One signal's batches on their way to one receiver, with a disk to wait on. While nothing waits, batches are sent directly. When the
// receiver fails, they are written to disk and sent from there, until none is left.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Kept, Outcome } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import { createBatchStore, releaseStore, writeBatch, writeBatchNow } from "./batch-store.ts";
import {
  createDrain,
  type Drain,
  firstWaitMs,
  requestBytes,
  type Sender,
  spooled,
  startDrain,
  untilPause,
} from "./drain.ts";
import { adoptFolders, sendHeartbeat } from "./own-folders.ts";
import { partOf, type Position, positionOf } from "./position.ts";
import type { Quota } from "./quota.ts";

/** The queue of one signal for one receiver. */
export interface Queue {
  readonly drain: Drain;
  readonly positions: WeakMap<Batch, Position>;
  /** Resolves when the batches of dead processes were taken over for the first time. */
  ready: Promise<void>;
}

/** The queue in the folder `name` of the spool. It takes over the batches of dead processes at once. */
export function createQueue(quota: Quota, name: string, sender: Sender): Queue {
  const store = createBatchStore(quota, name, (reason, items) => noteLoss(sender.signal, reason, items));
  const drain = createDrain(sender, store);
  return { drain, positions: new WeakMap(), ready: adoptBatches(drain) };
}

/** Sends `batch` or writes it to disk; undefined when neither was possible. Never rejects. */
export async function sendOrSpool(
  { drain, positions, ready }: Queue,
  batch: Batch,
  abort: AbortSignal,
): Promise<Outcome | undefined> {
  const { list } = drain.store;
  const position = positionOf(batch, positions);
  await ready;
  // the disk is nearly empty: a short wait avoids writing to it
  if (drain.running !== undefined && drain.accepting && list.bytes < requestBytes)
    await untilPause(drain, abort);
  if (drain.closing.signal.aborted) return undefined;
  if (drain.spooling || list.entries.length > 0) return spool(drain, batch, position);
  return sendDirectly(drain, batch, position, abort);
}

/** Writes `batch` to disk before it returns; false when that is impossible. */
export function saveNow({ drain, positions }: Queue, batch: Batch): boolean {
  return writeBatchNow(drain.store, batch, positionOf(batch, positions));
}

/** Writes `batch` to disk before it returns, and sends it in its turn; false when that is impossible. */
export function spillNow(queue: Queue, batch: Batch): boolean {
  if (!saveNow(queue, batch)) return false;
  startDrain(queue.drain, 0);
  return true;
}

/** What waits on disk, and what became of what waited there. */
export function keptIn({ drain }: Queue): Kept {
  const { list } = drain.store;
  const dropped = { ...drain.dropped };
  for (const [reason, items] of Object.entries(list.dropped))
    dropped[reason] = (dropped[reason] ?? 0) + items;
  return { items: list.items, bytes: list.bytes, exported: drain.exported, dropped };
}

/** Shows other processes that this one lives, and takes over the batches of dead ones. */
export async function maintain({ drain }: Queue): Promise<void> {
  await sendHeartbeat(drain.store.folders);
  await adoptBatches(drain);
}

/** Makes no more attempts. Resolves when the last one is over and what waits is left to the next process. */
export async function stopQueue({ drain, ready }: Queue): Promise<void> {
  drain.closing.abort();
  await Promise.allSettled([ready, drain.running, ...drain.direct]);
  releaseStore(drain.store);
}

/** Does the same before it returns, at the end of the process. */
export function leaveQueue({ drain }: Queue): void {
  drain.closing.abort();
  releaseStore(drain.store);
}

async function adoptBatches(drain: Drain): Promise<void> {
  await adoptFolders(drain.store.folders);
  if (drain.store.list.entries.length > 0) startDrain(drain, 0);
}

async function spool(drain: Drain, batch: Batch, position: Position): Promise<Outcome | undefined> {
  if (!(await writeBatch(drain.store, batch, position))) return undefined;
  startDrain(drain, 0);
  return spooled;
}

async function sendDirectly(
  drain: Drain,
  batch: Batch,
  position: Position,
  abort: AbortSignal,
): Promise<Outcome | undefined> {
  const attempt = drain.sender.attempt(batch, abort);
  drain.direct.add(attempt);
  const { outcome, rest, afterMs, message } = await attempt.finally(() => drain.direct.delete(attempt));
  if (rest.length === 0) return outcome;
  if (drain.closing.signal.aborted) return undefined;
  drain.spooling = true;
  drain.accepting = false;
  report("export_spooled", message);
  for (const [index, part] of rest.entries()) {
    if (await writeBatch(drain.store, part, partOf(position, index))) continue;
    if (rest.length === 1 && part === batch) return undefined;
    const unwritten = rest.slice(index).reduce((sum, { items }) => sum + items, 0);
    return { ...outcome, dropped: outcome.dropped + unwritten, reason: "spool_failed", message };
  }
  startDrain(drain, afterMs ?? firstWaitMs(drain), afterMs !== undefined);
  return outcome;
}
