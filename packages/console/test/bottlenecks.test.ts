// Traces that arrived, judged on the real engine: findings with their evidence, late spans, restarts, tenants, and what the API says of them.
import type { BottleneckResult, BottlenecksResult } from "contract";
import { createInput } from "alerts/readings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAsk } from "../src/alerts/read/ask.ts";
import { usualLimits } from "../src/alerts/read/family.ts";
import { openWindows } from "../src/alerts/read/readings.ts";
import { createReader } from "../src/alerts/read/read.ts";
import { createSeriesCache } from "../src/alerts/read/series.ts";
import { readChart } from "../src/dashboards/read-chart.ts";
import { createFindingJob, type FindingFigures } from "../src/findings/job.ts";
import { quietSeconds } from "../src/findings/judge-window.ts";
import type { RowSink, SpanRow } from "../src/store/rows.ts";
import { at, attributes, event, hex, now, openApi, resource, span, type TestApi } from "./api/harness.ts";

let api: TestApi;
/** Unix ms: when rows are received, and when a job runs. */
let clock = now;
const notes: string[] = [];
const { signal } = new AbortController();

const range = "from=2026-11-20T13:48:00Z&to=2026-11-20T14:48:00Z";
const ms = (duration: number): bigint => BigInt(Math.round(duration * 1e6));

/** A request to the cart with `queries` queries of 10 ms one after the other, `ago` ms ago. */
function cart(name: string, queries: number, ago: number, first = 0): SpanRow[] {
  const of = resource("cart", { "service.version": "1.4.0" });
  const shared = { traceId: name, resource: of };
  const root = span({
    ...shared,
    spanId: `${name} root`,
    name: "GET /cart",
    kind: 2,
    startNs: at(-ago),
    durationNs: ms(200),
  });
  const found = Array.from({ length: queries }, (_, place) =>
    span({
      ...shared,
      spanId: `${name} query ${first + place}`,
      parentId: `${name} root`,
      name: "SELECT products",
      kind: 3,
      startNs: at(-ago) + ms((first + place) * 10),
      durationNs: ms(10),
      attributes: attributes({
        "db.system.name": "postgresql",
        "db.query.text": "SELECT * FROM products WHERE sku = $1",
      }),
    }),
  );
  return first === 0 ? [root, ...found] : found;
}

async function write(spans: readonly SpanRow[], more?: (sink: RowSink) => void): Promise<void> {
  await api.write((sink) => {
    for (const one of spans) sink.span(one);
    more?.(sink);
  });
  // waits until the roll-ups have what was written
  await api.get("/api/services");
}

/** A console that begins to judge what has arrived `seconds` after now, and goes on from there. */
function begin(): ReturnType<typeof createFindingJob> {
  return createFindingJob({
    store: api.store.findings,
    nowMs: () => clock,
    note: (text) => notes.push(text),
  });
}

/** Lets `seconds` go by, and judges what has arrived until then. */
async function judge(seconds: number, job = begin()): Promise<FindingFigures> {
  clock += seconds * 1000;
  await job.tick(signal);
  return job.figures;
}

const list = (more = ""): Promise<BottlenecksResult> => api.get(`/api/bottlenecks?${range}${more}`);

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => clock);
});

afterAll(() => api.close());

test("a trace is judged when it has been quiet, and found with its evidence and what depended on it", async () => {
  const purchase = (trace: string, id: string) => (sink: RowSink) =>
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "purchase",
        phase: "ended",
        entityId: id,
        outcome: "completed",
        amount: "30.50",
        currency: "EUR",
        traceId: trace,
        timeNs: at(-60_000),
      }),
    );
  await write(cart("slow", 10, 60_000), purchase("slow", "order-1"));
  await write(cart("slower", 15, 50_000), purchase("slower", "order-2"));
  await write(cart("fine", 2, 40_000));

  expect(await judge(quietSeconds)).toMatchObject({ traces: 0, findings: 0 });
  expect((await list()).items).toEqual([]);

  expect(await judge(1)).toMatchObject({ traces: 3, findings: 2 });
  const { items } = await list();
  expect(items).toMatchObject([
    {
      kind: "repeated-queries",
      shape: "consecutive",
      service: "cart",
      environment: "production",
      operation: "GET /cart",
      target: "SELECT * FROM products WHERE sku = ?",
      traces: 2,
      calls: 12.5,
      savedMs: 230,
      savedMsPerTrace: 115,
      transactions: 2,
      counted: 2,
      amounts: [{ currency: "EUR", amount: "61" }],
      versions: ["1.4.0"],
      example: { traceId: hex("slower", 16), savedMs: 140, totalMs: 150, count: 15 },
    },
  ]);
  const evidence = Array.from({ length: 15 }, (_, place) => hex(`slower query ${place}`, 8));
  expect(items[0]!.example.spanIds).toEqual(evidence);
});

