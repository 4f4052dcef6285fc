// Roll-ups as the API gives them, on the real engine: services, heatmaps, groups, who calls whom. Every figure is
// compared with what was written, by the roll-up and by the spans.
import type { HeatmapResult, ServiceDetail, ServiceGraph, ServicesResult, SpanGroupsResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readChart } from "../../src/dashboards/read-chart.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { SpanRow } from "../../src/store/rows.ts";
import { at, attributes, now, openApi, resource, span, type TestApi } from "./harness.ts";

const storefront = resource("storefront", { "host.name": "h1" });
const payment = resource("payment", { "host.name": "h2" });
const traces = 400;
/** All failures are among the traces of which one in four is stored: 40 × 4 of 1,000. */
const errorShare = 0.16;

/** A trace each second before 14:40: the storefront calls payment, which fails for one in ten, all of them at `nordpay`. */
function traceAt(index: number): SpanRow[] {
  const startNs = at(-480_000 - index * 1_000);
  const failed = index % 10 === 0;
  const provider = failed || index % 7 === 0 ? "nordpay" : "cardwire";
  const about = attributes({
    "customer.tier": index % 4 === 0 ? "gold" : "standard",
    provider,
    "http.response.status_code": failed ? 502n : 200n,
    "basket.value": failed ? 900 + (index % 50) : index % 300,
  });
  const traceState = index % 2 === 0 ? "ot=th:c" : "";
  return [
    span({
      traceId: `t${index}`,
      spanId: `a${index}`,
      resource: storefront,
      name: "GET /buy",
      kind: 2,
      startNs,
      durationNs: 8_000_000n,
      traceState,
      attributes: about,
    }),
    span({
      traceId: `t${index}`,
      spanId: `b${index}`,
      parentId: `a${index}`,
      resource: storefront,
      name: "POST",
      kind: 3,
      startNs: startNs + 1_000_000n,
      durationNs: 5_000_000n,
      traceState,
      attributes: about,
    }),
    span({
      traceId: `t${index}`,
      spanId: `c${index}`,
      parentId: `b${index}`,
      resource: payment,
      name: "charge",
      kind: 2,
      status: failed ? 2 : 0,
      startNs: startNs + 2_000_000n,
      durationNs: failed ? 2_000_000_000n : 3_000_000n,
      traceState,
      attributes: about,
    }),
  ];
}

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  const spans = Array.from({ length: traces }, (_, index) => traceAt(index)).flat();
  await api.write((sink) => {
    for (const row of spans.filter(({ kind }) => kind !== 3)) sink.span(row);
  });
  // The calls come after what they called, in a block of their own.
  await api.write((sink) => {
    for (const row of spans.filter(({ kind }) => kind === 3)) sink.span(row);
  });
});

afterAll(() => api.close());

const range = "from=2026-11-20T13:40:00Z&to=2026-11-20T14:45:00Z";
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

test("a chart of the rate of a service shows it before sampling", async () => {
  const chart = { title: "Rate", sources: [{ service: "payment", measure: "rate" }] };
  const { lines, stepMs } = await readChart({
    queries: api.store.queries,
    sql: api.store.sql,
    nowMs: () => now,
    signal: new AbortController().signal,
    request: {
      body: { chart, from: "2026-11-20T13:40:00Z", to: "2026-11-20T14:45:00Z" },
      ifMatch: undefined,
    },
  });
  const rates = lines[0]?.values.map((value) => value ?? 0) ?? [];
  expect(Math.round((sum(rates) * stepMs) / 1000)).toBe(traces * 2.5);
});

