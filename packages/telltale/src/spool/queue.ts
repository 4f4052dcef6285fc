// One signal's way to one receiver when it may have to wait on disk. Two states: straight (nothing waits, batches are sent at once)
// and waiting (batches are written down, one sender takes them oldest first). A receiver that fails makes it waiting; the last
// file that has left makes it straight again.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Attempt, Batch, Kept, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import type { Disk } from "./disk.ts";
import { createShelf, type Place } from "./shelf.ts";
import type { Entry, Stock } from "./stock.ts";

/** Waits between two attempts at a receiver that is away; each is half as long again, ± 20 %. */
export interface Waits {
  readonly initialMs: number;
  readonly maxMs: number;
}

/** What a queue is made of. */
export interface QueueParts {
  readonly stock: Stock;
  readonly folder: string;
  readonly signal: Signal;
  readonly maxAgeMs: number;
  readonly disk: Disk;
  readonly waits: Waits;
  attempt(batch: Batch, abort: AbortSignal): Promise<Attempt>;
}

/** The queue. */
export interface Queue {
  /** Sends `batch` or writes it down; undefined when it could do neither. Never rejects. */
  send(batch: Batch, abort: AbortSignal): Promise<Outcome | undefined>;
  /** Writes `batch` down before it returns; false when that is impossible. */
  save(batch: Batch): boolean;
  /** The same with time left to send it: sends it, in its turn. */
  spill(batch: Batch): boolean;
  kept(): Kept;
  /** Ends a wait that no receiver asked for. */
  hurry(): void;
  /** Signs of life, and a look after what others left. */
  goRound(): Promise<void>;
  /** No more attempts; resolves when the last one is over and what waits is left to whoever comes. */
  stop(): Promise<void>;
  /** The same at once, for the end of the process. */
  leave(): void;
}

// small files are sent together while the receiver keeps up
const togetherBytes = 4 << 20;
const kept: Outcome = { exported: 0, dropped: 0 };

