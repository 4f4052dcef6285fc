import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  createQueryQueue,
  defaultQueueLimits,
  type QueryLane,
  type QueryPriority,
  type QueueLimits,
} from "./queue.ts";

const limits: QueueLimits = {
  slots: { people: 2, background: 1 },
  most: { sql: 1, bulk: 1 },
  maxWaiting: 3,
  maxWaitMs: 10_000,
};
const oneSlot: QueueLimits = { ...limits, slots: { people: 1, background: 1 } };

/** Lets everything happen that can. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Queries that end on demand, and the order in which they began. */
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

test("pages go before bulk reads, which never have all slots", async () => {
  const { ask, begun, end } = recorder();
  const lane = createQueryQueue(limits).lane("");
  void ask(lane, "export 1", "bulk");
  void ask(lane, "export 2", "bulk");
  void ask(lane, "page 1");
  void ask(lane, "page 2");
  await turn();
  expect(begun).toEqual(["export 1", "page 1"]);
  await end("export 1");
  expect(begun).toEqual(["export 1", "page 1", "page 2"]);
  await end("page 1");
  expect(begun).toEqual(["export 1", "page 1", "page 2", "export 2"]);
});

test("queries that people wrote leave slots to pages, wait behind them, and go before bulk reads", async () => {
  const { ask, begun, end } = recorder();
  const lane = createQueryQueue({
    ...limits,
    slots: { people: 3, background: 1 },
    most: { sql: 2, bulk: 1 },
  }).lane("");
  for (const name of ["sql 1", "sql 2", "sql 3"]) void ask(lane, name, "sql");
  void ask(lane, "export", "bulk");
  await turn();
  expect(begun).toEqual(["sql 1", "sql 2", "export"]);
  await end("export");
  void ask(lane, "page 1");
  void ask(lane, "page 2");
  await turn();
  expect(begun.slice(3)).toEqual(["page 1"]);
  void ask(lane, "export 2", "bulk");
  await end("sql 1");
  await end("page 1");
  await end("page 2");
  expect(begun.slice(4)).toEqual(["page 2", "sql 3", "export 2"]);
});

test("background work has slots that people cannot take, and takes no slot from them", async () => {
  const { ask, begun, end } = recorder();
  const lane = createQueryQueue(limits).lane("");
  for (const name of ["page 1", "page 2", "page 3"]) void ask(lane, name);
  for (const name of ["round 1", "round 2"]) void ask(lane, name, "background");
  await turn();
  expect(begun).toEqual(["page 1", "page 2", "round 1"]);
  await end("round 1");
  expect(begun.slice(3)).toEqual(["round 2"]);
  await end("page 1");
  expect(begun.slice(4)).toEqual(["page 3"]);
  void ask(lane, "round 3", "background");
  await end("page 2");
  expect(begun.slice(5)).toEqual([]);
});

test("SQL of rules leaves a slot to other readings", async () => {
  const { ask, begun } = recorder();
  const lane = createQueryQueue({
    ...limits,
    slots: { people: 1, background: 2 },
    most: { "background-sql": 1 },
  }).lane("");
  for (const name of ["sql 1", "sql 2"]) void ask(lane, name, "background-sql");
  void ask(lane, "round", "background");
  await turn();
  expect(begun).toEqual(["sql 1", "round"]);
});

test("SQL that takes long leaves slots: one tenant's to others, and all of it to quick SQL and other readings", async () => {
  const queue = createQueryQueue(defaultQueueLimits);
  const { ask, begun, end } = recorder();
  const [a, b, c] = [queue.lane("a"), queue.lane("b"), queue.lane("c")];
  for (const name of ["a1", "a2"]) void ask(a, name, "background-slow-sql");
  for (const name of ["b1", "b2"]) void ask(b, name, "background-slow-sql");
  for (const name of ["c1", "c2"]) void ask(c, name, "background-sql");
  void ask(a, "round", "background");
  await turn();
  expect(begun).toEqual(["a1", "b1", "c1", "round"]);
  await end("c1");
  await end("b1");
  expect(begun.slice(4)).toEqual(["c2", "b2"]);
});

