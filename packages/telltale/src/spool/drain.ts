// Sends the batches that wait on disk, oldest first, one request at a time, until none waits. A receiver that fails is tried again
// after a wait that grows; one that asks for a wait gets it.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Attempt, Batch, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import { type BatchStore, deleteEntry, readEntry, writeBatch } from "./batch-store.ts";
import type { Entry } from "./entry-list.ts";
import { partOf, positionIn } from "./position.ts";

/** Waits between two attempts while the receiver fails; each is half as long again, ± 20 %. */
export interface Waits {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** Sends batches of one signal to one receiver. */
export interface Sender {
  readonly signal: Signal;
  readonly waits: Waits;
  attempt(batch: Batch, abort: AbortSignal): Promise<Attempt>;
}

/** The state of sending what waits on disk. */
export interface Drain {
  readonly sender: Sender;
  readonly store: BatchStore;
  readonly closing: AbortController;
  /** Requests that were sent without the disk, and are not answered yet. */
  readonly direct: Set<Promise<unknown>>;
  /** Called when the receiver fails, or nothing waits any more. */
  readonly onPause: Set<() => void>;
  /** Items that waited and are lost, by reason. */
  readonly dropped: Record<string, number>;
  /** Items that waited and were sent. */
  exported: number;
  /** New batches are written to disk: the receiver has failed, and not everything that waits was sent since. */
  spooling: boolean;
  /** The receiver accepted the last request. */
  accepting: boolean;
  running: Promise<void> | undefined;
  /** Ends the current wait, when the receiver did not ask for it. */
  wake: (() => void) | undefined;
}

/** Files of this many bytes are sent in one request while the receiver accepts them. */
export const requestBytes: number = 4 << 20;
const requestFiles = 256;
const backoff = 1.5;
/** The outcome of a batch that was written to disk. */
export const spooled: Outcome = { exported: 0, dropped: 0 };

/** A drain of `store`, not running. */
export function createDrain(sender: Sender, store: BatchStore): Drain {
  return {
    sender,
    store,
    closing: new AbortController(),
    direct: new Set(),
    onPause: new Set(),
    dropped: {},
    exported: 0,
    spooling: false,
    accepting: true,
    running: undefined,
    wake: undefined,
  };
}

/** Sends what waits, after `waitMs`; `requested` says that the receiver asked for this wait. Does nothing when it runs already. */
export function startDrain(drain: Drain, waitMs: number, requested = false): void {
  if (drain.running !== undefined || drain.closing.signal.aborted) return;
  drain.running = run(drain, waitMs, requested)
    .catch((error: unknown) => report("spool_failed", error))
    .finally(() => {
      drain.running = undefined;
      notifyPause(drain);
      // written at the very end of the run
      if (drain.store.list.entries.length > 0) startDrain(drain, firstWaitMs(drain));
    });
}

/** The wait after a first failure. */
export function firstWaitMs({ sender }: Drain): number {
  return jitter(sender.waits.initialMs);
}

/** Waits until nothing waits on disk, the receiver fails, or `abort` aborts. */
export async function untilPause({ onPause }: Drain, abort: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      abort.removeEventListener("abort", done);
      onPause.delete(done);
      resolve();
    };
    abort.addEventListener("abort", done, { once: true });
    onPause.add(done);
  });
}

function notifyPause({ onPause }: Drain): void {
  for (const done of onPause) done();
}

async function run(drain: Drain, firstMs: number, requested: boolean): Promise<void> {
  const { closing, sender } = drain;
  const { initialMs, maxMs } = sender.waits;
  let next = { waitMs: firstMs, requested };
  let backoffMs = initialMs;
  while (!closing.signal.aborted) {
    await wait(drain, next.waitMs, next.requested);
    await Promise.allSettled(drain.direct);
    if (closing.signal.aborted) return;
    const answer = await sendOldest(drain, drain.accepting ? requestBytes : 0);
    if (answer === undefined) {
      drain.spooling = false;
      drain.accepting = true;
      return;
    }
    drain.accepting = answer.rest.length === 0;
    if (drain.accepting) {
      backoffMs = initialMs;
      next = { waitMs: 0, requested: false };
      continue;
    }
    drain.spooling = true;
    notifyPause(drain);
    report("export_retried", answer.message);
    next = { waitMs: answer.afterMs ?? jitter(backoffMs), requested: answer.afterMs !== undefined };
    backoffMs = Math.min(maxMs, backoffMs * backoff);
  }
}

