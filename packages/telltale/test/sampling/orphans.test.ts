// No span without its parent: random trees over several services, with errors, ends in any order, children that come late, contexts that
// cross processes, small bounds, and filters. What left is judged: a trace is there as a whole or not at all, in each service.
import { propagation, ROOT_CONTEXT, trace as api } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { memoryExporter, start, type StartOptions } from "../../src/index.ts";
import type { MemorySpan } from "../../src/export/index.ts";
import { idsFrom, type Random, randomFrom } from "./random.ts";

interface Call {
  readonly headers: Record<string, string>;
  /** Services that the trace has been through. */
  readonly hops: number;
}

/** What a service did in one trace. */
interface ServiceVisit {
  readonly spans: Set<string>;
  /** Ids of parents that came from elsewhere. */
  readonly remote: Set<string>;
  /** Who was named outside, and as what. */
  readonly carried: { readonly spanId: string; readonly sampled: boolean }[];
}

interface Ran {
  readonly parts: ReadonlyMap<string, ServiceVisit>;
  readonly exported: readonly MemorySpan[];
  readonly out: readonly Call[];
  readonly evicted: number;
}

/** Does random work in one service: `fresh` new traces and whatever `calls` bring, then stops it. */
async function serve(
  random: Random,
  calls: readonly Call[],
  fresh: number,
  options: StartOptions,
): Promise<Ran> {
  const memory = memoryExporter();
  const telemetry = start({
    exporters: [memory],
    handleExit: false,
    idGenerator: idsFrom(random(2 ** 31)),
    ...options,
  });
  const tracer = api.getTracer("service");
  const parts = new Map<string, ServiceVisit>();
  const out: Call[] = [];
  const works = [...calls, ...Array.from({ length: fresh }, (): Call | undefined => undefined)];
  const shuffled: typeof works = [];
  for (const work of works) shuffled.splice(random(shuffled.length + 1), 0, work);
  // some traces are at work at the same time
  while (shuffled.length > 0) together(shuffled.splice(0, 1 + random(6)));
  const { sampling } = telemetry.stats();
  await telemetry.stop();
  return { parts, exported: memory.spans(), out, evicted: sampling?.evicted ?? 0 };

  function together(batch: readonly (Call | undefined)[]): void {
    const trees = batch.map((call) => grow(call));
    const steps = trees.flatMap((tree, index) => Array.from({ length: tree.steps }, () => index));
    while (steps.length > 0) {
      const [index] = steps.splice(random(steps.length), 1);
      trees[index as number]?.step();
    }
    for (const tree of trees) tree.finish();
  }

  function grow(call: Call | undefined): { steps: number; step(): void; finish(): void } {
    const base = call === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, call.headers);
    const open = [tracer.startSpan(`root ${random(3)}`, { attributes: { shape: random(5) } }, base)];
    const all = [...open];
    const { traceId } = ids(open[0]!);
    const part = parts.get(traceId) ?? { spans: new Set(), remote: new Set(), carried: [] };
    parts.set(traceId, part);
    const remote = api.getSpanContext(base);
    // what was dropped elsewhere is not taken up here
    const counts = remote === undefined || (remote.traceFlags & 1) === 1;
    if (counts) part.spans.add(ids(open[0]!).spanId);
    if (remote !== undefined) part.remote.add(remote.spanId);
    const hops = (call?.hops ?? 0) + 1;
    return {
      steps: random(14),
      step() {
        const what = random(10);
        if (what < 5) child(what === 0);
        else if (what < 8) end();
        else if (what === 8) open[random(open.length)]?.setStatus({ code: 2, message: "broken" });
        else carry();
      },
      finish() {
        // some are never ended; some end out of order; some have children afterwards
        while (open.length > 0 && random(40) > 0) end();
        if (random(4) === 0) child(true);
        if (random(6) === 0) carry();
      },
    };

    // of an open span or, late, of one that has ended
    function child(late: boolean): void {
      const parent = late ? all[random(all.length)] : open[random(open.length)];
      if (parent === undefined) return;
      const span = tracer.startSpan(`step ${random(6)}`, {}, api.setSpan(ROOT_CONTEXT, parent));
      if (counts) part.spans.add(ids(span).spanId);
      all.push(span);
      open.push(span);
    }

    function end(): void {
      const [span] = open.splice(random(open.length), 1);
      span?.setAttribute("last", random(5));
      span?.end();
    }

    function carry(): void {
      const span = all[random(all.length)]!;
      const headers: Record<string, string> = {};
      propagation.inject(api.setSpan(ROOT_CONTEXT, span), headers);
      const [, , spanId = "", flags = ""] = (headers["traceparent"] ?? "").split("-");
      part.carried.push({ spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 });
      if (hops < 3) out.push({ headers, hops });
    }
  }
}

