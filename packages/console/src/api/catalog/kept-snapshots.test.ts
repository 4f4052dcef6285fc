import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test, vi } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { createCatalogKeeper, readSnapshot } from "./kept-snapshots.ts";
import { lastHours } from "./window.ts";

const minute = 60_000;
const begin = Date.parse("2026-11-20T14:20:00Z");

afterEach(() => vi.restoreAllMocks());

/** A store without rows, that counts how often the roll-ups are read. */
function openStore({ hasCatalog = true } = {}) {
  const store = { nowMs: begin, computed: 0, hold: Promise.resolve(), fails: false };
  const queries: ApiContext["queries"] = {
    async run<Row>(name: string, _: unknown, options?: { readonly signal?: AbortSignal | undefined }) {
      if (name === "catalog-exists") return (hasCatalog ? [{ found: 1 }] : []) as Row[];
      if (name === "catalog-shapes") {
        store.computed++;
        await store.hold;
        if (store.fails) throw new ProblemError("QUERY_TOO_BROAD", "Too broad.", "Narrow it.");
        if (options?.signal?.aborted === true)
          throw new ProblemError("QUERY_CANCELLED", "Cancelled.", "Ask again.");
      }
      return [];
    },
  };
  const context: ApiContext = { queries, nowMs: () => store.nowMs };
  const keeper = createCatalogKeeper({ views: () => [{ queries }], nowMs: () => store.nowMs });
  const read = async (hours = 24, more: Partial<ApiContext> = {}) =>
    readSnapshot(lastHours(hours, undefined, store.nowMs), { ...context, ...more });
  const tick = async () => keeper.tick(new AbortController().signal);
  return { store, queries, read, tick };
}

test("requests that come together compute a range once", async () => {
  const { store, read } = openStore();
  const [first, second] = await Promise.all([read(), read()]);
  expect(store.computed).toBe(1);
  expect(first).toBe(second);
});

test("a request goes on when the one that computes is cancelled", async () => {
  const { store, read } = openStore();
  let go = (): void => undefined;
  store.hold = new Promise((resolve) => (go = resolve));
  const abort = new AbortController();
  const first = read(24, { signal: abort.signal });
  const second = read();
  abort.abort();
  go();
  await expect(first).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
  await expect(second).resolves.toBeDefined();
});

test("with a catalog the last 24 hours are there before a page asks, and stay", async () => {
  const { store, read, tick } = openStore();
  await tick();
  expect(store.computed).toBe(1);
  const computedAt = store.nowMs;
  store.nowMs += 59_000;
  expect((await read()).checkedMs).toBe(computedAt);
  for (let minutes = 0; minutes < 30; minutes++) {
    store.nowMs += minute;
    await tick();
    const before = store.computed;
    expect(store.nowMs - (await read()).checkedMs).toBeLessThan(minute);
    expect(store.computed).toBe(before);
  }
});

test("a new hour is another range, which the next round computes", async () => {
  const { store, read, tick } = openStore();
  await tick();
  store.nowMs = Date.parse("2026-11-20T15:00:30Z");
  await tick();
  expect(store.computed).toBe(2);
  expect(new Date(Number((await read()).window.fromNs / 1_000_000n)).toISOString()).toBe(
    "2026-11-19T15:00:00.000Z",
  );
  expect(store.computed).toBe(2);
});

test("ranges that pages ask for are kept for a quarter of an hour", async () => {
  const { store, read, tick } = openStore({ hasCatalog: false });
  await tick();
  expect(store.computed).toBe(0);
  await read(3);
  for (let minutes = 0; minutes < 10; minutes++) {
    store.nowMs += minute;
    await tick();
  }
  expect(store.computed).toBe(11);
  store.nowMs += 10 * minute;
  await tick();
  expect(store.computed).toBe(11);
});

test("without the background a result is computed again after a minute at the latest", async () => {
  const { store, read } = openStore();
  await read();
  store.nowMs += minute;
  await read();
  expect(store.computed).toBe(2);
});

test("when the background stops, pages compute again", async () => {
  const { store, read, tick } = openStore();
  await tick();
  store.nowMs += 4 * minute;
  await read();
  expect(store.computed).toBe(2);
});

test("requests that waited for a cancelled one compute a range once", async () => {
  const { store, read } = openStore();
  let go = (): void => undefined;
  store.hold = new Promise((resolve) => (go = resolve));
  const abort = new AbortController();
  const first = read(24, { signal: abort.signal });
  const others = [read(), read(), read()];
  abort.abort();
  go();
  await expect(first).rejects.toMatchObject({ code: "QUERY_CANCELLED" });
  expect(new Set(await Promise.all(others)).size).toBe(1);
  expect(store.computed).toBe(2);
});

test("a tenant whose catalog cannot be computed does not keep the others from theirs", async () => {
  const [one, other] = [openStore(), openStore()];
  one.store.fails = true;
  const views = () => [{ queries: one.queries }, { queries: other.queries }];
  const keeper = createCatalogKeeper({ views, nowMs: () => begin });
  await expect(keeper.tick(new AbortController().signal)).rejects.toMatchObject({ code: "QUERY_TOO_BROAD" });
  expect(other.store.computed).toBe(1);
});

test("a range that fails is not computed more often than its duration allows", async () => {
  const { store, tick } = openStore();
  store.fails = true;
  // Each computation takes three seconds, so a hundred times that is five minutes.
  let uptimeMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (uptimeMs += 1_500));
  for (let minutes = 0; minutes < 10; minutes++) {
    await tick().catch(() => undefined);
    store.nowMs += minute;
  }
  expect(store.computed).toBeGreaterThan(1);
  expect(store.computed).toBeLessThan(5);
});

test("a page computes a range itself when the background cannot", async () => {
  const { store, read, tick } = openStore();
  let go = (): void => undefined;
  store.hold = new Promise((resolve) => (go = resolve));
  store.fails = true;
  const background = tick();
  await vi.waitFor(() => expect(store.computed).toBe(1), { timeout: 30_000 });
  const page = read();
  store.hold = store.hold.then(() => void (store.fails = false));
  go();
  await expect(background).rejects.toMatchObject({ code: "QUERY_TOO_BROAD" });
  await expect(page).resolves.toBeDefined();
});

test("the background drops results that are too old for pages", async () => {
  const { store, read, tick } = openStore();
  const old = new WeakRef(await read());
  store.nowMs += 60 * minute;
  await tick();
  // References are weak from the next turn on.
  await nextTurn();
  collectGarbage();
  expect(old.deref()).toBeUndefined();
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
