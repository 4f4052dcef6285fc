// Tail sampling through the whole library: which traces leave and what they say, judged by the bytes.
import { context, propagation, ROOT_CONTEXT, trace as api } from "@opentelemetry/api";
import { describe, expect, test, vi } from "vitest";
import {
  counter,
  event,
  funnel,
  log,
  startSpan,
  trace,
  traceDatabase,
  transaction,
} from "../../src/index.ts";
import { aroundEach, begin, idOf, keep, left, nothing, remoteParent, spans, stats } from "./tail-setup.ts";

aroundEach();

describe("what a rule can ask", () => {
  const cases: readonly [string, object, () => void][] = [
    [
      "an error status, of any span",
      { error: true },
      () => trace("a", () => trace("b", (b) => b.setStatus({ code: 2 }))),
    ],
    [
      "the length of the local root",
      { slowerThanMs: 100 },
      () => trace("a", () => vi.advanceTimersByTime(101)),
    ],
    [
      "the length of any span",
      { anySpanSlowerThanMs: 100 },
      () => {
        const long = startSpan("long", { startTime: 1000 });
        long.end(1101);
      },
    ],
    [
      "an attribute of any span",
      { attributes: { tier: "vip" } },
      () => trace("a", () => trace("b", { attributes: { tier: "vip" } }, () => {})),
    ],
    [
      "a transaction that failed",
      { transaction: { type: "purchase", outcome: "failed" } },
      () => void transaction("purchase", {}, (tx) => tx.fail("declined")),
    ],
    [
      "a transaction of a great amount",
      { transaction: { minAmount: 500 } },
      () => void transaction("purchase", { amount: "1234567.89", currency: "EUR" }, () => {}),
    ],
    [
      "a journey",
      { journey: "signup" },
      () => trace("a", () => funnel("signup", ["form", "done"]).step("form", { user: "u1" })),
    ],
    ["the number of spans", { minSpans: 3 }, () => trace("a", () => trace("b", () => trace("c", () => {})))],
    [
      "the severity of a log record",
      { logSeverity: "warn" },
      () => trace("a", () => trace("b", () => log.warn("low stock"))),
    ],
    [
      "a function",
      ((facts: { spanCount: number }) => facts.spanCount === 2) as never,
      () => trace("a", () => trace("b", () => {})),
    ],
  ];
  test.each(cases)("%s", async (_name, when, work) => {
    begin({ rules: [keep("asked", when)], ...nothing });
    trace("other", () => log.info("nothing special"));
    work();
    const names = await left();
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain("other");
    expect(stats()?.byRule["asked"]).toEqual({ kept: 1, dropped: 0 });
    expect(stats()?.byRule["default"]).toEqual({ kept: 0, dropped: 1 });
  });

  test("raw values, though they leave redacted", async () => {
    begin({ rules: [keep("asked", { attributes: { password: "hunter2" } })], ...nothing });
    trace("login", { attributes: { password: "hunter2" } }, () => {});
    const [span] = await spans();
    expect(span?.name).toBe("login");
    expect(JSON.stringify(span?.attributes)).not.toContain("hunter2");
  });

  test("a function that makes spans itself, and one that throws", async () => {
    begin({
      rules: [
        keep("bad", (() => {
          throw new Error("bad rule");
        }) as never),
        keep("nosy", (() => trace("inside a rule", (span) => span.isRecording())) as never),
      ],
      defaultRate: 1,
    });
    trace("work", () => {});
    expect(await left()).toEqual(["work"]);
  });
});

describe("the decision", () => {
  test("a command that is there to wait is not slow, as a root or below one", async () => {
    begin({
      rules: [keep("slow", { any: [{ slowerThanMs: 100 }, { anySpanSlowerThanMs: 100 }] })],
      ...nothing,
    });
    for (const query of ["BLPOP jobs 5", "LPOP jobs"])
      traceDatabase({ system: "redis", query }, () => vi.advanceTimersByTime(101));
    expect(await left()).toEqual(["LPOP"]);
  });

  test("the highest priority that matches decides, of equals the first", async () => {
    begin({
      rules: [
        { name: "low", rate: 0, priority: 1 },
        { name: "first", rate: 1, priority: 5 },
        { name: "second", rate: 0, priority: 5 },
      ],
    });
    trace("work", () => {});
    expect(await left()).toEqual(["work"]);
    expect(stats()?.byRule).toEqual({ first: { kept: 1, dropped: 0 } });
  });

  test("comes from the trace id: at the threshold it is kept, below it is not", async () => {
    begin({ defaultRate: 0.25 });
    const least = 3n << 54n;
    for (const r of [least - 1n, least, (1n << 56n) - 1n])
      startSpan(`r ${r - least}`, { parent: remoteParent(idOf(r)) }).end();
    expect((await left()).length).toBe(2);
    expect((await spans()).map(({ traceState }) => traceState)).toEqual(["ot=th:c", "ot=th:c"]);
  });

  test("explicit randomness counts in place of the id's", async () => {
    begin({ defaultRate: 0.5 });
    startSpan("low", {
      parent: remoteParent(idOf((1n << 56n) - 1n), "01", "ot=rv:00000000000001"),
    }).end();
    startSpan("high", { parent: remoteParent(idOf(0n), "01", "ot=rv:ffffffffffffff") }).end();
    expect(await left()).toEqual(["high"]);
  });

  test("rule and rate are on the local roots, the threshold on every span", async () => {
    begin({ rules: [{ name: "all", rate: 1 }] });
    trace("root", () => trace("child", () => {}));
    const [child, root] = await spans();
    expect(root?.attributes).toEqual({ "telltale.sampling.rule": "all", "telltale.sampling.rate": 1 });
    expect(child?.attributes).toEqual({});
    expect([root?.traceState, child?.traceState]).toEqual(["ot=th:0", "ot=th:0"]);
  });

  test("the higher of the thresholds of head and tail stays, others' entries too", async () => {
    begin({ defaultRate: 0.5 });
    const high = idOf((1n << 56n) - 1n);
    startSpan("by the head", { parent: remoteParent(high, "01", "ot=th:c,other=1") }).end();
    startSpan("by the tail", {
      parent: remoteParent(idOf((1n << 56n) - 2n), "01", "other=1,ot=th:4"),
    }).end();
    const states = new Map((await spans()).map(({ name, traceState }) => [name, traceState]));
    expect(states.get("by the head")).toBe("ot=th:c,other=1");
    expect(states.get("by the tail")).toBe("ot=th:8,other=1");
  });

  test("no threshold is written of what a limit at the head has cut, also under a parent elsewhere", async () => {
    const head = [{ name: "few", when: { parent: "remote" } as const, perSecond: 10 }];
    begin({}, { sampling: { head, tail: {} } });
    const tracer = api.getTracer("calls");
    for (let n = 0n; n < 40n; n++) {
      if (n === 30n) vi.advanceTimersByTime(300);
      // of so much randomness that every rate keeps it
      const parent = remoteParent(idOf((1n << 56n) - 1n - n));
      tracer.startSpan("call", {}, api.setSpan(ROOT_CONTEXT, parent)).end();
    }
    const states = (await spans()).map(({ traceState }) => traceState !== "");
    expect(states).toEqual([...Array.from({ length: 10 }, () => true), false, false, false]);
  });

  test("while nothing is decided others hear of the head's threshold only", () => {
    begin({ defaultRate: 1 });
    const headers: Record<string, string> = {};
    trace("root", () => propagation.inject(context.active(), headers));
    expect(headers["traceparent"]?.slice(-2)).toBe("03");
    expect(headers["tracestate"]).toBeUndefined();
  });
});