describe("a service", () => {
  test("has rates, errors and durations of its entries by minute", async () => {
    const detail = await api.get<ServiceDetail>(`/api/services/payment?${range}&stepMs=60000`);
    expect(detail.stepMs).toBe(60_000);
    expect(Math.round(sum(detail.rates) * 60)).toBe(traces);
    // Half of the spans were kept with a quarter of chance.
    expect(Math.round(sum(detail.estimatedRates) * 60)).toBe(traces * 2.5);
    const full = detail.times.indexOf(Date.parse("2026-11-20T14:38:00Z"));
    expect(detail.errorRates[full]).toBeCloseTo(errorShare);
    expect(detail.current.estimatedRatePerSecond / detail.current.ratePerSecond).toBeCloseTo(2.5);
    expect(detail.p50sMs[full]).toBeGreaterThan(2.4);
    expect(detail.p50sMs[full]).toBeLessThan(3.6);
    expect(detail.p99sMs[full]).toBeGreaterThan(1_600);
    expect(detail.operations).toEqual([
      expect.objectContaining({
        name: "charge",
        kind: "server",
        entry: true,
        spans: traces,
        estimatedSpans: traces * 2.5,
        errors: traces / 10,
      }),
    ]);
  });

  test("rejects a step that is too narrow, and too many steps", async () => {
    await expect(api.get(`/api/services/payment?${range}&stepMs=1000`)).rejects.toThrow("stepMs");
    await expect(api.get("/api/services/payment?from=-30d&stepMs=60000")).rejects.toThrow(
      "at most 2000 steps",
    );
  });

  test("is in the list with its rate before sampling", async () => {
    const { services } = await api.get<ServicesResult>(`/api/services?${range}`);
    const found = services.find(({ name }) => name === "payment");
    expect(found!.estimatedRatePerSecond / found!.ratePerSecond).toBeCloseTo(2.5);
    expect(found).toMatchObject({
      entries: traces,
      errors: traces / 10,
      errorRate: errorShare,
      previous: null,
    });
    expect(sum(found!.estimatedRates) / sum(found!.rates)).toBeCloseTo(2.5);
    expect(found!.p50Ms!).toBeLessThan(found!.p99Ms!);
  });

  test("is compared with the same length of time before", async () => {
    // seven minutes before it there are the latest 361 traces
    const later = "from=2026-11-20T14:41:00Z&to=2026-11-20T14:48:00Z";
    const { current, previous } = await api.get<ServiceDetail>(`/api/services/payment?${later}`);
    expect(current).toMatchObject({ entries: 0, errorRate: 0, p95Ms: null });
    expect(previous).toMatchObject({ entries: 361, errors: 37, errorRate: (37 * 4) / (181 * 4 + 180) });
    expect(previous!.estimatedRatePerSecond / previous!.ratePerSecond).toBeCloseTo((181 * 4 + 180) / 361);
    const { services } = await api.get<ServicesResult>(`/api/services?${later}`);
    expect(services).toEqual([]);
  });
});

describe("a heatmap", () => {
  const total = (map: HeatmapResult): number => sum(map.counts.map((column) => sum(column)));

  test.each([
    ["", traces * 2],
    ["&spans=all", traces * 3],
    ["&service=payment", traces],
    ["&service=storefront&name=POST&spans=all", traces],
  ])("counts every span once, by the roll-up and by the spans: %s", async (query, count) => {
    const rolled = await api.get<HeatmapResult>(`/api/heatmap?${range}${query}`);
    expect(rolled.source).toBe("roll-up");
    expect(total(rolled)).toBe(count);
    const read = await api.get<HeatmapResult>(`/api/heatmap?${range}${query}&filter=provider%20exists`);
    expect(read.source).toBe("spans");
    expect({ ...read, source: "roll-up", errors: null }).toEqual(rolled);
  });

  test("counts errors from the spans, in columns that fit those of the roll-up", async () => {
    const rolled = await api.get<HeatmapResult>(`/api/heatmap?${range}`);
    const failed = await api.get<HeatmapResult>(
      `/api/heatmap?${range}&filter=status=error&stepMs=${rolled.stepMs}`,
    );
    expect(failed.times).toEqual(rolled.times);
    expect(failed.lowsMs.every((low) => rolled.lowsMs.includes(low))).toBe(true);
    expect(failed.errors).toEqual(failed.counts);
    expect(total(failed)).toBe(traces / 10);
  });

  test("of a short range of few spans is counted from the spans, in narrow columns", async () => {
    const short = "from=2026-11-20T14:35:00Z&to=2026-11-20T14:45:00Z";
    const fine = await api.get<HeatmapResult>(`/api/heatmap?${short}`);
    const rolled = await api.get<HeatmapResult>(`/api/heatmap?${short}&stepMs=60000`);
    expect([fine.source, fine.stepMs, rolled.source]).toEqual(["spans", 5_000, "roll-up"]);
    expect(total(fine)).toBe(total(rolled));
    expect(sum((fine.errors ?? []).map((column) => sum(column)))).toBeGreaterThan(0);
  });

  test("takes service, name and `entry` from filters, by the roll-up too", async () => {
    const filtered = "filter=service.name=storefront&filter=name=POST&filter=entry=false";
    const rolled = await api.get<HeatmapResult>(`/api/heatmap?${range}&spans=all&${filtered}`);
    expect([rolled.source, total(rolled)]).toEqual(["roll-up", traces]);
    const read = await api.get<HeatmapResult>(
      `/api/heatmap?${range}&spans=all&${filtered}&filter=duration>=0`,
    );
    expect([read.source, total(read)]).toEqual(["spans", traces]);
    expect(total(await api.get<HeatmapResult>(`/api/heatmap?${range}&filter=entry=false`))).toBe(0);
  });

  test.each(["constructor", "__proto__"])("reads the attribute %s like any other", async (key) => {
    const read = await api.get<HeatmapResult>(`/api/heatmap?${range}&spans=all&filter=${key}=x`);
    expect([read.source, total(read)]).toEqual(["spans", 0]);
  });

  test.each(["stepMs=1500", "stepMs=1000&from=-30d", "stepMs=61000", "filter=entry=perhaps"])(
    "rejects %s",
    async (query) => {
      await expect(api.get(`/api/heatmap?from=-6h&to=-1h&${query}`)).rejects.toThrow("expected");
    },
  );

  test("puts a duration into the row it belongs to", async () => {
    const { lowsMs, counts } = await api.get<HeatmapResult>(`/api/heatmap?${range}&service=payment`);
    const row = lowsMs.findLastIndex((low) => low <= 2_000);
    expect(sum(counts.map((column) => column[row] ?? 0))).toBe(traces / 10);
    expect(lowsMs).toEqual(lowsMs.toSorted((a, b) => a - b));
  });

  test("of nothing is empty", async () => {
    expect(await api.get<HeatmapResult>("/api/heatmap?from=-2m")).toMatchObject({ lowsMs: [] });
  });
});

