// Traces that wait for their decision, and what comes after it.
import { propagation, ROOT_CONTEXT, type Span, trace as api } from "@opentelemetry/api";
import { describe, expect, test, vi } from "vitest";
import { startSpan, trace } from "../../src/index.ts";
import { aroundEach, begin, keep, left, nothing, remoteParent, spans, stats, stop } from "./tail-setup.ts";

aroundEach();

describe("until then", () => {
  test("nothing leaves while a span is open, and a flush does not change that", async () => {
    begin({ defaultRate: 1 });
    const root = startSpan("root");
    root.trace("child", () => {});
    expect(await left()).toEqual([]);
    expect(stats()).toMatchObject({ open: 1, kept: 0 });
    expect(stats()?.heldBytes).toBeGreaterThan(0);
    root.end();
    expect(await left()).toEqual(["child", "root"]);
    expect(stats()).toMatchObject({ open: 0, heldBytes: 0, kept: 1 });
  });

  test("processors see the end of a span when its trace is kept, and never of one that is dropped", async () => {
    const ended: string[] = [];
    const processor = {
      onEnd: (span: { name: string }) => void ended.push(span.name),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    begin({ rules: [keep("errors", { error: true })], ...nothing }, { processors: [processor as never] });
    trace("good", () => {});
    const bad = startSpan("bad");
    bad.trace("child", () => {});
    expect(ended).toEqual([]);
    bad.fail(new Error("no"));
    bad.end();
    expect(ended).toEqual(["child", "bad"]);
  });

  test("the time to wait is over: decided by what is known; what ends later follows", async () => {
    begin({ rules: [keep("errors", { error: true })], ...nothing, waitMs: 5000 });
    const [good, bad] = [startSpan("good"), startSpan("bad")];
    bad.trace("child", (child) => child.setStatus({ code: 2 }));
    good.trace("child of the good one", () => {});
    vi.advanceTimersByTime(4999);
    expect(stats()).toMatchObject({ open: 2, waited: 0 });
    vi.advanceTimersByTime(1);
    expect(stats()).toMatchObject({ open: 0, waited: 2, kept: 1, dropped: 1 });
    good.setStatus({ code: 2 });
    good.end();
    bad.end();
    expect(await left()).toEqual(["child", "bad"]);
    expect(stats()?.late).toEqual({ kept: 1, dropped: 1 });
    expect((await spans())[1]?.attributes["telltale.sampling.rule"]).toBe("errors");
  });

  test("a generator is waited for from its first step on, however long it takes none", async () => {
    begin({ ...nothing, waitMs: 1000, rules: [keep("errors", { error: true })] });
    const steps = trace("read rows", function* () {
      yield 1;
      throw new Error("no more rows");
    } as () => Generator<number>);
    vi.advanceTimersByTime(5000);
    steps.next();
    vi.advanceTimersByTime(500);
    expect(() => steps.next()).toThrow("no more rows");
    expect(await left()).toEqual(["read rows"]);
    expect(stats()).toMatchObject({ waited: 0, kept: 1, dropped: 0 });
  });

  test("one whose work has not begun takes no place", async () => {
    begin({ ...nothing, maxTraces: 2, rules: [keep("errors", { error: true })] });
    const steps = trace("read rows", function* () {
      yield 1;
      throw new Error("no more rows");
    } as () => Generator<number>);
    const open = ["a", "b", "c"].map((name) => startSpan(name));
    expect(stats()).toMatchObject({ evicted: 1 });
    for (const span of open) span.end();
    expect(() => [...steps]).toThrow("no more rows");
    expect(await left()).toEqual(["read rows"]);
  });

  test("a bound is hit: the oldest is decided by the default rate, counted", async () => {
    begin({ rules: [{ name: "all", rate: 1 }], defaultRate: 0, maxTraces: 2 });
    const open = ["a", "b", "c"].map((name) => startSpan(name));
    expect(stats()).toMatchObject({ open: 2, evicted: 1, evictedBy: { traces: 1, spans: 0, bytes: 0 } });
    expect(stats()?.byRule).toEqual({ evicted: { kept: 0, dropped: 1 } });
    for (const span of open) span.end();
    expect(await left()).toEqual(["b", "c"]);
  });

  test("stop decides everything by the rules; spans that are open leave as incomplete", async () => {
    const sent = begin({ rules: [keep("errors", { error: true })], ...nothing });
    startSpan("good");
    startSpan("bad").setStatus({ code: 2 });
    await stop();
    expect(sent.spans().map(({ name }) => name)).toEqual(["bad"]);
    expect(sent.spans()[0]?.attributes["telltale.incomplete"]).toBe(true);
  });
});

describe("what comes later", () => {
  test("children of a dropped trace do not propagate that they were sampled, nor do its open spans", async () => {
    begin({ ...nothing, maxTraces: 1 });
    const open = startSpan("open");
    startSpan("pushes it out");
    const flags = (span: object): string => {
      const headers: Record<string, string> = {};
      propagation.inject(api.setSpan(ROOT_CONTEXT, span as never), headers);
      return headers["traceparent"]?.slice(-2) ?? "";
    };
    const child = startSpan("late", { parent: open });
    expect(flags(open)).toBe("02");
    expect(child.isRecording()).toBe(false);
    expect(flags(child)).toBe("02");
    expect(stats()?.late.dropped).toBe(1);
  });

  test("another call of the same trace from elsewhere follows the first one's decision", async () => {
    begin({ rules: [keep("errors", { error: true })], ...nothing });
    const call = (name: string, id: string, fails: boolean): void => {
      const span = startSpan(name, { parent: remoteParent(id) });
      if (fails) span.setStatus({ code: 2 });
      span.end();
    };
    const [one, other] = ["1".repeat(32), "2".repeat(32)];
    call("fails", one, true);
    call("follows", one, false);
    call("is fine", other, false);
    call("fails too late", other, true);
    expect(await left()).toEqual(["fails", "follows"]);
    expect(stats()?.late).toEqual({ kept: 1, dropped: 1 });
  });

  test("decisions that are forgotten are made again: the memory has a bound", async () => {
    begin({ rules: [keep("errors", { error: true })], ...nothing, maxDecisions: 2 });
    const call = (name: string, id: number, fails: boolean): void => {
      const span = startSpan(name, { parent: remoteParent(String(id).padStart(32, "0")) });
      if (fails) span.setStatus({ code: 2 });
      span.end();
    };
    call("1", 1, false);
    call("2", 2, false);
    // asked for again, it is the youngest
    call("1 again", 1, true);
    call("3", 3, false);
    call("1 once more", 1, true);
    call("2 again", 2, true);
    expect(await left()).toEqual(["2 again"]);
  });

  test("several calls of one trace at once are one decision", async () => {
    begin({ rules: [keep("errors", { error: true })], ...nothing });
    const id = "3".repeat(32);
    const one = startSpan("one", { parent: remoteParent(id) });
    const other = startSpan("other", { parent: remoteParent(id) });
    one.end();
    other.setStatus({ code: 2 });
    other.end();
    const kept = await spans();
    expect(kept.map(({ name }) => name)).toEqual(["one", "other"]);
    for (const span of kept) expect(span.attributes["telltale.sampling.rule"]).toBe("errors");
  });
});

test("of several calls of one trace at once that were to be followed any one is enough", async () => {
  begin(nothing, { sampling: { tail: nothing, debug: { secret: "made-up secret" } } });
  const tracer = api.getTracer("calls");
  const headers = { traceparent: `00-${"c".repeat(32)}-00f067aa0ba902b7-01` };
  const call = (more: object): Span =>
    tracer.startSpan("call", {}, propagation.extract(ROOT_CONTEXT, { ...headers, ...more }));
  const [first, second] = [call({}), call({ "x-telltale-debug": "made-up secret" })];
  second.end();
  first.end();
  const kept = await spans();
  expect(kept.map(({ attributes }) => attributes["telltale.sampling.rule"])).toEqual(["debug", "debug"]);
});

test("a limit of one in years keeps one, and its timer does not end at once", async () => {
  begin({ rules: [{ name: "rare", perSecond: 1e-9 }] });
  for (let at = 0; at < 5; at++) {
    trace(`a${at}`, () => {});
    vi.advanceTimersByTime(1000);
  }
  expect(await left()).toHaveLength(1);
  expect(stats()?.byRule).toEqual({ rare: { kept: 1, dropped: 4, limited: 4 } });
});

describe("a scope that is switched off", () => {
  const off = { tracers: [{ name: "noisy", enabled: false }] };
  const inside = (parent: Span): Span =>
    api.getTracer("noisy").startSpan("not made", {}, api.setSpan(ROOT_CONTEXT, parent));

  test("does not propagate that a trace was sampled once it is dropped", () => {
    begin({ ...nothing, waitMs: 1000 }, off);
    const root = startSpan("root");
    const handed = inside(root);
    vi.advanceTimersByTime(2000);
    expect(handed.spanContext()).toMatchObject({ spanId: root.spanContext().spanId, traceFlags: 2 });
    root.end();
  });

  test("hands on a span that no filter takes out then", async () => {
    const rules = [{ name: "cut", at: "end", when: { name: "middle" }, drop: true }];
    begin({}, { ...off, enrichment: { rules } as never });
    const seen: (string | undefined)[] = [];
    trace("root", () => {
      trace("middle", (middle) => void seen.push(inside(middle as never).spanContext().spanId));
      trace("middle", (middle) => {
        api
          .getTracer("other")
          .startSpan("below", {}, api.setSpan(ROOT_CONTEXT, inside(middle as never)))
          .end();
      });
    });
    const all = await spans();
    const [middle, root, below] = all;
    expect(all.map(({ name }) => name)).toEqual(["middle", "root", "below"]);
    expect(middle?.spanId).toBe(seen[0]);
    expect(below?.parentSpanId).toBe(root?.spanId);
  });
});
