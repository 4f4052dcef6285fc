// The queue of one exporter, with the exporter and the clock in hand: what comes back, what a flush waits for, what an end leaves.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Batch, Exporter, Outcome } from "../exporter/exporter.ts";
import type { ExporterQueueLimits } from "./export-batch.ts";
import { createExporterQueue, type ExporterQueue } from "./exporter-queue.ts";

const limits: ExporterQueueLimits = {
  maxQueueSize: 6,
  maxQueueBytes: 1000,
  maxFactBytes: 1000,
  maxInFlight: 2,
  exportTimeoutMs: 30_000,
};

/** What the exporter was given, oldest first, each with what ends the export. */
let sent: { readonly batch: Batch; readonly end: (outcome: Outcome) => void }[];
let queue: ExporterQueue;

beforeEach(() => {
  vi.useFakeTimers();
  begin();
});
afterEach(() => void vi.useRealTimers());

function begin(more: Partial<Exporter> = {}): void {
  sent = [];
  const send = async (batch: Batch): Promise<Outcome> => new Promise((end) => void sent.push({ batch, end }));
  queue = createExporterQueue({ name: "test", send, ...more }, "traces", limits);
}

function batchOf(items: number): Batch {
  return { signal: "traces", body: new Uint8Array(items), items };
}

/** Ends the oldest export. */
async function answer(outcome: (batch: Batch) => Outcome): Promise<void> {
  const { batch, end } = sent.shift() as (typeof sent)[number];
  end(outcome(batch));
  await vi.advanceTimersByTimeAsync(0);
}

const taken = ({ items }: Batch): Outcome => ({ exported: items, dropped: 0 });
const back = (rest: Batch): Outcome => ({ exported: 0, dropped: 0, rest, afterMs: 1000 });
const asked = (rest: Batch): Outcome => ({ ...back(rest), asked: true });

/** What a flush does to the queue, with `batches` that were open. */
async function flush(...batches: readonly Batch[]): Promise<void> {
  queue.hurry();
  for (const batch of batches) queue.push(batch);
  await queue.drain();
}

async function isOver(work: Promise<void>): Promise<boolean> {
  let over = false;
  void work.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

test("a batch that comes back is sent again after its wait, and nothing is counted as lost", async () => {
  const batch = batchOf(3);
  queue.push(batch);
  await answer(back);
  expect([queue.held(), queue.dropped()]).toEqual([3, {}]);
  await vi.advanceTimersByTimeAsync(999);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent.map((one) => one.batch)).toEqual([batch]);
  await answer(taken);
  expect([queue.held(), queue.bytes(), queue.exported()]).toEqual([0, 0, 3]);
});

test("what comes back takes no room from what waits, and stays before it", async () => {
  const [first, second, third] = [batchOf(3), batchOf(3), batchOf(3)];
  queue.push(first);
  queue.push(second);
  queue.push(third);
  await answer(back);
  await answer(back);
  // both places are taken by those that came back
  expect(sent).toEqual([]);
  queue.push(batchOf(3));
  queue.push(batchOf(1));
  expect([queue.held(), queue.items(), queue.dropped()]).toEqual([12, 6, { queue_full: 1 }]);
  await vi.advanceTimersByTimeAsync(1000);
  await answer(taken);
  expect(sent.map((one) => one.batch)).toEqual([second, third]);
});

test("a receiver that took a part: the rest comes back, and every item is counted once", async () => {
  queue.push(batchOf(10 - 4), { items: 5, bytes: 5 });
  const rest = batchOf(2);
  await answer(() => ({ exported: 3, dropped: 1, reason: "partial_success", rest, afterMs: 5 }));
  expect([queue.exported(), queue.dropped()]).toEqual([3, { partial_success: 1 }]);
  expect([queue.held(), queue.bytes() + queue.factBytes()]).toEqual([2, 2]);
  await vi.advanceTimersByTimeAsync(5);
  await answer(taken);
  expect([queue.exported(), queue.held(), queue.bytes(), queue.factBytes()]).toEqual([5, 0, 0, 0]);
});