test("a tenant leaves half of the slots to the others, unless it is alone", async () => {
  const queue = createQueryQueue({ ...limits, slots: { people: 4, background: 1 }, most: { sql: 2 } });
  const { ask, begun } = recorder();
  const [a, b] = [queue.lane("a"), queue.lane("b")];
  for (const name of ["a1", "a2", "a3"]) void ask(a, name);
  await turn();
  expect(begun).toEqual(["a1", "a2"]);
  void ask(b, "b1");
  await turn();
  expect(begun).toEqual(["a1", "a2", "b1"]);

  const sql = createQueryQueue({ ...limits, slots: { people: 4, background: 1 }, most: { sql: 2 } });
  for (const [tenant, name] of [
    ["a", "sql 1"],
    ["b", "sql 2"],
    ["b", "sql 3"],
    ["a", "sql 4"],
  ] as const)
    void ask(sql.lane(tenant), name, "sql");
  await turn();
  expect(begun.slice(3)).toEqual(["sql 1", "sql 2"]);
});

test("a slot goes to the tenant with the fewest", async () => {
  const queue = createQueryQueue({ ...limits, slots: { people: 4, background: 1 } });
  const { ask, begun, end } = recorder();
  const lanes = Object.entries({ a: queue.lane("a"), b: queue.lane("b"), c: queue.lane("c") });
  for (const [tenant, lane] of lanes) for (let n = 1; n <= 3; n++) void ask(lane, `${tenant}${n}`);
  await turn();
  expect(begun).toEqual(["a1", "a2", "b1", "b2"]);
  await end("a1");
  expect(begun.slice(4)).toEqual(["c1"]);
  await end("b1");
  await end("c1");
  expect(begun.slice(5)).toEqual(["a3", "c2"]);
  await end("a2");
  await end("a3");
  expect(begun.slice(7)).toEqual(["b3", "c3"]);
});

test("tenants take turns", async () => {
  const queue = createQueryQueue(oneSlot);
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
  const queue = createQueryQueue(oneSlot);
  const { ask, begun } = recorder();
  for (const name of ["a0", "a1", "a2", "a3"]) void ask(queue.lane("a"), name);
  await expect(ask(queue.lane("a"), "a4")).rejects.toMatchObject({ code: "STORE_BUSY" });
  void ask(queue.lane("b"), "b1");
  expect([begun, queue.state.waiting, queue.state.refused]).toEqual([["a0"], 4, 1]);
});

test("who waits too long is turned away, and who goes away does not wait", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const queue = createQueryQueue(oneSlot);
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
  const queue = createQueryQueue(oneSlot);
  const lane = queue.lane("");
  await expect(lane.run(() => Promise.reject(new Error("no")), {})).rejects.toThrow("no");
  expect(await lane.run(async () => "yes", {})).toBe("yes");
});

test("whatever comes in whatever order, bounds hold and everybody gets a turn", async () => {
  const query = fc.record({
    tenant: fc.constantFrom("a", "b", "c"),
    priority: fc.constantFrom<QueryPriority>(
      "interactive",
      "sql",
      "bulk",
      "background",
      "background-sql",
      "background-slow-sql",
    ),
    turns: fc.integer({ min: 0, max: 3 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(query, { maxLength: 30 }), async (queries) => {
      const queue = createQueryQueue({ ...limits, maxWaiting: 30 });
      const now = {
        interactive: 0,
        sql: 0,
        bulk: 0,
        background: 0,
        "background-sql": 0,
        "background-slow-sql": 0,
      };
      const ends = await Promise.allSettled(
        queries.map(({ tenant, priority, turns, fails }) =>
          queue.lane(tenant).run(
            async () => {
              now[priority]++;
              expect(now.interactive + now.sql + now.bulk).toBeLessThanOrEqual(limits.slots.people);
              const ofRules = now.background + now["background-sql"] + now["background-slow-sql"];
              expect(ofRules).toBeLessThanOrEqual(limits.slots.background);
              for (const long of ["sql", "bulk"] as const) expect(now[long]).toBeLessThanOrEqual(1);
              for (let left = turns; left > 0; left--) await Promise.resolve();
              now[priority]--;
              if (fails) throw new Error("failed");
            },
            { priority },
          ),
        ),
      );
      expect(ends.map(({ status }) => status === "rejected")).toEqual(queries.map(({ fails }) => fails));
      expect(queue.state).toEqual({ slots: 3, running: 0, waiting: 0, refused: 0 });
    }),
    { numRuns: 50 },
  );
});