const ids = (span: { spanContext(): { traceId: string; spanId: string } }) => {
  // looked at without being handed on
  const { identity } = span as unknown as {
    identity: Record<"t0" | "t1" | "t2" | "t3" | "s0" | "s1", number>;
  };
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  const { t0, t1, t2, t3, s0, s1 } = identity;
  return { traceId: [t0, t1, t2, t3].map(hex).join(""), spanId: [s0, s1].map(hex).join("") };
};

/** Every exported span's parent is exported by the same service, or came from another. */
function orphans({ exported, parts }: Ran): string[] {
  const left = new Set(exported.map(({ spanId }) => spanId));
  return exported
    .filter(({ parentSpanId, traceId }) => {
      if (parentSpanId === undefined || left.has(parentSpanId)) return false;
      const part = parts.get(traceId);
      return part === undefined || !part.remote.has(parentSpanId);
    })
    .map(({ name, spanId }) => `${name} ${spanId}`);
}

const tail = {
  rules: [
    { name: "errors", when: { error: true }, rate: 0.8, priority: 100 },
    { name: "big", when: { minSpans: 6 }, rate: 0.5, priority: 50 },
  ],
  defaultRate: 0.3,
};

const services: readonly StartOptions[] = [
  { service: "shop", sampling: { tail } },
  { service: "stock", sampling: { tail: { ...tail, defaultRate: 0.6 } } },
  { service: "mail", sampling: { tail: { defaultRate: 0.2 } } },
];

/** How many traces left as a whole, and how many not at all; anything between is a failure. */
function wholeOrAbsent({ parts, exported }: Ran): { whole: number; absent: number } {
  const left = new Map<string, number>();
  for (const { traceId } of exported) left.set(traceId, (left.get(traceId) ?? 0) + 1);
  let whole = 0;
  for (const [traceId, { spans }] of parts) {
    const count = left.get(traceId);
    if (count === undefined) continue;
    expect(count, `spans of ${traceId} that left`).toBe(spans.size);
    whole++;
  }
  return { whole, absent: parts.size - whole };
}

test("thousands of trees over three services: no span loses its parent, a trace leaves whole or not at all", async () => {
  const random = randomFrom(1);
  let calls: readonly Call[] = [];
  const sum = { whole: 0, absent: 0, remote: 0 };
  for (const options of [...services, ...services]) {
    const ran = await serve(random, calls, 1000, options);
    calls = ran.out;
    expect(orphans(ran)).toEqual([]);
    const { whole, absent } = wholeOrAbsent(ran);
    sum.whole += whole;
    sum.absent += absent;
    for (const { remote } of ran.parts.values()) sum.remote += remote.size;
  }
  expect(sum.whole).toBeGreaterThan(2000);
  expect(sum.absent).toBeGreaterThan(2000);
  expect(sum.remote).toBeGreaterThan(2000);
});

test("where bounds are hit all the time, a trace still leaves whole or not at all", async () => {
  const random = randomFrom(2);
  const bounds: readonly object[] = [{ maxTraces: 3 }, { maxSpansPerTrace: 4 }, { maxBytes: 8000 }];
  let calls: readonly Call[] = [];
  for (const bound of bounds) {
    const ran = await serve(random, calls, 600, { sampling: { tail: { ...tail, ...bound } } });
    calls = ran.out;
    expect(ran.evicted).toBeGreaterThan(50);
    expect(orphans(ran)).toEqual([]);
    const { whole, absent } = wholeOrAbsent(ran);
    expect(Math.min(whole, absent)).toBeGreaterThan(100);
  }
});

test("where single spans are taken out, others are given the nearest parent that stays; who was named outside stays", async () => {
  const random = randomFrom(3);
  const rules = [
    { when: { error: true }, drop: true as const },
    { when: { name: "step 1", attributes: { last: 1 } }, drop: "subtree" as const },
    { when: { attributes: { last: { gte: 3 } } }, drop: true as const },
  ];
  let calls: readonly Call[] = [];
  let taken = 0;
  const bounded: StartOptions = { sampling: { tail: { ...tail, maxSpansPerTrace: 3 } } };
  for (const options of [...services, bounded]) {
    const ran = await serve(random, calls, 1000, { ...options, enrichment: { rules } });
    calls = ran.out;
    expect(orphans(ran)).toEqual([]);
    const left = new Set(ran.exported.map(({ traceId }) => traceId));
    const spans = new Set(ran.exported.map(({ spanId }) => spanId));
    for (const [traceId, part] of ran.parts) {
      if (!left.has(traceId)) continue;
      taken += part.spans.size - ran.exported.filter((span) => span.traceId === traceId).length;
      const named = part.carried.filter(({ spanId, sampled }) => sampled && !part.remote.has(spanId));
      expect(named.filter(({ spanId }) => !spans.has(spanId))).toEqual([]);
    }
  }
  expect(taken).toBeGreaterThan(500);
});
