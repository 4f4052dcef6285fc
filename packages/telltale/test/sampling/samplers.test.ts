// Samplers, clause by clause of the trace SDK specification.
import { createTraceState, SpanKind, type TraceState } from "@opentelemetry/api";
import { AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import { isTelemetryError, start, startSpan, trace } from "../../src/index.ts";
import {
  alwaysOff,
  alwaysOn,
  alwaysRecord,
  annotating,
  composableAlwaysOff,
  composableAlwaysOn,
  composableRules,
  compositeSampler,
  consistentProbability,
  parentBased,
  parentThreshold,
  probability,
  ruleBased,
  traceIdRatio,
} from "../../src/otel/index.ts";
import { formatThreshold, parseThreshold, thresholdOf } from "../../src/sampling/threshold.ts";
import { describeSampler, parents, question, sampled, traceIdOf } from "./describe-sampler.ts";

const max = (1n << 56n) - 1n;

describeSampler("always on", alwaysOn);
describeSampler("always off", alwaysOff);
describeSampler("trace id ratio", () => traceIdRatio(0.5));
describeSampler("parent based", () => parentBased({ root: traceIdRatio(0.5) }));
describeSampler("parent based, all delegates", () =>
  parentBased({
    root: alwaysOff(),
    remoteParentSampled: alwaysOff(),
    remoteParentNotSampled: alwaysOn(),
    localParentSampled: traceIdRatio(0.5),
    localParentNotSampled: alwaysRecord(alwaysOff()),
  }),
);
describeSampler("always record", () => alwaysRecord(alwaysOff()));
describeSampler("rule based", () =>
  ruleBased({ rules: [{ when: { parent: "remote" }, sampler: alwaysOff() }], otherwise: alwaysOn() }),
);
describeSampler("consistent probability", () => consistentProbability(0.5));
describeSampler("of the stock SDK", () => new ParentBasedSampler({ root: new AlwaysOnSampler() }) as never);
describeSampler("ratio of the stock SDK", () => new TraceIdRatioBasedSampler(0.5) as never);

test("parent based: each of the five cases asks its delegate", () => {
  const five = {
    root: "root",
    remoteParentSampled: "remote sampled",
    remoteParentNotSampled: "remote not",
    localParentSampled: "local sampled",
    localParentNotSampled: "local not",
  };
  const asked: string[] = [];
  const named = (name: string) => ({
    shouldSample: () => {
      asked.push(name);
      return { decision: 0 };
    },
    toString: () => name,
  });
  const delegates = Object.fromEntries(Object.entries(five).map(([key, name]) => [key, named(name)]));
  const sampler = parentBased(delegates as never);
  for (const parent of parents) question(sampler, traceIdOf(1n), parent);
  expect(asked).toEqual(Object.values(five));
});

test.each([
  [0, [max], []],
  [1, [], [0n, max]],
  [0.5, [(1n << 55n) - 1n], [1n << 55n]],
  [0.25, [(3n << 54n) - 1n], [3n << 54n]],
  [2 ** -56, [max - 1n], [max]],
])("trace id ratio %d: the last id that is dropped, the first that is kept", (share, dropped, kept) => {
  const sampler = traceIdRatio(share);
  for (const r of dropped) expect(question(sampler, traceIdOf(r)).decision).toBe(0);
  for (const r of kept) expect(question(sampler, traceIdOf(r)).decision).toBe(2);
});

test.each([-0.1, 1.1, Number.NaN, "0.5"])("the share %s is refused", (share) => {
  for (const make of [traceIdRatio, probability]) {
    let caught: unknown;
    try {
      make(share as number);
    } catch (error) {
      caught = error;
    }
    expect(isTelemetryError(caught) && caught.code).toBe("TT_SAMPLE_RATIO");
  }
});

test.each([
  [1, "0"],
  [0.5, "8"],
  [0.25, "c"],
  [0.75, "4"],
  [0.1, "e666"],
  [0.01, "fd70a"],
  [2 ** -56, "ffffffffffffff"],
])("the threshold of %d is th:%s", (share, th) => {
  expect(formatThreshold(thresholdOf(share))).toBe(th);
  expect(parseThreshold(th)).toBe(thresholdOf(share));
});

test("a smaller share lies inside a larger one, by every sampler of shares", () => {
  const rows = Array.from({ length: 300 }, (_, index) => traceIdOf((BigInt(index) * max) / 299n));
  for (const make of [traceIdRatio, consistentProbability]) {
    const kept = (share: number) => rows.filter((id) => question(make(share), id).decision === 2);
    expect(kept(0.5)).toEqual(expect.arrayContaining(kept(0.1)));
    expect(kept(0.1).length).toBeGreaterThan(20);
    expect(kept(0.1).length).toBeLessThan(40);
  }
});

const stateOf = (state: TraceState | undefined): string => state?.serialize() ?? "";

test("consistent probability: a root's threshold is written, what is dropped has none", () => {
  const sampler = consistentProbability(0.25);
  expect(stateOf(question(sampler, traceIdOf(max)).traceState)).toBe("ot=th:c");
  expect(stateOf(question(sampler, traceIdOf(0n)).traceState)).toBe("");
});

test("consistent probability: explicit randomness counts before the trace id, and goes on", () => {
  const sampler = compositeSampler(probability(0.25));
  const kept = { sampled: false, remote: true, state: "ot=rv:c0000000000000,x=1" };
  const result = question(sampler, traceIdOf(0n), kept);
  expect(result.decision).toBe(2);
  expect(stateOf(result.traceState)).toBe("ot=th:c;rv:c0000000000000,x=1");
  const dropped = { sampled: true, remote: true, state: "ot=th:0;rv:bfffffffffffff;a:b" };
  expect(stateOf(question(sampler, traceIdOf(max), dropped).traceState)).toBe("ot=rv:bfffffffffffff;a:b");
});

test("consistent probability: a child follows the parent's threshold, not the share", () => {
  const sampler = consistentProbability(0.01);
  const child = { sampled: true, remote: true, state: "ot=th:8" };
  const result = question(sampler, traceIdOf(1n << 55n), child);
  expect([result.decision, stateOf(result.traceState)]).toEqual([2, "ot=th:8"]);
  expect(question(sampler, traceIdOf((1n << 55n) - 1n), child).decision).toBe(0);
});

test("a parent without a threshold: its flag counts, and no threshold is made up", () => {
  const sampler = compositeSampler(parentThreshold(composableAlwaysOff()));
  const result = question(sampler, traceIdOf(0n), { sampled: true, remote: true, state: "x=1" });
  expect([result.decision, stateOf(result.traceState)]).toEqual([2, "x=1"]);
  expect(question(sampler, traceIdOf(max), { sampled: false, remote: true }).decision).toBe(0);
});

test.each(["ot=th:zz", "ot=th:123456789abcdef", "ot=rv:12", "ot=;;;", `ot=${"a".repeat(300)}`])(
  "an unreadable %s is passed over",
  (state) => {
    const result = question(compositeSampler(composableAlwaysOn()), traceIdOf(0n), {
      sampled: true,
      remote: true,
      state,
    });
    expect([result.decision, stateOf(result.traceState)]).toEqual([2, "ot=th:0"]);
  },
);

test("composable rules: the first that fits; attributes of the annotating one are put on", () => {
  const sampler = compositeSampler(
    composableRules([
      {
        when: (_context, _id, name) => name === "a",
        sampler: annotating({ why: "a" }, composableAlwaysOn()),
      },
      { when: () => true, sampler: composableAlwaysOff() },
    ]),
  );
  expect(question(sampler, traceIdOf(1n), undefined, "a")).toMatchObject({
    decision: 2,
    attributes: { why: "a" },
  });
  expect(question(sampler, traceIdOf(1n), undefined, "b").decision).toBe(0);
});

test("rule based: names by pattern, kinds, attributes and parents", async () => {
  const sampler = ruleBased({
    rules: [
      { when: { name: ["/health", "/ready*"] }, sampler: alwaysOff() },
      { when: { kind: "client", attributes: { "peer.kind": "cache" } }, sampler: alwaysOff() },
      { when: { kind: SpanKind.PRODUCER }, sampler: alwaysOff() },
      { when: (_context, _id, name) => name === "own", sampler: alwaysOff() },
    ],
    otherwise: alwaysOn(),
  });
  const left = await sampled(sampler, () => {
    for (const name of ["/health", "/healthy", "/ready?x", "own", "kept"]) trace(name, () => {});
    startSpan("get", { kind: 2, attributes: { "peer.kind": "cache" } }).end();
    startSpan("query", { kind: "client", attributes: { "peer.kind": "db" } }).end();
    startSpan("send", { kind: "producer" }).end();
  });
  expect(left.map((span) => span.name)).toEqual(["/healthy", "kept", "query"]);
});

test("rejects a rule with an unknown kind", () => {
  const rules = [{ when: { kind: "rpc" as "client" }, sampler: alwaysOff() }];
  expect(() => ruleBased({ rules, otherwise: alwaysOn() })).toThrow(
    "Cannot use `rpc` as `when.kind`: expected one of internal, server, client, producer, consumer, or a SpanKind of OpenTelemetry.",
  );
});

test("attributes and trace state of the decision are on the span; its children carry the state on", async () => {
  const left = await sampled(
    parentBased({
      root: {
        shouldSample: () => ({
          decision: 2,
          attributes: { "sampling.rule": "all" },
          traceState: createTraceState("a=1"),
        }),
        toString: () => "Own",
      },
    }),
    () => trace("root", () => trace("child", () => {})),
  );
  expect(left.map((span) => [span.name, span.attributes, span.traceState])).toEqual([
    ["child", {}, "a=1"],
    ["root", { "sampling.rule": "all" }, "a=1"],
  ]);
});

test("a sampler sees name, kind, the first attributes and the links", async () => {
  const seen: unknown[] = [];
  const other = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 };
  await sampled(
    {
      shouldSample: (_context, _id, name, kind, attributes, links) => {
        seen.push([name, kind, attributes, links.length]);
        return { decision: 2 };
      },
      toString: () => "Spy",
    },
    () => startSpan("n", { kind: 3, attributes: { a: 1 }, links: [{ context: other }] }).end(),
  );
  expect(seen).toEqual([["n", 3, { a: 1 }, 1]]);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
  ["answers with nonsense", () => ({ decision: 9 })],
  ["answers with nothing", () => undefined],
])("a sampler that %s drops the span, and is counted", async (_name, shouldSample) => {
  const telemetry = start({
    exporters: [],
    handleExit: false,
    sampler: { shouldSample: shouldSample as never },
  });
  const before = telemetry.stats().reports["sampler_failed"] ?? 0;
  expect(trace("s", (span) => span.isRecording())).toBe(false);
  expect(telemetry.stats().reports["sampler_failed"]).toBe(before + 1);
  await telemetry.stop();
});

test.each([
  ["always_off", undefined, false, false],
  ["always_on", undefined, true, true],
  ["traceidratio", "0", false, false],
  ["parentbased_always_off", undefined, false, true],
  ["parentbased_traceidratio", "0", false, true],
  ["parentbased_traceidratio", "nonsense", true, true],
  ["parentbased_always_on", undefined, true, true],
  ["unknown", undefined, true, true],
])(
  "OTEL_TRACES_SAMPLER=%s with %s: roots %s, children of sampled parents %s",
  async (name, arg, root, child) => {
    process.env["OTEL_TRACES_SAMPLER"] = name;
    if (arg !== undefined) process.env["OTEL_TRACES_SAMPLER_ARG"] = arg;
    const telemetry = start({ exporters: [], handleExit: false });
    delete process.env["OTEL_TRACES_SAMPLER"];
    delete process.env["OTEL_TRACES_SAMPLER_ARG"];
    const { trace: api, context } = await import("@opentelemetry/api");
    const parent = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1, isRemote: true };
    expect(trace("r", (span) => span.isRecording())).toBe(root);
    context.with(api.setSpanContext(context.active(), parent), () =>
      expect(trace("c", (span) => span.isRecording())).toBe(child),
    );
    await telemetry.stop();
  },
);
