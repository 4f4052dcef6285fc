// oxlint-disable unicorn/no-thenable -- query builders are what is tested
// Work that is not its span's whole story: a span that a caller holds, and promises that are more than a promise.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { activeSpan, addAttribute, counted, startSpan, trace } from "../../src/index.ts";
import { type Collected, collect } from "../collect.ts";

let sent: Collected;

beforeEach(() => {
  sent = collect();
});

afterEach(async () => {
  await sent.stop();
});

function* numbers(): Generator<number, void> {
  addAttribute("stepped", true);
  yield 1;
  yield 2;
}

test("a generator run in a held span begins nothing and ends nothing", async () => {
  const span = startSpan("held", { startTime: new Date(1000) });
  const steps = span.run(numbers);
  expect([...steps]).toEqual([1, 2]);
  expect(span.isRecording()).toBe(true);
  span.end();
  await sent.flush();
  expect(sent.spans()).toMatchObject([
    { name: "held", startMs: expect.closeTo(1000, 3) as number, attributes: { stepped: true } },
  ]);
});

test("a held span outlives what was run in it and given up", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const span = startSpan("held");
  let gone = 0;
  const registry = new FinalizationRegistry(() => gone++);
  (() => {
    const steps = span.run(numbers);
    steps.next();
    const builder = span.run(() => ({ then() {} }));
    registry.register(steps, 0);
    registry.register(builder, 0);
  })();
  await expect
    .poll(async () => {
      collectGarbage();
      await new Promise(setImmediate);
      return gone;
    })
    .toBe(2);
  expect(span.isRecording()).toBe(true);
  span.end();
  await sent.flush();
  expect(sent.spans()[0]?.attributes).toEqual({ stepped: true });
});

test("steps of a generator run in a span that is not recorded stay in its trace", async () => {
  await sent.stop();
  sent = collect({ sampler: { shouldSample: () => ({ decision: 0 }), toString: () => "none" } });
  const span = startSpan("quiet");
  const ids: (string | undefined)[] = [];
  const steps = span.run(function* () {
    ids.push(activeSpan()?.spanContext().traceId);
    yield trace("inside", () => 1);
  });
  expect([...steps]).toEqual([1]);
  expect(ids).toEqual([span.spanContext().traceId]);
  span.end();
  await sent.flush();
  expect(sent.spans()).toEqual([]);
});

/** A query as several drivers have it: a promise that runs when it is asked, with more to say than `then`. */
class Query extends Promise<number> {
  static override readonly [Symbol.species] = Promise;
  ran = false;
  override then<A, B>(
    ...handlers: [((value: number) => A | PromiseLike<A>)?, ((reason: unknown) => B | PromiseLike<B>)?]
  ): Promise<A | B> {
    this.ran = true;
    addAttribute("ran", true);
    return super.then(...handlers);
  }
  describe(): string {
    return "one number";
  }
}

test("a promise of a class with a `then` of its own stays itself, and runs only when it is asked", async () => {
  const query = new Query((resolve) => resolve(7));
  const given = trace("query", () => query);
  expect(given).toBe(query);
  expect([given.ran, given.describe()]).toEqual([false, "one number"]);
  expect(await given).toBe(7);
  await sent.flush();
  expect(sent.spans()).toMatchObject([{ name: "query", status: 0, attributes: { ran: true } }]);
});

test("a promise of another realm is a promise like any", async () => {
  const foreign = runInNewContext("(async () => 5)()") as Promise<number>;
  const given = trace("foreign", () => foreign);
  expect(given).not.toBe(foreign);
  expect(Object.hasOwn(given, "then")).toBe(false);
  expect(await given).toBe(5);
});

test("what only claims to be a generator, and a proxy that hides our `then`, are given back; the span has ended", async () => {
  const claims = { [Symbol.toStringTag]: "Generator", page: 1 };
  expect(trace("claims", () => claims)).toBe(claims);
  const refuses = Object.defineProperty({ ...claims }, "next", {
    get() {
      throw new Error("next");
    },
  });
  expect(trace("refuses", () => refuses)).toBe(refuses);
  const then = (resolve: (value: number) => void): void => resolve(7);
  const proxy = new Proxy({ then }, { get: (_target, key) => (key === "then" ? then : undefined) });
  expect(await trace("proxy", () => proxy)).toBe(7);
  await sent.flush();
  expect(sent.spans().map(({ name, status }) => [name, status])).toEqual([
    ["claims", 0],
    ["refuses", 0],
    ["proxy", 0],
  ]);
});

test("a generator that is given up before its first step has done no work, and leaves no span", async () => {
  const given = trace("given up", numbers);
  expect(given.return()).toEqual({ done: true, value: undefined });
  expect(given.next()).toEqual({ done: true, value: undefined });
  const error = new Error("no more");
  const thrown = trace("thrown at", async function* () {
    yield 1;
  });
  await expect(thrown.throw(error)).rejects.toBe(error);
  expect(await thrown.next()).toEqual({ done: true, value: undefined });
  const counts = counted(numbers, { name: "walks" })();
  counts.return();
  await sent.flush();
  expect(sent.spans()).toEqual([]);
  expect(sent.points("walks")).toEqual([]);
  expect(sent.stats().self?.spans).toEqual({ started: 0, live: 0 });
});

test("a chain of timers that never ends stays in its trace and holds none of its spans", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const spans: WeakRef<object>[] = [];
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      if (spans.length === 200) return resolve();
      trace("tick", (span) => {
        spans.push(new WeakRef(span));
        setImmediate(tick);
      });
    };
    tick();
  });
  await sent.flush();
  expect(new Set(sent.spans("tick").map(({ traceId }) => traceId)).size).toBe(1);
  await expect
    .poll(async () => {
      collectGarbage();
      await new Promise(setImmediate);
      return spans.filter((span) => span.deref() !== undefined).length;
    })
    .toBeLessThan(20);
});