test("business records, log records and metrics of a dropped trace are exact", async () => {
  const sent = begin(nothing);
  for (let i = 0; i < 50; i++) {
    transaction("purchase", { id: `o${i}`, amount: 10, currency: "EUR" }, () => {
      log.info("paid");
      event("receipt.sent");
      counter("shop.receipts").add(1);
    });
  }
  expect(await spans()).toEqual([]);

  const names = sent.logs().map(({ eventName }) => eventName);
  expect(names.filter((name) => name === "telltale.transaction.ended").length).toBe(50);
  expect(names.filter((name) => name === "receipt.sent").length).toBe(50);
  expect(sent.logs().filter(({ body }) => body === "paid").length).toBe(50);
  const sum = (name: string): unknown => sent.metrics().find((metric) => metric.name === name)?.points[0];
  expect(sum("telltale.transaction.count")).toMatchObject({ value: 50 });
  expect(sum("shop.receipts")).toMatchObject({ value: 50 });
});

test("figures leave with the metrics", async () => {
  const sent = begin({ rules: [keep("errors", { error: true })], ...nothing }, { selfMetrics: true });
  trace("good", () => {});
  expect(() =>
    trace("bad", () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  startSpan("open");
  await spans();
  const points = (name: string): unknown[] =>
    (sent.metrics().find((metric) => metric.name === name)?.points ?? []).map((point) => {
      const { attributes, value } = point as unknown as { attributes: object; value: unknown };
      return [attributes, Number(value)];
    });
  expect(points("telltale.sampling.traces")).toEqual([
    [
      {
        "telltale.sampling.stage": "tail",
        "telltale.sampling.rule": "errors",
        "telltale.sampling.decision": "kept",
      },
      1,
    ],
    [
      {
        "telltale.sampling.stage": "tail",
        "telltale.sampling.rule": "default",
        "telltale.sampling.decision": "dropped",
      },
      1,
    ],
  ]);
  expect(points("telltale.sampling.open")).toEqual([[{}, 1]]);
});

test.each([
  [{ rules: {} }, "sampling.tail.rules"],
  [{ rules: [{ name: "a", rate: 2 }] }, "sampling.tail.rules[0].rate"],
  [{ rules: [{ name: "default", rate: 1 }] }, "sampling.tail.rules[0].name"],
  [
    {
      rules: [
        { name: "a", rate: 1 },
        { name: "a", rate: 1 },
      ],
    },
    "sampling.tail.rules[1].name",
  ],
  [{ rules: [{ name: "a", perSecond: 0 }] }, "sampling.tail.rules[0].perSecond"],
  [{ rules: [{ name: "a", rate: 1, when: { eror: true } }] }, "sampling.tail.rules[0].when.eror"],
  [{ defaultRate: -0.1 }, "sampling.tail.defaultRate"],
  [{ waitMs: 0 }, "sampling.tail.waitMs"],
  [{ maxBytes: 1.5 }, "sampling.tail.maxBytes"],
  [{ maxDecisions: 2 ** 24 + 1 }, "sampling.tail.maxDecisions"],
  [{ rules: [{ name: "a", perSecond: 0.5 }], budget: { perSecond: 10 } }, "sampling.tail.rules[0].perSecond"],
  [{ budget: { perSecond: 10, shares: { nobody: 0.5 } } }, "sampling.tail.budget.shares.nobody"],
  [{ budget: { perSecond: 10, shares: { default: 1.5 } } }, "sampling.tail.budget.shares.default"],
  [{ wait: 5 }, "sampling.tail.wait"],
])("what cannot be used is refused by its place: %j", (tail, place) => {
  expect(() => begin(tail as never)).toThrow(
    expect.objectContaining({ code: "TT_RULE", message: expect.stringContaining(place) }),
  );
});
