// Specification: metrics/api, Asynchronous instrument API: callbacks are bounded in time, do not get in each other's way and
// never reach the application.
import { type BatchObservableResult, diag, metrics } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gauge, type Telltale } from "../../src/index.ts";
import { createMeters, type Meters } from "../../src/engine/meter/meters.ts";
import type { Collection } from "../../src/engine/metrics/collection.ts";
import { type Captured, startCaptured, values } from "./capture.ts";

let telemetry: Telltale;
let captured: Captured;

beforeEach(() => {
  ({ telemetry, captured } = startCaptured());
});
afterEach(async () => telemetry.stop());

const reports = (code: string): number => telemetry.stats().reports[code] ?? 0;

function fail(): never {
  throw new Error("no");
}

test("a callback that throws or rejects is counted; the others are heard", async () => {
  const before = reports("observer_failed");
  const all = [
    gauge("throws", {}, fail),
    gauge("rejects", {}, async () => fail()),
    gauge("fine", {}, () => 1),
  ];
  const meter = metrics.getMeter("m");
  meter.createObservableGauge("theirs").addCallback(fail);
  await telemetry.flush();
  expect(captured.last().map((metric) => metric["name"])).toEqual(["fine"]);
  expect(reports("observer_failed")).toBe(before + 3);
  for (const one of all) one.stop();
});

function direct(): { meters: Meters; names(collection: Collection): string[] } {
  const meters = createMeters({ views: [], cardinality: () => 2000, exemplars: "trace_based" });
  return { meters, names: ({ scopes }) => scopes.flatMap(({ metrics: all }) => all.map(({ name }) => name)) };
}

const observed = (name: string) => ({ kind: "observedGauge", name, unit: "", description: "" }) as const;

test("a callback that hangs costs its time only, is not asked again while it hangs, and what it says late is left out", async () => {
  const { meters, names } = direct();
  const reader = meters.addReader();
  const meter = meters.meter("m", "", "");
  const [slow, fast] = [meter.instrument(observed("slow")), meter.instrument(observed("fast"))];
  let release: (() => void) | undefined;
  let asked = 0;
  let answer: Promise<void> = Promise.resolve();
  meters.observers.add((observe) => {
    asked++;
    observe(slow, 1);
    answer = (async () => {
      await new Promise<void>((resolve) => (release = resolve));
      observe(slow, 2, { late: true });
    })();
    return answer;
  });
  meters.observers.add((observe) => observe(fast, 1));
  const late = reports("observer_late");
  // ends although `release` was not called yet
  const first = await reader.collect(20);
  expect(names(first)).toEqual(["slow", "fast"]);
  expect(first.points).toBe(2);
  expect(first.errors).toHaveLength(1);
  expect(reports("observer_late")).toBe(late + 1);
  // it still hangs: not asked, and the collection does not wait
  const second = await reader.collect(10_000);
  expect(names(second)).toEqual(["fast"]);
  expect(asked).toBe(1);
  const tooLate = reports("observation_late");
  release?.();
  await answer;
  expect(reports("observation_late")).toBe(tooLate + 1);
  const third = reader.collect(10_000);
  await Promise.resolve();
  release?.();
  expect(names(await third)).toEqual(["slow", "fast"]);
  expect(asked).toBe(2);
});

test("readers that collect at the same time do not mix their observations", async () => {
  const { meters } = direct();
  const [a, b] = [meters.addReader(), meters.addReader()];
  const instrument = meters.meter("m", "", "").instrument({ ...observed("n"), kind: "observedCounter" });
  let call = 0;
  meters.observers.add(async (observe) => {
    const mine = ++call;
    await new Promise((resolve) => setImmediate(resolve));
    observe(instrument, mine, { [`call${mine}`]: true });
  });
  const [first, second] = await Promise.all([a.collect(), b.collect()]);
  const seen = [first, second].map((one) =>
    one?.scopes[0]?.metrics[0]?.data.points.map(({ attributes }) => attributes.list[0]),
  );
  expect(seen).toEqual([["call1"], ["call2"]]);
});

