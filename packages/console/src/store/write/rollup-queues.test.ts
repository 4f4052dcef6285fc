import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import type { RollupBlock } from "./group.ts";
import { createRollupQueues } from "./rollup-queues.ts";
import { createSemaphore } from "./semaphore.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Queues of a store to which rows keep coming, and the tables of their inserts. */
function createFake() {
  const inserts: string[] = [];
  const failing = new Set<string>();
  const failures: number[] = [];
  const client = {
    exec: async ({ query }: { query: string }) => {
      const table = /^INSERT INTO (\w+)/.exec(query)![1]!;
      inserts.push(table);
      if (failing.has(table)) throw new Error("connection reset");
      return { stream: [] };
    },
  } as unknown as ClickHouseClient;
  const queues = createRollupQueues({
    client,
    semaphore: createSemaphore(28_000_000),
    maxDelayMs: 1000,
    uptimeMs: () => performance.now(),
    isIdle: () => false,
    onInserted: () => undefined,
    onFailed: (since) => failures.push(since),
  });
  return { queues, inserts, failing, failures };
}

const [spans, logs] = ["spans_to_roll_up", "logs_to_roll_up"].map((table): RollupBlock => ({
  table,
  columns: ["tenant"],
  bytes: 100,
  units: 1,
  chunks: [new Uint8Array(1)],
}));

test("while rows keep coming, log records wait twice as long as spans", async () => {
  const { queues, inserts } = createFake();
  queues.add([logs!], 49);
  queues.add([spans!, logs!], 50);
  await vi.advanceTimersByTimeAsync(1000);
  await vi.waitFor(() => expect(inserts).toEqual(["spans_to_roll_up"]));
  expect(queues.oldestSeconds).toBe(49);
  await vi.advanceTimersByTimeAsync(900);
  expect(inserts).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(100);
  await vi.waitFor(() => expect(inserts).toEqual(["spans_to_roll_up", "logs_to_roll_up"]));
  await vi.waitFor(() => expect(queues.oldestSeconds).toBeUndefined());
});

test("flushing inserts those of all tables", async () => {
  const { queues, inserts } = createFake();
  queues.add([spans!, logs!], 50);
  await queues.flush();
  expect(inserts.toSorted()).toEqual(["logs_to_roll_up", "spans_to_roll_up"]);
  expect([queues.oldestSeconds, queues.isInserting]).toEqual([undefined, false]);
});

test("a failed insert of one leaves the other, until all are discarded", async () => {
  const { queues, failing, failures } = createFake();
  failing.add("spans_to_roll_up");
  queues.add([logs!], 49);
  queues.add([spans!], 50);
  await vi.advanceTimersByTimeAsync(1000);
  await vi.waitFor(() => expect(failures).toEqual([50]));
  expect(queues.oldestSeconds).toBe(49);
  queues.discard();
  expect(queues.oldestSeconds).toBeUndefined();
});

test("are full when one is", () => {
  const { queues } = createFake();
  queues.add([{ ...spans!, bytes: 11_000_000 }], 50);
  expect(queues.isFull).toBe(false);
  queues.add([{ ...logs!, bytes: 12_000_000 }], 50);
  queues.add([{ ...logs!, bytes: 12_000_000 }], 50);
  queues.add([{ ...logs!, bytes: 12_000_000 }], 50);
  expect(queues.isFull).toBe(true);
});