async function wait(drain: Drain, ms: number, requested: boolean): Promise<void> {
  if (ms <= 0) return;
  const { signal } = drain.closing;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      drain.wake = undefined;
      resolve();
    };
    const timer = setTimeout(done, ms).unref();
    signal.addEventListener("abort", done, { once: true });
    if (!requested) drain.wake = done;
  });
}

/** Sends the oldest files, up to `maxBytes`, in one request; undefined when nothing waits. */
async function sendOldest(drain: Drain, maxBytes: number): Promise<Attempt | undefined> {
  const { sender, closing } = drain;
  const { entries, bodies } = await readOldest(drain.store, maxBytes);
  if (entries.length === 0) return undefined;
  try {
    const items = entries.reduce((sum, entry) => sum + entry.items, 0);
    // concatenated requests of one signal are one request
    const body = bodies.length === 1 ? (bodies[0] as Uint8Array) : Buffer.concat(bodies);
    const batch: Batch = { signal: sender.signal, items, body, oldestMs: entries[0]?.madeMs };
    const answer = await sender.attempt(batch, closing.signal);
    if (closing.signal.aborted && answer.rest.length > 0) return answer;
    if (isUnsent(answer, batch)) return answer;
    // rejected as a whole: one of the files may be the reason
    if (entries.length > 1 && answer.outcome.dropped === items) return await sendEach(drain, entries);
    await finish(drain, entries, answer);
    return answer;
  } finally {
    for (const entry of entries) entry.busy = false;
  }
}

async function sendEach(drain: Drain, entries: readonly Entry[]): Promise<Attempt> {
  const { sender, store, closing } = drain;
  let last: Attempt = { outcome: spooled, rest: [] };
  for (const entry of entries) {
    const file = await readEntry(store, entry);
    if (file === undefined) continue;
    const { items, body } = file;
    const batch: Batch = { signal: sender.signal, items, body, oldestMs: entry.madeMs };
    last = await sender.attempt(batch, closing.signal);
    if (isUnsent(last, batch)) return last;
    await finish(drain, [entry], last);
    if (last.rest.length > 0) return last;
  }
  return last;
}

function isUnsent({ rest }: Attempt, batch: Batch): boolean {
  return rest.length === 1 && rest[0] === batch;
}

/** Deletes the files of `entries`, and writes the rest of the request at their position. */
async function finish(drain: Drain, entries: readonly Entry[], { outcome, rest }: Attempt): Promise<void> {
  const [first] = entries as readonly [Entry];
  const position = positionIn(first);
  for (const [index, part] of rest.entries()) {
    if (await writeBatch(drain.store, part, partOf(position, index + 1))) continue;
    countOutcome(drain, { exported: 0, dropped: part.items, reason: "spool_failed" });
  }
  const deleted = entries.map(async (entry) => deleteEntry(drain.store, entry));
  countOutcome(drain, outcome);
  await Promise.all(deleted);
}

async function readOldest(
  store: BatchStore,
  maxBytes: number,
): Promise<{ entries: Entry[]; bodies: Uint8Array[] }> {
  const entries: Entry[] = [];
  const bodies: Uint8Array[] = [];
  let bytes = 0;
  for (const entry of store.list.entries.slice(0, requestFiles)) {
    if (entries.length > 0 && bytes + entry.bytes > maxBytes) break;
    entry.busy = true;
    const file = await readEntry(store, entry);
    if (file === undefined) continue;
    entries.push(entry);
    bodies.push(file.body);
    bytes += entry.bytes;
  }
  return { entries, bodies };
}

function countOutcome(drain: Drain, outcome: Outcome): void {
  drain.exported += outcome.exported;
  if (outcome.dropped === 0) return;
  const { signal } = drain.sender;
  const reason = outcome.reason ?? "rejected";
  drain.dropped[reason] = (drain.dropped[reason] ?? 0) + outcome.dropped;
  noteLoss(signal, reason, outcome.dropped);
  report(`${signal}_dropped_${reason}`, outcome.message);
}

function jitter(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random());
}
