import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createQueryQueue, type QueryLane, type QueryPriority, type QueueLimits } from "./queue.ts";

const limits: QueueLimits = { slots: 2, most: { sql: 1, background: 1 }, maxWaiting: 3, maxWaitMs: 10_000 };

/** Lets everything happen that can. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Asks that end when they are told to, and the order in which they began. */
function recorder() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    ask: (lane: QueryLane, name: string, priority?: QueryPriority, signal?: AbortSignal): Promise<void> =>
      lane.run(
        () => {
          begun.push(name);
          return new Promise<void>((resolve) => ends.set(name, resolve));
        },
        { priority, signal },
      ),
    end(name: string): Promise<void> {
      ends.get(name)!();
      return turn();
    },
  };
}

test("as many run as there are slots; the rest waits in order", async () => {
  const queue = createQueryQueue(limits);
  const { ask, begun, end } = recorder();
  const lane = queue.lane("");
  for (const name of ["a", "b", "c", "d"]) void ask(lane, name);
  await turn();
  expect(begun).toEqual(["a", "b"]);
  expect(queue.state).toMatchObject({ running: 2, waiting: 2 });
  await end("b");
  expect(begun).toEqual(["a", "b", "c"]);
  await end("a");
  expect(begun).toEqual(["a", "b", "c", "d"]);
  await end("c");
  await end("d");
  expect(queue.state).toMatchObject({ running: 0, waiting: 0, refused: 0 });
});

test("what a person waits for goes before the background, which never has all slots", async () => {
  const { ask, begun, end } = recorder();
  const lane = createQueryQueue(limits).lane("");
  void ask(lane, "job 1", "background");
  void ask(lane, "job 2", "background");
  void ask(lane, "page 1");
  void ask(lane, "page 2");
  await turn();
  expect(begun).toEqual(["job 1", "page 1"]);
  await end("job 1");
  expect(begun).toEqual(["job 1", "page 1", "page 2"]);
  await end("page 1");
  expect(begun).toEqual(["job 1", "page 1", "page 2", "job 2"]);
});

test("queries that people wrote leave slots to pages, wait behind them, and go before the background", async () => {
  const { ask, begun, end } = recorder();
  const lane = createQueryQueue({ ...limits, slots: 3, most: { sql: 2, background: 1 } }).lane("");
  for (const name of ["sql 1", "sql 2", "sql 3"]) void ask(lane, name, "sql");
  void ask(lane, "job", "background");
  await turn();
  expect(begun).toEqual(["sql 1", "sql 2", "job"]);
  await end("job");
  void ask(lane, "page 1");
  void ask(lane, "page 2");
  await turn();
  expect(begun.slice(3)).toEqual(["page 1"]);
  void ask(lane, "job 2", "background");
  await end("sql 1");
  await end("page 1");
  await end("page 2");
  expect(begun.slice(4)).toEqual(["page 2", "sql 3", "job 2"]);
});

test("tenants take turns", async () => {
  const queue = createQueryQueue({ ...limits, slots: 1 });
  const { ask, begun, end } = recorder();
  void ask(queue.lane("a"), "a0");
  for (const name of ["a1", "a2", "a3"]) void ask(queue.lane("a"), name);
  void ask(queue.lane("b"), "b1");
  void ask(queue.lane("c"), "c1");
  await turn();
  for (const name of ["a0", "a1", "b1", "c1", "a2"]) await end(name);
  expect(begun).toEqual(["a0", "a1", "b1", "c1", "a2", "a3"]);
});

test("over the bound a query is turned away, of this tenant only", async () => {
  const queue = createQueryQueue({ ...limits, slots: 1 });
  const { ask, begun } = recorder();
  for (const name of ["a0", "a1", "a2", "a3"]) void ask(queue.lane("a"), name);
  await expect(ask(queue.lane("a"), "a4")).rejects.toMatchObject({ code: "STORE_BUSY" });
  void ask(queue.lane("b"), "b1");
  expect([begun, queue.state.waiting, queue.state.refused]).toEqual([["a0"], 4, 1]);
});

test("who waits too long is turned away, and who goes away does not wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const queue = createQueryQueue({ ...limits, slots: 1 });
    const { ask, begun, end } = recorder();
    const lane = queue.lane("");
    const gone = new AbortController();
    void ask(lane, "a");
    const late = ask(lane, "late");
    const left = ask(lane, "left", "interactive", gone.signal);
    gone.abort();
    await expect(left).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
    await expect(ask(lane, "never", "interactive", gone.signal)).rejects.toMatchObject({
      code: "QUERY_CANCELLED",
    });
    vi.advanceTimersByTime(9_999);
    expect(queue.state.waiting).toBe(1);
    vi.advanceTimersByTime(1);
    await expect(late).rejects.toMatchObject({ code: "STORE_BUSY" });
    await end("a");
    expect([begun, queue.state.running, queue.state.waiting]).toEqual([["a"], 0, 0]);
  } finally {
    vi.useRealTimers();
  }
});

test("a query that fails gives its slot back", async () => {
  const queue = createQueryQueue({ ...limits, slots: 1 });
  const lane = queue.lane("");
  await expect(lane.run(() => Promise.reject(new Error("no")), {})).rejects.toThrow("no");
  expect(await lane.run(async () => "yes", {})).toBe("yes");
});

test("whatever comes in whatever order, bounds hold and everybody gets a turn", async () => {
  const query = fc.record({
    tenant: fc.constantFrom("a", "b", "c"),
    priority: fc.constantFrom<QueryPriority>("interactive", "sql", "background"),
    turns: fc.integer({ min: 0, max: 3 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(query, { maxLength: 30 }), async (queries) => {
      const queue = createQueryQueue({ ...limits, maxWaiting: 30 });
      const now = { interactive: 0, sql: 0, background: 0 };
      const ends = await Promise.allSettled(
        queries.map(({ tenant, priority, turns, fails }) =>
          queue.lane(tenant).run(
            async () => {
              now[priority]++;
              expect(now.interactive + now.sql + now.background).toBeLessThanOrEqual(limits.slots);
              expect(now.sql).toBeLessThanOrEqual(limits.most.sql);
              expect(now.background).toBeLessThanOrEqual(limits.most.background);
              for (let left = turns; left > 0; left--) await Promise.resolve();
              now[priority]--;
              if (fails) throw new Error("failed");
            },
            { priority },
          ),
        ),
      );
      expect(ends.map(({ status }) => status === "rejected")).toEqual(queries.map(({ fails }) => fails));
      expect(queue.state).toEqual({ slots: 2, running: 0, waiting: 0, refused: 0 });
    }),
    { numRuns: 50 },
  );
});