test("one of them has its course and its examples", async () => {
  const [found] = (await list()).items;
  const one = await api.get<BottleneckResult>(`/api/bottlenecks/${found!.fingerprint}?${range}`);
  expect(one.bottleneck).toEqual(found);
  expect(one.examples.map(({ traceId }) => traceId)).toEqual([hex("slower", 16), hex("slow", 16)]);
  const used = one.buckets.filter(({ traces }) => traces > 0);
  expect(used.reduce((sum, { traces }) => sum + traces, 0)).toBe(2);
  expect(used.reduce((sum, { savedMs }) => sum + savedMs, 0)).toBeCloseTo(230);
  await expect(api.get(`/api/bottlenecks/0000000000000000?${range}`)).rejects.toMatchObject({
    code: "BOTTLENECK_UNKNOWN",
  });
});

test("a chart has its course, too", async () => {
  const [found] = (await list()).items;
  const { fingerprint } = found!;
  const { buckets } = await api.get<BottleneckResult>(`/api/bottlenecks/${fingerprint}?${range}`);
  const sources = (["saved", "traces"] as const).map((measure) => ({ bottleneck: fingerprint, measure }));
  const body = { ...Object.fromEntries(new URLSearchParams(range)), chart: { title: "Saved", sources } };
  const request = { body, ifMatch: undefined };
  const drawn = await readChart({ queries: api.store.queries, nowMs: () => now, signal, request });
  expect([drawn.times, ...drawn.lines.map(({ values }) => values)]).toEqual([
    buckets.map(({ time }) => Date.parse(time)),
    buckets.map(({ savedMs }) => savedMs / 1000),
    buckets.map(({ traces }) => traces),
  ]);
  expect(drawn.lines[0]!.values).toContainEqual(expect.closeTo(0.23));
});

