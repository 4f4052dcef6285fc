// What metrics by hand become on the wire: timers with their outcomes, bound handles, and whatever makes no sense.
import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, type Collected, type SentPoint } from "../test/collect.ts";
import {
  counter,
  event,
  gauge,
  histogram,
  observable,
  observeTogether,
  outcomeOf,
  start,
  timer,
  trace,
  upDownCounter,
} from "./index.ts";
import { countReports } from "../test/contract/count-reports.ts";

let sent: Collected;
beforeEach(() => {
  sent = collect();
});
afterEach(async () => sent.stop());

async function points(name: string): Promise<SentPoint[]> {
  await sent.flush();
  return sent.points(name);
}

async function attributesOf(name: string): Promise<unknown[]> {
  return (await points(name)).map((point) => point.attributes);
}

const boom = new TypeError("boom");
const completed = { outcome: "success" };
const failed = { outcome: "failure", "error.type": "TypeError" };

test("time records the outcome, and returns or throws what the function does", async () => {
  const duration = timer("t.outcome");
  expect(duration.time(() => 42)).toBe(42);
  expect(await duration.time(async () => 43, { plan: "pro" })).toBe(43);
  const fail = (): never => {
    throw boom;
  };
  expect(() => duration.time(fail)).toThrow(boom);
  await expect(duration.time(async () => fail())).rejects.toBe(boom);
  const known = await points("t.outcome");
  expect(known.map((point) => [point.attributes, point.count])).toEqual([
    [completed, 1],
    [{ ...completed, plan: "pro" }, 1],
    [failed, 2],
  ]);
  expect(known[0]).toMatchObject({ unit: "s", kind: "histogram" });
});

test("time waits for thenables and generators, and keeps a promise's class", async () => {
  class Query extends Promise<number> {}
  const duration = timer("t.kinds");
  expect(duration.time(() => new Query((resolve) => resolve(1)))).toBeInstanceOf(Query);
  let asked = 0;
  const builder = {
    // oxlint-disable-next-line unicorn/no-thenable -- as query builders are
    then(give: (value: number) => void) {
      asked++;
      give(7);
    },
  };
  const same = duration.time(() => builder, { kind: "builder" });
  expect([same === builder, asked]).toEqual([true, 0]);
  expect(await (same as unknown as Promise<number>)).toBe(7);
  const generated = duration.time(
    function* () {
      yield 1;
      throw boom;
    },
    { kind: "generator" },
  );
  expect(() => [...generated]).toThrow(boom);
  expect(await attributesOf("t.kinds")).toEqual([
    completed,
    { ...completed, kind: "builder" },
    { ...failed, kind: "generator" },
  ]);
});

test("what the caller says of the outcome wins", async () => {
  timer("t.own").time(() => {}, { outcome: "declined" });
  expect(await attributesOf("t.own")).toEqual([{ outcome: "declined" }]);
});

test("a stopwatch records once, by call or at the end of its block", async () => {
  const duration = timer("t.watch");
  const stop = duration.start();
  const seconds = stop({ way: "call" });
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(stop({ way: "again" })).toBe(seconds);
  stop[Symbol.dispose]();
  {
    using watch = duration.start();
    void watch;
  }
  expect((await points("t.watch")).map((point) => [point.attributes, point.count])).toEqual([
    [{ way: "call" }, 1],
    [{}, 1],
  ]);
});

test("a timer is in seconds, whatever its options say", async () => {
  for (const [at, unit] of [undefined, "ms"].entries()) timer(`t${at}`, { unit } as object).record(1);
  expect([...(await points("t0")), ...(await points("t1"))].map(({ unit }) => unit)).toEqual(["s", "s"]);
});

test("a bound timer has its attributes on every way", async () => {
  const pro = timer("t.bound").with({ plan: "pro" });
  pro.record(0.5);
  pro.time(() => {});
  pro.start()({ step: "pay" });
  expect(await attributesOf("t.bound")).toEqual([
    { plan: "pro" },
    { plan: "pro", ...completed },
    { plan: "pro", step: "pay" },
  ]);
});

test("a counter says how it went with the same words", async () => {
  const mails = counter("mail.sent");
  mails.add(1, { ...outcomeOf(), provider: "p1" });
  mails.add(1, outcomeOf(boom));
  mails.add(1, outcomeOf(Object.assign(new Error("x"), { code: "ECONNRESET" })));
  expect(await attributesOf("mail.sent")).toEqual([
    { ...completed, provider: "p1" },
    failed,
    { outcome: "failure", "error.type": "ECONNRESET" },
  ]);
});