test("a flush is over when everything was tried: what comes back is not waited for", async () => {
  const flushed = flush(batchOf(2), batchOf(2), batchOf(2));
  await answer(back);
  expect(await isOver(flushed)).toBe(false);
  await answer(back);
  expect(await isOver(flushed)).toBe(true);
  expect(queue.held()).toBe(6);
});

test("a flush is over when everything was tried, although one of two batches is always on its way", async () => {
  const flushed = flush(batchOf(2), batchOf(2));
  await answer(back);
  await vi.advanceTimersByTimeAsync(1000);
  // the first one is sent once more before the second one comes back
  expect(sent).toHaveLength(2);
  await answer(back);
  expect(await isOver(flushed)).toBe(true);
});

test("a flush ends when the batches of its beginning are exported, although further ones keep coming", async () => {
  const flushed = flush(batchOf(1), batchOf(1));
  for (let i = 0; i < 2; i++) {
    queue.push(batchOf(1));
    await answer(taken);
  }
  expect([await isOver(flushed), queue.held(), queue.untried()]).toEqual([true, 2, true]);
  const next = flush();
  for (let i = 0; i < 2; i++) await answer(taken);
  expect([await isOver(next), queue.held(), queue.untried()]).toEqual([true, 0, false]);
});

test("a flush sends at once what waits to be sent again, but not before the time that a receiver asked for", async () => {
  const [first, second] = [batchOf(1), batchOf(2)];
  queue.push(first);
  queue.push(second);
  await answer(back);
  await answer(asked);
  const flushed = flush();
  expect(sent.map((one) => one.batch)).toEqual([first]);
  await answer(taken);
  expect(await isOver(flushed)).toBe(true);
  expect(await isOver(flush())).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent.map((one) => one.batch)).toEqual([second]);
});

test("a flush sends once more what was on its way before and comes back: the event loop may have been held until then", async () => {
  const batch = batchOf(2);
  queue.push(batch);
  const flushed = flush();
  await answer(back);
  expect(sent.map((one) => one.batch)).toEqual([batch]);
  await answer(back);
  expect([sent, await isOver(flushed)]).toEqual([[], true]);
});

test("one batch that never gets through holds up no other", async () => {
  const stuck = batchOf(1);
  queue.push(stuck);
  for (let i = 0; i < 3; i++) queue.push(batchOf(2));
  await answer(back);
  for (let i = 0; i < 3; i++) await answer(taken);
  expect([queue.exported(), queue.held()]).toEqual([6, 1]);
});

test("the end gives up what waits to be sent again, and what comes back later", async () => {
  queue.push(batchOf(2), { items: 1, bytes: 1 });
  queue.push(batchOf(3));
  await answer(back);
  queue.abandon("stopped");
  expect(queue.dropped()).toEqual({ stopped: 2 });
  await answer(back);
  expect([queue.dropped(), queue.held(), vi.getTimerCount()]).toEqual([{ stopped: 5 }, 0, 0]);
});

test("what waits to be sent again is written down at the end, oldest first", () => {
  const saved: Batch[] = [];
  begin({ save: (batch) => saved.push(batch) > 0 });
  const all = [batchOf(1), batchOf(2), batchOf(3)];
  for (const batch of all) queue.push(batch);
  queue.abandon("lost_at_exit");
  expect([saved, queue.held(), queue.dropped()]).toEqual([all, 0, {}]);
});

test("an export without an end is given up after its time, and counted", async () => {
  queue.push(batchOf(4));
  await vi.advanceTimersByTimeAsync(30_999);
  expect(queue.dropped()).toEqual({});
  await vi.advanceTimersByTimeAsync(1);
  expect([queue.dropped(), queue.held()]).toEqual([{ export_timed_out: 4 }, 0]);
});

test("reports every export: one whose batch comes back as retried", async () => {
  const reported: (string | undefined)[] = [];
  queue.watch(({ error }) => void reported.push(error));
  queue.push(batchOf(1));
  await answer(back);
  await vi.advanceTimersByTimeAsync(1000);
  await answer(taken);
  expect(reported).toEqual(["retried", undefined]);
});
