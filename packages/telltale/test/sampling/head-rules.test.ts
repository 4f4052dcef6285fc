// Head rules through the whole library: what leaves, with which trace state, and that a child is never decided by itself.
import { context, propagation, ROOT_CONTEXT, SpanKind, trace as api } from "@opentelemetry/api";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import {
  memoryExporter,
  start,
  type StartOptions,
  type Telltale,
  trace,
  withContext,
} from "../../src/index.ts";
import type { MemoryExporter } from "../../src/export/index.ts";
import type { HeadRule } from "../../src/sampling/head/rule.ts";
import { fakeClock, realClock } from "../fake-clock.ts";

let telltale: Telltale | undefined;
let sent: MemoryExporter;

function begin(options: StartOptions = {}): void {
  sent = memoryExporter();
  telltale = start({ service: "checkout", exporters: [sent], ...options });
}

afterEach(async () => {
  await telltale?.stop();
  telltale = undefined;
  realClock();
});

async function spans(): Promise<ReturnType<MemoryExporter["spans"]>> {
  await telltale?.flush();
  return sent.spans();
}

async function names(): Promise<string[]> {
  return (await spans()).map(({ name }) => name);
}

function serve(path: string, fn: () => void = () => {}, name = `GET ${path}`): void {
  trace(name, { kind: SpanKind.SERVER, attributes: { "url.path": path } }, () => fn());
}