test("an invalid measurement is left out and counted", async () => {
  const instruments = [counter("bad"), histogram("bad.h"), timer("bad.t"), upDownCounter("bad.u")];
  const measure = instruments.map((one) => ("add" in one ? one.add : one.record));
  const noNumber = ["7", null, {}, 7n, Symbol("s")] as unknown as number[];
  const wrong = [Number.NaN, Infinity, ...noNumber];
  for (const record of measure) for (const value of wrong) record(value, { a: 1 });
  // NaN and the infinities are values of a gauge
  for (const value of noNumber) gauge("bad.g").set(value, { a: 1 });
  for (const bound of [counter("bad").with({}), upDownCounter("bad.u").with({})])
    for (const value of wrong) bound.add(value);
  counter("bad").add(-1);
  timer("bad.t").record(-1);
  await sent.flush();
  expect(["bad", "bad.h", "bad.g", "bad.t", "bad.u"].flatMap((name) => sent.points(name))).toEqual([]);
  expect(sent.stats().reports["measurement_invalid"]).toBeGreaterThanOrEqual(49);
});

test("`add` of a bound counter that is called by itself is counted; other methods need no handle", async () => {
  const detached = countReports("method_detached");
  const { add } = counter("alone").with({ plan: "pro" });
  add(1);
  const { set } = gauge("alone.gauge").with({ plan: "pro" });
  set(1);
  expect((await points("alone.gauge")).map(({ value }) => value)).toEqual([1]);
  expect([sent.points("alone").length, detached()]).toEqual([0, 1]);
});

test("a callback of several instruments is given the one function that takes their values", async () => {
  const used = observable("gauge", "pool.used");
  const given: unknown[][] = [];
  const { stop } = observeTogether((...args) => {
    given.push(args);
    args[0](used, 3);
  });
  expect((await points("pool.used")).map(({ value }) => value)).toEqual([3]);
  stop();
  expect(given).toEqual([[expect.any(Function)]]);
});

test("while telemetry runs a wrong name or wrong buckets are counted, and the rest works", async () => {
  const [names, buckets] = [countReports("TT_INSTRUMENT_NAME"), countReports("TT_BUCKETS")];
  counter("1st").add(1);
  gauge("", {}, () => 1).stop();
  timer(undefined as never).time(() => {});
  const nameless = observable("gauge", "a b");
  observeTogether((observe) => observe(nameless, 1)).stop();
  histogram("odd.buckets", { buckets: [2, 1] }).record(1);
  counter("odd.options", null as never).add(1);
  counter("odd.unit", { unit: 7 as never }).add(1);
  expect((await points("odd.buckets")).length).toBe(1);
  expect([sent.points("odd.options").length, sent.points("odd.unit")[0]?.unit]).toEqual([1, ""]);
  expect([names(), buckets()]).toEqual([4, 1]);
});

test("while it is off they throw", async () => {
  await sent.stop();
  expect(() => counter("1st")).toThrow(/TT_INSTRUMENT_NAME|Cannot name an instrument `1st`/);
  expect(() => histogram("h", { buckets: [2, 1] })).toThrow("Cannot use `[2,1]` as buckets of `h`");
  expect(timer("off").time(() => 1)).toBe(1);
});

test("a named event is a record of that name on the active span; one without a name is still sent", async () => {
  const nameless = countReports("event_name_invalid");
  trace("shopping", () => event("cart.abandoned", { "cart.items": 3 }));
  event("" as never, { a: 1 });
  event(undefined as never);
  await sent.flush();
  const [first] = sent.records("cart.abandoned");
  expect(first).toMatchObject({ spanId: sent.spans("shopping")[0]?.spanId, attributes: { "cart.items": 3 } });
  expect(sent.records("unnamed").length).toBe(2);
  expect(nameless()).toBe(2);
});

test("handles live on from one start to the next", async () => {
  const orders = counter("again");
  const pro = orders.with({ plan: "pro" });
  pro.add(1);
  await sent.stop();
  pro.add(1);
  sent = collect();
  pro.add(1);
  orders.add(2, { plan: "pro" });
  expect((await points("again")).map((point) => point.value)).toEqual([3]);
  expect(() => start()).toThrow("twice");
});