describe("groups", () => {
  const groups = (query: string): Promise<SpanGroupsResult> =>
    api.get(`/api/traces/groups?${range}&${query}`);
  const counts = (result: SpanGroupsResult): Record<string, number> =>
    Object.fromEntries(result.groups.map(({ value, spans }) => [value, spans]));

  test("by an attribute that is rolled up are those of the spans", async () => {
    const rolled = await groups("by=customer.tier");
    expect(rolled.source).toBe("roll-up");
    expect(counts(rolled)).toEqual({ standard: 900, gold: 300 });
    expect(rolled.groups.map(({ estimatedSpans }) => estimatedSpans)).toEqual([1800, 1200]);
    const read = await groups("by=customer.tier&filter=provider%20exists");
    expect(read.source).toBe("spans");
    expect(read.without).toBe(0);
    expect(counts(read)).toEqual(counts(rolled));
    expect(read.groups.map(({ errors }) => errors)).toEqual(rolled.groups.map(({ errors }) => errors));
    expect(read.groups[0]!.p50Ms! / rolled.groups[0]!.p50Ms!).toBeCloseTo(1, 0);
  });

  test.each([
    ["by=provider", { cardwire: 924, nordpay: 276 }],
    ["by=service.name", { storefront: 800, payment: 400 }],
    ["by=name&service=storefront", { "GET /buy": 400, POST: 400 }],
    ["by=host.name", { h1: 800, h2: 400 }],
    ["by=http.response.status_code&filter=kind=server", { 200: 720, 502: 80 }],
    ["by=provider&service=payment&filter=status=error", { nordpay: 40 }],
    ["by=provider&filter=customer.tier=gold&filter=status=error", { nordpay: 20 }],
    ["by=nothing.known", {}],
  ])("%s", async (query, expected) => {
    expect(counts(await groups(query))).toEqual(expected);
  });

  // every span takes at least 0 ms, and the roll-up has no durations to filter by
  test.each([
    "by=service.name",
    "by=service.name&filter=entry=true",
    "by=name&filter=entry=true",
    "by=name&filter=entry=false&service=storefront",
    "by=service.name&name=POST",
    "by=deployment.environment.name&filter=entry=true",
    "by=name&filter=entry=true&limit=1",
  ])("%s from the roll-up of operations are those of the spans", async (query) => {
    const rolled = await groups(query);
    expect(rolled.source).toBe("roll-up");
    const read = await groups(`${query}&filter=duration>=0ms`);
    expect(read.source).toBe("spans");
    const figures = ({ groups: rows, without, truncated }: SpanGroupsResult): unknown => [
      rows.map(({ value, spans, estimatedSpans, errors }) => [value, spans, estimatedSpans, errors]),
      without,
      truncated,
    ];
    expect(figures(rolled)).toEqual(figures(read));
    // of spans that were sampled out only the buckets are known
    for (const [place, { meanMs }] of rolled.groups.entries())
      expect(Math.abs(meanMs / read.groups[place]!.meanMs - 1)).toBeLessThan(0.091);
    expect(rolled.groups.length + rolled.without!).toBeGreaterThan(0);
  });

  test("tell how many spans lack the attribute, and that there are more", async () => {
    expect(await groups("by=nothing.known")).toMatchObject({ without: 1200, truncated: false });
    expect(await groups("by=basket.value&limit=3")).toMatchObject({ truncated: true });
  });
});