/** A queue of `parts`. What a process that is gone has left is taken over at once. */
export function createQueue(parts: QueueParts): Queue {
  const { waits, signal, maxAgeMs } = parts;
  const shelf = createShelf(parts.stock, parts.folder, maxAgeMs, parts.disk, (reason, items) =>
    noteLoss(signal, reason, items),
  );
  const places = new WeakMap<Batch, Place>();
  const closing = new AbortController();
  const straight = new Set<Promise<unknown>>();
  const dropped: Record<string, number> = {};
  let exported = 0;
  let away = false;
  let answering = true;
  let emptying: Promise<void> | undefined;
  let wake: (() => void) | undefined;
  const holding = new Set<() => void>();
  const ready = adopt();

  async function adopt(): Promise<void> {
    await shelf.adopt();
    if (shelf.entries().length > 0) startEmptying(0);
  }

  function tally(outcome: Outcome): void {
    exported += outcome.exported;
    if (outcome.dropped === 0) return;
    const reason = outcome.reason ?? "rejected";
    dropped[reason] = (dropped[reason] ?? 0) + outcome.dropped;
    noteLoss(signal, reason, outcome.dropped);
    report(`${signal}_dropped_${reason}`, outcome.message);
  }

  async function sendStraight(batch: Batch, place: Place, abort: AbortSignal): Promise<Outcome | undefined> {
    const attempt = parts.attempt(batch, abort);
    straight.add(attempt);
    const { outcome, rest, afterMs, message } = await attempt.finally(() => straight.delete(attempt));
    if (rest.length === 0 || closing.signal.aborted) return rest.length === 0 ? outcome : undefined;
    away = true;
    answering = false;
    report("export_spooled", message);
    for (const [at, part] of rest.entries()) {
      if (await shelf.put(part, { ...place, sequence: place.sequence + at })) continue;
      if (rest.length === 1 && part === batch) return undefined;
      return {
        ...outcome,
        dropped: outcome.dropped + itemsOf(rest.slice(at)),
        reason: "spool_failed",
        message,
      };
    }
    startEmptying(afterMs ?? jitter(waits.initialMs), afterMs !== undefined);
    return outcome;
  }

  async function putDown(batch: Batch, place: Place): Promise<Outcome | undefined> {
    if (!(await shelf.put(batch, place))) return undefined;
    startEmptying(0);
    return kept;
  }

  function startEmptying(waitMs: number, asked = false): void {
    if (emptying !== undefined || closing.signal.aborted) return;
    emptying = empty(waitMs, asked)
      .catch((error: unknown) => report("spool_failed", error))
      .finally(() => {
        emptying = undefined;
        letGo();
        // written down in the very last moment
        if (shelf.entries().length > 0) startEmptying(jitter(waits.initialMs));
      });
  }

  async function empty(waitMs: number, asked: boolean): Promise<void> {
    let next = { waitMs, asked };
    let ownMs = waits.initialMs;
    while (!closing.signal.aborted) {
      await sleep(next.waitMs, next.asked);
      await Promise.allSettled(straight);
      if (closing.signal.aborted) return;
      const answer = await sendOldest(answering ? togetherBytes : 0);
      if (answer === undefined) {
        away = false;
        answering = true;
        return;
      }
      answering = answer.rest.length === 0;
      if (answering) {
        ownMs = waits.initialMs;
        next = { waitMs: 0, asked: false };
        continue;
      }
      away = true;
      letGo();
      report("export_retried", answer.message);
      next = { waitMs: answer.afterMs ?? jitter(ownMs), asked: answer.afterMs !== undefined };
      ownMs = Math.min(waits.maxMs, ownMs * 1.5);
    }
  }

  /** Waits until the disk is empty, or is known not to be soon, or time is up. */
  async function hold(abort: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        abort.removeEventListener("abort", done);
        holding.delete(done);
        resolve();
      };
      abort.addEventListener("abort", done, { once: true });
      holding.add(done);
    });
  }

  function letGo(): void {
    for (const resolve of holding) resolve();
  }

  /** One request of the oldest files, up to `together` bytes; undefined when nothing waits. */
  async function sendOldest(together: number): Promise<Attempt | undefined> {
    const { entries, bodies } = await gather(together);
    if (entries.length === 0) return undefined;
    try {
      const items = entries.reduce((sum, entry) => sum + entry.items, 0);
      // requests of one signal, one after the other, are one request
      const batch: Batch = {
        signal,
        items,
        body: bodies.length === 1 ? (bodies[0] as Uint8Array) : Buffer.concat(bodies),
      };
      const answer = await parts.attempt(batch, closing.signal);
      if (closing.signal.aborted && answer.rest.length > 0) return answer;
      const untouched = answer.rest.length === 1 && answer.rest[0] === batch;
      if (untouched) return answer;
      // refused as a whole: perhaps one of them is to blame
      if (entries.length > 1 && answer.outcome.dropped === items) return await sendEach(entries);
      await settle(entries, answer);
      return answer;
    } finally {
      for (const entry of entries) entry.busy = false;
    }
  }

  async function sendEach(entries: readonly Entry[]): Promise<Attempt> {
    let last: Attempt = { outcome: kept, rest: [] };
    for (const entry of entries) {
      const file = await shelf.take(entry);
      if (file === undefined) continue;
      const batch: Batch = { signal, items: file.items, body: file.body };
      last = await parts.attempt(batch, closing.signal);
      if (last.rest.length === 1 && last.rest[0] === batch) return last;
      await settle([entry], last);
      if (last.rest.length > 0) return last;
    }
    return last;
  }

  /** Removes what has left and writes down the rest in its place. */
  async function settle(entries: readonly Entry[], { outcome, rest }: Attempt): Promise<void> {
    const [first] = entries as readonly [Entry];
    const place = placeOf(first);
    for (const [at, part] of rest.entries()) {
      if (await shelf.put(part, { ...place, sequence: place.sequence + at + 1 })) continue;
      tally({ exported: 0, dropped: part.items, reason: "spool_failed" });
    }
    const removed = entries.map(async (entry) => shelf.remove(entry));
    tally(outcome);
    await Promise.all(removed);
  }

  async function gather(together: number): Promise<{ entries: Entry[]; bodies: Uint8Array[] }> {
    const entries: Entry[] = [];
    const bodies: Uint8Array[] = [];
    let bytes = 0;
    for (const entry of shelf.entries().slice(0, 256)) {
      if (entries.length > 0 && bytes + entry.bytes > together) break;
      entry.busy = true;
      const file = await shelf.take(entry);
      if (file === undefined) continue;
      entries.push(entry);
      bodies.push(file.body);
      bytes += entry.bytes;
    }
    return { entries, bodies };
  }

  async function sleep(ms: number, asked: boolean): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        closing.signal.removeEventListener("abort", done);
        wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      closing.signal.addEventListener("abort", done, { once: true });
      if (!asked) wake = done;
    });
  }

  return {
    async send(batch, abort) {
      const place = nextPlace(batch, places);
      await ready;
      // nearly there: a moment's patience spares the disk
      if (emptying !== undefined && answering && shelf.bytes() < togetherBytes) await hold(abort);
      if (closing.signal.aborted) return undefined;
      if (away || shelf.entries().length > 0) return putDown(batch, place);
      return sendStraight(batch, place, abort);
    },
    save(batch) {
      return shelf.putNow(batch, nextPlace(batch, places));
    },
    spill(batch) {
      if (!shelf.putNow(batch, nextPlace(batch, places))) return false;
      startEmptying(0);
      return true;
    },
    kept() {
      const lost = { ...dropped };
      for (const [reason, count] of Object.entries(shelf.dropped()))
        lost[reason] = (lost[reason] ?? 0) + count;
      return { items: shelf.items(), bytes: shelf.bytes(), exported, dropped: lost };
    },
    hurry: () => wake?.(),
    async goRound() {
      await shelf.beat();
      await adopt();
    },
    async stop() {
      closing.abort();
      await Promise.allSettled([ready, emptying, ...straight]);
      shelf.release();
    },
    leave() {
      closing.abort();
      shelf.release();
    },
  };
}

function jitter(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random());
}

let lastMs = 0;
let sequence = 0;
// parts of a batch that was split stand between it and the next one
const step = 1000;

/** The place of `batch`: after every one that came before it in this process, whatever the clock does. */
function nextPlace(batch: Batch, places: WeakMap<Batch, Place>): Place {
  const known = places.get(batch);
  if (known !== undefined) return known;
  lastMs = Math.max(lastMs, Date.now());
  sequence = (sequence + step) % 1_000_000_000;
  const place = { madeMs: lastMs, sequence };
  places.set(batch, place);
  return place;
}

function placeOf({ madeMs, name }: Entry): Place {
  return { madeMs, sequence: Number(name.slice(15, 24)) };
}

function itemsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + batch.items, 0);
}