test("collections of one reader come one after the other; those who come meanwhile share the next", async () => {
  const { meters } = direct();
  const reader = meters.addReader();
  const instrument = meters.meter("m", "", "").instrument(observed("n"));
  let running = 0;
  let asked = 0;
  meters.observers.add(async (observe) => {
    expect(++running).toBe(1);
    asked++;
    await new Promise((resolve) => setImmediate(resolve));
    observe(instrument, asked);
    running--;
  });
  const all = await Promise.all(Array.from({ length: 20 }, async () => reader.collect()));
  expect(asked).toBe(2);
  expect(new Set(all).size).toBe(2);
});

test("what is no longer observed no longer leaves", async () => {
  let present = ["a", "b"];
  const observation = gauge("jobs", {}, () => present.map((queue) => ({ value: 1, attributes: { queue } })));
  await telemetry.flush();
  present = ["b"];
  await telemetry.flush();
  expect(values(captured.points("jobs"))).toEqual([[{ queue: "b" }, 1]]);
  observation.stop();
});

test("batch callbacks are known by function and instruments; strangers are not written to", async () => {
  const meter = metrics.getMeter("m");
  const a = meter.createObservableGauge("batch.a");
  const b = meter.createObservableCounter("batch.b");
  const foreign = metrics.getMeter("other").createObservableGauge("foreign");
  let asked = 0;
  const callback = (result: BatchObservableResult): void => {
    asked++;
    result.observe(a, 1);
    result.observe(b, 2);
    result.observe(foreign, 3);
  };
  meter.addBatchObservableCallback(callback, [a, b]);
  meter.addBatchObservableCallback(callback, [b, a]);
  await telemetry.flush();
  expect(asked).toBe(1);
  expect(captured.last().map((metric) => metric["name"])).toEqual(["batch.a", "batch.b"]);
  meter.addBatchObservableCallback(callback, [a]);
  await telemetry.flush();
  expect(asked).toBe(3);
  meter.removeBatchObservableCallback(callback, [a]);
  await telemetry.flush();
  expect(asked).toBe(4);
  meter.removeBatchObservableCallback(callback, [b, a]);
  await telemetry.flush();
  expect(asked).toBe(4);
});

test("a view that takes attributes away adds observed sums up", async () => {
  await telemetry.stop();
  ({ telemetry, captured } = startCaptured({
    views: [{ instrumentName: "cpu", attributes: { exclude: ["core"] } }],
  }));
  const meter = metrics.getMeter("m");
  meter.createObservableCounter("cpu").addCallback((result) => {
    for (let core = 0; core < 4; core++) result.observe(10, { core, mode: "user" });
  });
  for (let round = 0; round < 2; round++) {
    await telemetry.flush();
    expect(values(captured.points("cpu"))).toEqual([[{ mode: "user" }, 40]]);
  }
});

test("a callback that holds the process up is counted", async () => {
  const before = reports("observer_slow");
  const said = vi.fn<(line: string) => void>();
  diag.setLogger({ error: said, warn: said, info: said, debug: said, verbose: said });
  const slow = gauge("slow", {}, () => {
    const until = performance.now() + 110;
    while (performance.now() < until);
    return 1;
  });
  await telemetry.flush();
  slow.stop();
  expect(captured.points("slow")).toHaveLength(1);
  expect(reports("observer_slow")).toBeGreaterThan(before);
  diag.disable();
  expect(said.mock.calls.flat().join(" ")).toMatch(/observer_slow .*: slow/);
});

test("whatever the API is handed, nothing is thrown", async () => {
  const meter = metrics.getMeter(
    "hostile",
    5n as never,
    { attributes: { big: 5n, cycle: metrics } } as never,
  );
  const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
  meter.createCounter("a", hostile).add(1);
  meter.createCounter("hostile.attributes").add(1, hostile);
  meter.createHistogram(hostile as never).record(1);
  meter.createObservableGauge("b").addCallback(5 as never);
  meter.addBatchObservableCallback(5 as never, undefined as never);
  meter.removeBatchObservableCallback(5 as never, undefined as never);
  metrics.getMeter(hostile as never, hostile as never, undefined);
  meter.createGauge("c").record(1, {
    get a() {
      return fail();
    },
  } as never);
  await telemetry.flush();
  // callbacks of the API live on from one start to the next
  expect(captured.last().filter((metric) => metric["name"] !== "cpu")).toEqual([]);
});