describe("attributes that were chosen", () => {
  test("have columns of their own, also for spans that were there, and give the same groups with their types", async () => {
    const groups = async (by: string): Promise<unknown> => {
      const result = await api.get<SpanGroupsResult>(`/api/traces/groups?${range}&by=${by}&limit=500`);
      return result.groups.map(({ value, spans }) => [value, spans]);
    };
    const keys = ["provider", "http.response.status_code", "nothing.known"];
    const before = await Promise.all(keys.map(groups));
    const chosen = {
      typed: [
        { key: "provider", type: "string" },
        { key: "http.response.status_code", type: "int" },
        { key: "nothing.known", type: "double" },
      ],
      rolled: ["provider"],
    } as const;
    await api.store.chooseAttributes(chosen);
    await api.store.chooseAttributes(chosen);
    expect(await Promise.all(keys.map(groups))).toEqual(before);
    const columns = await api.store.queries.run<{ name: string }>("typed-columns", { key: "provider" });
    expect(columns).toHaveLength(1);
    const noted = (): readonly string[] => api.notes.filter((note) => note.includes("Columns stay"));
    expect(noted()).toEqual([]);
    await api.store.chooseAttributes({ typed: [{ key: "provider", type: "int" }], rolled: [] });
    expect(noted()).toEqual([
      "The column of the attribute `provider` has the type LowCardinality(Nullable(String)), not that of `int`. Columns stay as they are; ask for that type.",
    ]);
    // What was rolled up only from now on is not taken for what was before.
    const rolled = await api.store.queries.run<{ key: string; sinceSeconds: number }>("rolled-attributes");
    expect(rolled.find(({ key }) => key === "provider")!.sinceSeconds).toBeGreaterThan(Date.now() / 1000);
  });

  test("rejects keys with special characters", async () => {
    const chosen = { typed: [{ key: "x'] , now() --", type: "string" }], rolled: [] } as const;
    await expect(api.store.chooseAttributes(chosen)).rejects.toThrow("Cannot give the attribute");
  });
});

test(
  "the graph has each call once, whichever came first, the caller or the called",
  { tags: ["extended"] },
  async () => {
    const before = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
    expect(before.edges).toEqual([]);
    const keep = api.store.jobs.find(({ name }) => name === "service graph")!;
    const leadership = leadershipOf();
    await keep.run(leadership.signal, leadership);
    await keep.run(leadership.signal, leadership);
    const graph = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
    expect(graph.edges).toEqual([
      expect.objectContaining({
        caller: "storefront",
        callee: "payment",
        calls: traces,
        estimatedCalls: traces * 2.5,
        errors: traces / 10,
      }),
    ]);
    expect(graph.nodes.map(({ name, entries }) => [name, entries])).toEqual([
      ["payment", traces],
      ["storefront", traces],
    ]);
  },
);

test(
  "of very many versions the newest that run are listed, the others counted, and no service loses its own",
  { tags: ["extended"] },
  async () => {
    const many = 12_000;
    await api.write((sink) => {
      const version = (name: string, of: string, ms: number): void => {
        const startNs = at(-40 * 24 * 3_600_000 + ms);
        const from = resource(name, { "service.version": of });
        sink.span(span({ traceId: `${name} ${of}`, spanId: of, startNs, resource: from, kind: 2 }));
      };
      version("calm", "1.0", -60_000);
      for (let n = 0; n < many; n++) version("fleet", `b${n}`, n);
    });
    const around = "from=2026-10-11T14:30:00Z&to=2026-10-11T14:50:00Z";
    const { services } = await api.get<ServicesResult>(`/api/services?${around}`);
    const [calm, fleet] = services;
    expect(calm).toMatchObject({
      name: "calm",
      version: "1.0",
      versions: [{ version: "1.0" }],
      truncatedVersions: 0,
    });
    expect(fleet).toMatchObject({ name: "fleet", version: `b${many - 1}`, truncatedVersions: many - 20 });
    expect(fleet!.versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 20 }, (_, n) => `b${many - 1 - n}`),
    );
    const detail = await api.get<ServiceDetail>(`/api/services/fleet?${around}`);
    expect([detail.versions.length, detail.truncatedVersions]).toEqual([20, many - 20]);
  },
);
