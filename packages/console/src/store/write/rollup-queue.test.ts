import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import type { RollupBlock } from "./group.ts";
import { createRollupQueue, type RollupQueueOptions } from "./rollup-queue.ts";
import { createSemaphore } from "./semaphore.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const maxDelayMs = 1000;

/** A queue whose inserts end when the test says so. */
function createFake(options: Partial<RollupQueueOptions> = {}) {
  const inserts: { bytes: number; succeed: () => void; fail: () => void }[] = [];
  const failures: [since: number, cause: string][] = [];
  const state = { isIdle: false, inserted: 0 };
  const client = {
    exec: async ({ values }: { values: AsyncIterable<Uint8Array> }) => {
      let bytes = 0;
      for await (const chunk of values) bytes += chunk.length;
      const { promise, resolve, reject } = Promise.withResolvers<{ stream: [] }>();
      inserts.push({
        bytes,
        succeed: () => resolve({ stream: [] }),
        fail: () => reject(new Error("connection reset")),
      });
      return promise;
    },
  } as unknown as ClickHouseClient;
  const queue = createRollupQueue({
    client,
    semaphore: createSemaphore(28_000_000),
    maxDelayMs,
    uptimeMs: () => performance.now(),
    isIdle: () => state.isIdle,
    onInserted: () => (state.inserted += 1),
    onFailed: (since, cause) => failures.push([since, (cause as Error).message]),
    ...options,
  });
  return { queue, inserts, failures, state };
}

/** A block of one byte, which counts as `bytes` in the engine. */
function blockOf(bytes = 100, units = 1): RollupBlock {
  return { table: "spans_to_roll_up", columns: ["tenant"], bytes, units, chunks: [new Uint8Array(1)] };
}

const started = async (inserts: readonly unknown[], count: number): Promise<void> =>
  vi.waitFor(() => expect(inserts).toHaveLength(count), { timeout: 30_000 });

test("while rows keep coming, blocks of a second are inserted together", async () => {
  const { queue, inserts, state } = createFake();
  for (let at = 0; at < 9; at++) {
    queue.add([blockOf()], 50 + at);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(inserts).toHaveLength(0);
  expect(queue.oldestSeconds).toBe(50);
  await vi.advanceTimersByTimeAsync(100);
  await started(inserts, 1);
  expect(inserts[0]!.bytes).toBe(9);
  queue.add([blockOf()], 60);
  inserts[0]!.succeed();
  await vi.waitFor(() => expect(state.inserted).toBe(1), { timeout: 30_000 });
  expect(queue.oldestSeconds).toBe(60);
});

test("when no more rows come, what waits is inserted soon", async () => {
  const { queue, inserts, state } = createFake();
  queue.add([blockOf()], 50);
  await vi.advanceTimersByTimeAsync(100);
  expect(inserts).toHaveLength(0);
  state.isIdle = true;
  await vi.advanceTimersByTimeAsync(25);
  await started(inserts, 1);
});

test("a batch has bounded bytes and bounded days; one block may have more", async () => {
  const { queue, inserts } = createFake();
  queue.add(
    [blockOf(7_000_000), blockOf(6_000_000), blockOf(1, 40), blockOf(1, 11), blockOf(16_000_000)],
    50,
  );
  const flushed = queue.flush();
  for (const [at, bytes] of [1, 2, 1, 1].entries()) {
    await started(inserts, at + 1);
    expect(inserts[at]!.bytes).toBe(bytes);
    inserts[at]!.succeed();
  }
  await flushed;
  expect(queue.oldestSeconds).toBeUndefined();
});

test("a failed insert reports since when; what waits behind it is inserted unless it is discarded", async () => {
  const { queue, inserts, failures } = createFake();
  queue.add([blockOf()], 50);
  const first = queue.flush();
  await started(inserts, 1);
  queue.add([blockOf()], 51);
  inserts[0]!.fail();
  await first;
  expect(failures).toEqual([[50, "connection reset"]]);
  expect(queue.oldestSeconds).toBe(51);
  queue.discard();
  expect(queue.oldestSeconds).toBeUndefined();
  await queue.flush();
  await vi.advanceTimersByTimeAsync(2 * maxDelayMs);
  expect(inserts).toHaveLength(1);
});

test("is full from twice the bytes of a batch on", () => {
  const { queue } = createFake({ semaphore: createSemaphore(0) });
  queue.add([blockOf(12_000_000)], 50);
  expect([queue.isInserting, queue.isFull]).toEqual([true, false]);
  queue.add([blockOf(12_000_000)], 50);
  expect(queue.isFull).toBe(false);
  queue.add([blockOf(12_000_000)], 50);
  expect(queue.isFull).toBe(true);
});