const remote = (flags: "00" | "01", state?: string): typeof ROOT_CONTEXT =>
  propagation.extract(ROOT_CONTEXT, {
    traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`,
    ...(state === undefined ? {} : { tracestate: state }),
  });

const probes = [
  "/health",
  "/healthz",
  "/ready",
  "/readyz",
  "/readiness",
  "/live",
  "/livez",
  "/metrics",
  "/favicon.ico",
  "/health/",
];

test("probes leave nothing, nor does what is done for them; what looks like them does", async () => {
  begin();
  for (const path of probes) serve(path, () => trace("query", () => trace("inner", () => {})));
  serve("/healthy");
  serve("/users/health");
  trace(
    "GET /health",
    { kind: SpanKind.CLIENT, attributes: { "url.full": "http://other/health" } },
    () => {},
  );
  trace("GET /ready", { kind: SpanKind.SERVER }, () => {});
  expect(await names()).toEqual(["GET /healthy", "GET /users/health", "GET /health"]);
});

test("a probe under a sampled parent elsewhere is noise, too; business inside is recorded all the same", async () => {
  begin();
  context.with(remote("01", "ot=th:8"), () => serve("/health", () => trace("inner", () => {})));
  expect(await names()).toEqual([]);
});

test("noise: false treats them as any request", async () => {
  begin({ sampling: { noise: false } });
  for (const path of probes) serve(path);
  expect((await spans()).length).toBe(probes.length);
  expect((await spans())[0]?.attributes).not.toHaveProperty("telltale.sampling.rule");
});

test("the highest priority that matches decides, of equals the first; the rule is on the local root alone", async () => {
  begin({
    sampling: {
      rate: 0,
      head: [
        { name: "orders", when: { route: "/orders*" }, rate: 0, priority: 1 },
        {
          name: "vip",
          when: { route: "/orders*", attributes: { "customer.tier": "vip" } },
          rate: 1,
          priority: 2,
        },
        { name: "first", when: { name: "GET /a" }, rate: 1 },
        { name: "second", when: { name: "GET /a" }, rate: 0 },
        { name: "health", when: { route: "/health" }, rate: 1, priority: 101 },
      ],
    },
  });
  serve("/orders/1", () => trace("lost", () => {}));
  withContext({ "customer.tier": "vip" }, () => serve("/orders/2", () => trace("child", () => {})));
  serve("/a");
  serve("/b");
  serve("/health");
  const left = await spans();
  expect(left.map(({ name }) => name)).toEqual(["child", "GET /orders/2", "GET /a", "GET /health"]);
  expect(left.map(({ attributes }) => attributes["telltale.sampling.rule"])).toEqual([
    undefined,
    "vip",
    "first",
    "health",
  ]);
  expect(left[1]?.attributes["telltale.sampling.rate"]).toBe(1);
});

test("kind, resource, baggage and a function decide; one that throws matches nothing", async () => {
  const rules: HeadRule[] = [
    {
      name: "broken",
      when: () => {
        throw new Error("no");
      },
      rate: 1,
      priority: 9,
    },
    { name: "consumers", when: { kind: "consumer", resource: { "service.name": "check*" } }, rate: 1 },
    { name: "tenant", when: { baggage: { tenant: "acme" } }, rate: 1 },
    { name: "function", when: (span) => span.attribute("n") === 5 && span.parent === "none", rate: 1 },
  ];
  begin({ sampling: { rate: 0, head: rules } });
  trace("a", { kind: SpanKind.CONSUMER }, () => {});
  trace("b", { kind: SpanKind.PRODUCER }, () => {});
  const baggage = propagation.createBaggage({ tenant: { value: "acme" } });
  context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => trace("c", () => {}));
  trace("d", { attributes: { n: 5 } }, () => {});
  trace("e", { attributes: { n: 6 } }, () => {});
  expect(await names()).toEqual(["a", "c", "d"]);
});

test("a parent elsewhere is followed unless a rule says that it is for what comes from there", async () => {
  begin({
    sampling: {
      head: [
        { name: "none", rate: 0 },
        { name: "jobs", when: { parent: "remote", name: "job" }, rate: 1 },
      ],
    },
  });
  context.with(remote("01", "ot=th:8,other=1"), () => serve("/x"));
  context.with(remote("00"), () => serve("/y"));
  context.with(remote("00"), () => trace("job", () => {}));
  serve("/z");
  const left = await spans();
  expect(left.map(({ name }) => name)).toEqual(["GET /x", "job"]);
  expect(left.map(({ traceState }) => traceState)).toEqual(["ot=th:8,other=1", "ot=th:0"]);
});

test("the share is by trace id, the same in every process, with its threshold in the trace state", async () => {
  const ids = Array.from({ length: 400 }, (_, n) =>
    ((0x9e3779b97f4a7c15n * BigInt(n + 1)) & 0xffffffffffffffffn).toString(16).padStart(16, "0"),
  );
  const kept: Set<string>[] = [];
  for (const [rate, state] of [
    [0.25, "ot=th:c"],
    [0.25, "ot=th:c"],
    [0.5, "ot=th:8"],
  ] as const) {
    let at = 0;
    begin({
      idGenerator: {
        generateTraceId: () => `0123456789abcdef${ids[at++] as string}`,
        generateSpanId: () => "b7ad6b7169203331",
      },
      sampling: { rate },
    });
    for (const _id of ids) trace("work", () => {});
    const left = await spans();
    expect(left.every(({ traceState }) => traceState === state)).toBe(true);
    kept.push(new Set(left.map(({ traceId }) => traceId)));
    await telltale?.stop();
  }
  const [quarter, again, half] = kept as [Set<string>, Set<string>, Set<string>];
  expect(quarter).toEqual(again);
  expect(quarter.size).toBeGreaterThan(60);
  expect(quarter.size).toBeLessThan(140);
  expect([...quarter].every((id) => half.has(id))).toBe(true);
});

test("explicit randomness of the parent decides in place of the id", async () => {
  begin({ sampling: { head: [{ name: "half", when: { parent: "remote" }, rate: 0.5 }] } });
  context.with(remote("01", "ot=rv:7fffffffffffff"), () => trace("below", () => {}));
  context.with(remote("01", "ot=rv:80000000000000"), () => trace("above", () => {}));
  const left = await spans();
  expect(left.map(({ name, traceState }) => `${name} ${traceState}`)).toEqual([
    "above ot=th:8;rv:80000000000000",
  ]);
});

test("re-weighted counts of kept traces estimate the truth, by rule", async () => {
  begin({
    sampling: {
      rate: 0.5,
      head: [
        { name: "rare", when: { name: "rare" }, rate: 1 },
        { name: "many", when: { name: "many" }, rate: 0.1 },
      ],
    },
  });
  const truth = { rare: 20, many: 6000, other: 2000 };
  for (const [name, count] of Object.entries(truth)) for (let n = 0; n < count; n++) trace(name, () => {});
  const left = await spans();
  for (const [name, count] of Object.entries(truth)) {
    const ofName = left.filter((span) => span.name === name);
    const estimate = ofName.reduce((sum, { traceState }) => sum + weightOf(traceState), 0);
    const rate = name === "rare" ? 1 : name === "many" ? 0.1 : 0.5;
    // five standard deviations
    expect(Math.abs(estimate - count)).toBeLessThanOrEqual(5 * Math.sqrt((count * (1 - rate)) / rate));
  }
});

function weightOf(state: string): number {
  const [, threshold = ""] = /th:([0-9a-f]+)/.exec(state) ?? [];
  return 1 / (1 - Number.parseInt(threshold.padEnd(14, "0"), 16) / 2 ** 56);
}

test("no tree has an orphan: whatever the rules, a kept span's parent is kept", async () => {
  const rule = fc.record({
    name: fc.constant("r"),
    when: fc.oneof(
      fc.record({ name: fc.constantFrom("a", "b", "*") }),
      fc.record({ kind: fc.constantFrom("server" as const, "internal" as const) }),
    ),
    rate: fc.constantFrom(0, 0.3, 1),
  });
  const tree = treeOf(4);
  await fc.assert(
    fc.asyncProperty(
      rule,
      fc.constantFrom(0, 0.5, 1),
      fc.array(tree, { maxLength: 8 }),
      async (one, rate, trees) => {
        begin({ sampling: { rate, head: [one] } });
        for (const root of trees) grow(root);
        const left = await spans();
        const ids = new Set(left.map(({ spanId }) => spanId));
        for (const span of left)
          expect(span.parentSpanId === undefined || ids.has(span.parentSpanId)).toBe(true);
        // whole: each kept root has all of its tree
        const sizes = left
          .filter(({ parentSpanId }) => parentSpanId === undefined)
          .map(({ traceId }) => left.filter((span) => span.traceId === traceId).length);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(left.length);
        await telltale?.stop();
      },
    ),
    { numRuns: 30 },
  );
});

interface Tree {
  readonly name: string;
  readonly kind: number;
  readonly children: readonly Tree[];
}

function treeOf(depth: number): fc.Arbitrary<Tree> {
  const children = depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 });
  return fc.record({ name: fc.constantFrom("a", "b", "c"), kind: fc.constantFrom(0, 1), children });
}

function grow({ name, kind, children }: Tree): void {
  trace(name, { kind }, () => {
    for (const child of children) grow(child);
  });
}

test("a request with the secret is kept whatever the rules say; the secret goes nowhere", async () => {
  begin({ sampling: { rate: 0, debug: { secret: "only-for-us", allow: ["alice"] } } });
  const ask = (word: string): typeof ROOT_CONTEXT =>
    propagation.extract(ROOT_CONTEXT, { "x-telltale-debug": word });
  const out: Record<string, string> = {};
  context.with(ask("only-for-us"), () =>
    serve("/health", () => trace("child", () => propagation.inject(context.active(), out))),
  );
  context.with(ask("alice"), () => serve("/b"));
  context.with(ask("only-for-u"), () => serve("/c"));
  context.with(ask(""), () => serve("/d"));
  const left = await spans();
  expect(left.map(({ name }) => name)).toEqual(["child", "GET /health", "GET /b"]);
  expect(left[1]?.attributes["telltale.sampling.rule"]).toBe("debug");
  expect(JSON.stringify(out)).not.toContain("only-for-us");
  expect(out["traceparent"]).toMatch(/-03$/);
});

test("a debug request may come by baggage where that is named, and is off by default", async () => {
  begin({ sampling: { rate: 0, debug: { header: null, baggage: "debug", secret: "only-for-us" } } });
  context.with(propagation.extract(ROOT_CONTEXT, { baggage: "debug=only-for-us" }), () => serve("/a"));
  context.with(propagation.extract(ROOT_CONTEXT, { "x-telltale-debug": "only-for-us" }), () => serve("/b"));
  expect(await names()).toEqual(["GET /a"]);
  await telltale?.stop();
  begin({ sampling: { rate: 0 } });
  context.with(propagation.extract(ROOT_CONTEXT, { "x-telltale-debug": "only-for-us" }), () => serve("/c"));
  expect(await names()).toEqual([]);
});

test("perSecond keeps no more than so many at once", async () => {
  fakeClock();
  begin({ sampling: { head: [{ name: "few", perSecond: 10 }] } });
  for (let n = 0; n < 2000; n++) trace("work", () => {});
  const left = await spans();
  expect(left.length).toBeGreaterThanOrEqual(5);
  expect(left.length).toBeLessThanOrEqual(10);
  expect(left[0]?.traceState).toBe("ot=th:0");
});

test("one file of rules serves many services", async () => {
  const services = {
    checkout: { rate: 1, head: [{ name: "own", when: { name: "x" }, rate: 0 }] },
    "batch-*": { rate: 0 },
  };
  const sampling = { rate: 0.5, services, head: [{ name: "own", when: { name: "y" }, rate: 0 }] };
  begin({ sampling });
  trace("x", () => {});
  trace("y", () => {});
  expect(await names()).toEqual(["y"]);
  await telltale?.stop();
  begin({ sampling, service: "batch-7" });
  trace("x", () => {});
  expect(await names()).toEqual([]);
});

test("a sampler and rules at once are refused, with the place of the wrong field for rules", () => {
  const never = { shouldSample: () => ({ decision: 0 }), toString: () => "never" };
  expect(() => begin({ sampler: never, sampling: { rate: 0.5 } })).toThrowError(
    "both decide when a trace begins",
  );
  expect(() =>
    begin({ sampler: never, sampling: { remote: { token: "a made-up token 0123456789" } } }),
  ).toThrowError("both decide when a trace begins");
  expect(() =>
    begin({
      sampling: {
        head: [
          { name: "a", rate: 1 },
          { name: "b", rate: 2 },
        ],
      },
    }),
  ).toThrowError(
    expect.objectContaining({
      code: "TT_RULE",
      message: expect.stringContaining(
        "Cannot use `2` as `sampling.head[1].rate`: expected a number from 0 to 1.",
      ),
    }),
  );
  expect(() => begin({ sampling: { debug: {} } })).toThrowError("`secret` or `allow`");
  expect(() => begin({ sampling: { hed: [] } as never })).toThrowError("Cannot use the field `sampling.hed`");
});

test("an own sampler decides by itself, about probes too", async () => {
  const always = { shouldSample: () => ({ decision: 2 }), toString: () => "always" };
  begin({ sampler: always });
  serve("/health");
  expect(await names()).toEqual(["GET /health"]);
});

test("spans of the API are decided as those of the library", async () => {
  begin({ sampling: { head: [{ name: "no", when: { attributes: { skip: true } }, rate: 0 }] } });
  const tracer = api.getTracer("x");
  tracer.startSpan("a", { attributes: { skip: true } }).end();
  tracer.startSpan("b").end();
  expect(await names()).toEqual(["b"]);
});