test("the list has conditions, orders and pages", async () => {
  expect((await list("&service=payment")).items).toEqual([]);
  expect((await list("&kind=serial-calls")).items).toEqual([]);
  expect((await list("&environment=staging")).items).toEqual([]);
  expect((await list("&kind=repeated-queries&service=cart&sort=transactions")).items).toHaveLength(1);
  const first = await list("&limit=1&sort=latest");
  expect(first.nextCursor).toBeNull();
  await expect(list("&kind=slow")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
  await expect(list("&cursor=x")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
});

test("judging again after a restart changes nothing", async () => {
  const before = await list();
  expect(await judge(100)).toMatchObject({ traces: 3, findings: 2 });
  expect(await api.store.findings.cursor()).toBe(clock / 1000 - quietSeconds);
  expect(await judge(1)).toMatchObject({ traces: 3 });
  await judge(1_000);
  expect(await judge(1_000)).toMatchObject({ traces: 0 });
  expect(await list()).toEqual(before);
});

test("a process that goes on judges nothing twice", async () => {
  const job = begin();
  await judge(1, job);
  expect(await judge(100, job)).toMatchObject({ traces: 0 });
  await write(cart("quick", 1, 10_000));
  expect(await judge(100, job)).toMatchObject({ traces: 1, findings: 0 });
  expect(await judge(100, job)).toMatchObject({ traces: 1 });
});

test("how far a detector is, and what it has left out, is read as it was stored last", async () => {
  const { detectorPasses } = api.store;
  const leftOut = { fromMs: now - 60_000, toMs: now - 50_000, reason: "Memory limit exceeded" };
  const last = { detector: "bottlenecks", untilMs: now, reason: "", leftOut };
  await detectorPasses.save({ detector: "bottlenecks", untilMs: now - 1, reason: "Timeout exceeded" }, now);
  await detectorPasses.save(last, now + 1);
  await detectorPasses.save({ detector: "history", untilMs: now, reason: "" }, now);
  const passes = (await detectorPasses.read()).toSorted((a, b) => (a.detector < b.detector ? -1 : 1));
  expect(passes).toEqual([
    { ...last, savedMs: now + 1 },
    { detector: "history", untilMs: now, reason: "", savedMs: now },
  ]);
});

test("late spans bring their whole trace back", async () => {
  const job = begin();
  await judge(600, job);
  const [before] = (await list()).items;
  // these make a problem of a trace that had none
  await write(cart("fine", 8, 40_000, 2));
  expect(await judge(11, job)).toMatchObject({ traces: 1, findings: 1 });
  const [after] = (await list()).items;
  expect(after).toMatchObject({ fingerprint: before!.fingerprint, traces: 3 });
});

test("spans that were stored long after they were received count as late ones", async () => {
  const job = begin();
  const { traces, findings } = await judge(600, job);
  clock -= 60_000;
  await write(cart("delayed", 9, 30_000));
  expect(await judge(61, job)).toMatchObject({ traces: traces + 1, findings: findings + 1 });
});

test("a finding that the whole trace no longer shows is gone", async () => {
  const job = begin();
  await judge(600, job);
  await write(cart("background", 10, 30_000));
  await judge(11, job);
  expect((await list()).items[0]).toMatchObject({ traces: 5 });
  // it turns out that the request waited for something else all the time
  await write([
    span({
      traceId: "background",
      spanId: "background other",
      parentId: "background root",
      resource: resource("cart", { "service.version": "1.4.0" }),
      startNs: at(-30_000),
      durationNs: ms(199),
    }),
  ]);
  await judge(11, job);
  expect((await list()).items[0]).toMatchObject({ traces: 4 });
});

test("alert rules count the traces with a finding, live and in a preview", async () => {
  const inputs = [
    createInput({ finding: "repeated-queries" }, 3_600_000, 0, ["service.name"]),
    createInput({ finding: "*", service: "cart", where: { operation: "GET /cart" } }, 3_600_000, 0, []),
    createInput({ finding: "serial-*" }, 3_600_000, 0, []),
    createInput({ finding: "*", service: "payment" }, 3_600_000, 0, []),
  ];
  const { queries } = api.store;
  const readings = await createReader(queries).read(inputs, now);
  const sample = { value: 4, count: 4 };
  expect(inputs.map(({ id }) => readings.get(id))).toEqual([
    { groups: [{ labels: { "service.name": "cart" }, sample }] },
    { groups: [{ labels: {}, sample }] },
    { groups: [] },
    { groups: [] },
  ]);
  const ask = createAsk(queries, {});
  const steps = { from: now - 3_600_000, stepMs: 60_000, count: 60 };
  const { read } = await openWindows(inputs[0]!, steps, {
    ask,
    series: createSeriesCache(usualLimits.series),
    askSql: undefined,
    options: {},
  });
  expect(read(now - 3_600_000, now)).toEqual([{ labels: { "service.name": "cart" }, sample }]);
});

test("alert rules count a trace with several findings once", async () => {
  const input = createInput({ finding: "*" }, 3_600_000, 0, ["service.name"]);
  const count = async (): Promise<number | undefined> => {
    const readings = await createReader(api.store.queries).read([input], now);
    const reading = readings.get(input.id)!;
    return "error" in reading ? undefined : reading.groups[0]?.sample.count;
  };
  const before = await count();
  const many = { "db.system.name": "postgresql", "db.query.text": "SELECT * FROM orders" };
  const large = span({
    traceId: "both",
    spanId: "both large",
    parentId: "both root",
    name: "SELECT orders",
    kind: 3,
    resource: resource("cart", { "service.version": "1.4.0" }),
    startNs: at(-25_000) + ms(120),
    durationNs: ms(60),
    attributes: attributes({ ...many, "db.response.returned_rows": 40_000n }),
  });
  await write([...cart("both", 10, 25_000), large]);
  await judge(11);
  expect((await list("&kind=large-payload")).items).toMatchObject([{ traces: 1 }]);
  expect(await count()).toBe(before! + 1);
});

test("of a long statement the beginning is read, and of parameters a hash", async () => {
  const long = `SELECT * FROM products WHERE sku IN (${"'ü', ".repeat(2_000)}'z')`;
  const one = (id: string, more: Record<string, string>): SpanRow =>
    span({
      traceId: "long",
      spanId: id,
      name: "SELECT products",
      kind: 3,
      startNs: at(-22_000),
      attributes: attributes({ "db.system.name": "postgresql", "db.query.text": long, ...more }),
    });
  await write([one("a", {}), one("b", { "db.query.parameter.0": "x".repeat(5_000) })]);
  const [trace] = await api.store.findings.traces({
    seconds: [clock / 1000],
    last: [clock / 1000],
    from: clock / 1000,
    until: clock / 1000 + 1,
    every: 1,
    limit: 10,
  });
  const { tenant, firstUs, lastUs } = trace!;
  const ids = [hex("long", 16)];
  const spans = await api.store.findings.spans({ tenant, ids, firstUs, lastUs }, 10);
  expect(spans.map(({ statement }) => statement)).toEqual([long.slice(0, 2_000), long.slice(0, 2_000)]);
  expect(spans.map(({ parameters }) => parameters.length).toSorted((a, b) => a - b)).toEqual([0, 32]);
});

test("many traces of one tenant do not keep those of others from being judged", async () => {
  clock += 60_000;
  const second = clock / 1000;
  const acme = { ...resource("cart"), tenant: "acme", hash: 77n };
  await write([
    ...["many 1", "many 2", "many 3"].flatMap((name) => cart(name, 1, 20_000)),
    ...cart("many 4", 1, 10_000).map((one) => ({ ...one, resource: acme })),
  ]);
  const window = { seconds: [second], last: [second], from: second, until: second + 10, every: 1 };
  const found = await api.store.findings.traces({ ...window, limit: 2 });
  expect(found.map(({ tenant }) => tenant === "acme").toSorted()).toEqual([false, false, true]);
});

test("a tenant sees its own findings only", async () => {
  const of = { ...resource("cart"), tenant: "acme", hash: 77n };
  await write(cart("of acme", 12, 20_000).map((one) => ({ ...one, resource: of })));
  await judge(11);
  const view = await api.store.of("acme");
  const rows = await view.queries.run<{ fingerprint: string; traces: number }>("bottleneck-list", {
    from: "2026-11-20 13:48:00",
    to: "2026-11-20 14:48:00",
    sort: "saved",
    limit: 10,
  });
  expect(rows).toMatchObject([{ traces: 1 }]);
  expect(notes).toEqual([]);
});
