// A store in which nothing is: lists are empty, single things are unknown, nothing fails.
import { openApiDocument } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askedRoutes, openApi, testedRoutes, type TestApi } from "./harness.ts";

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
});

afterAll(() => api.close());

const range = { from: "2026-11-20T13:48:00.000Z", to: "2026-11-20T14:48:00.000Z" };
/** The same in full hours. */
const hours = { from: "2026-11-20T13:00:00.000Z", to: "2026-11-20T15:00:00.000Z" };
const page = { items: [], nextCursor: null };
/** 30 days before the end of the range. */
const openSince = "2026-10-21T00:00:00.000Z";
const noFigures = {
  started: 0,
  completed: 0,
  failed: 0,
  abandoned: 0,
  open: 0,
  completionRate: null,
  amounts: [],
  p50Ms: null,
  p95Ms: null,
};

const noActivity = { traces: [], errors: [], logs: [], truncated: false };

test.each([
  ["/api/received", { hasTelemetry: false }],
  ["/api/completeness", { completeUpTo: null, counts: { current: 0, late: 0, silent: 0 }, items: [] }],
  ["/api/services", { ...range, stepMs: 60_000, services: [], environments: [] }],
  ["/api/services/cart", { ...range, name: "cart", operations: [] }],
  ["/api/services/business", { ...range, transactions: 0, nodes: [], edges: [], truncated: false }],
  ["/api/services/graph", { ...range, nodes: [], edges: [] }],
  ["/api/heatmap", { ...range, counts: expect.any(Array) as unknown[] }],
  ["/api/traces/groups?by=http.route", { ...range, by: "http.route", groups: [] }],
  ["/api/differs?select=a=b", { ...range, verdict: "few", findings: [] }],
  ["/api/export?signal=logs&format=csv", { fileName: expect.stringMatching(/csv/) as string }],
  ["/api/traces", page],
  ["/api/traces?order=slowest&filter=a=b&status=error", page],
  ["/api/traces?order=spans", page],
  ["/api/traces?order=errors&filter=a=b", page],
  ["/api/logs", page],
  ["/api/logs?text=a&filter=a%20exists", page],
  ["/api/logs/facets", { ...range, services: [], attributes: [], sampled: null }],
  ["/api/logs/patterns", { ...range, ...page, since: null, compared: false, records: 0, other: 0 }],
  ["/api/logs/patterns?from=-24h&text=a", { ...page, records: 0 }],
  ["/api/metrics", { metrics: [], others: null, truncated: 0 }],
  ["/api/metric-sparklines?name=orders", { ...range, stepMs: 120_000, metrics: [] }],
  ["/api/attributes", { keys: [], values: [] }],
  ["/api/sql/schema", { functions: expect.arrayContaining(["count"]) as string[] }],
  ["/api/openapi.json", { openapi: "3.1.0" }],
  ["/api/attributes?key=a&signal=logs", { keys: [], values: [] }],
  ["/api/transactions", { ...range, stepMs: 60_000, types: [] }],
  [
    "/api/transactions/purchase",
    {
      ...range,
      ...page,
      reasons: [],
      summary: { type: "purchase", current: noFigures, previous: noFigures, services: [] },
    },
  ],
  [
    "/api/transaction-groups/purchase?by=tier",
    { ...range, by: "tier", keys: ["service.name"], currency: "", groups: [] },
  ],
  ["/api/transactions/purchase/o1/activity", noActivity],
  ["/api/funnels", { ...range, funnels: [] }],
  [
    "/api/funnels/checkout",
    {
      ...range,
      reasons: [],
      dropped: [],
      taken: [],
      funnel: { name: "checkout", steps: [], conversion: null },
      declared: [],
      convert: null,
    },
  ],
  [
    "/api/funnels/checkout/groups?by=plan",
    { ...range, step: "", by: "plan", keys: [], groups: [], share: 1 },
  ],
  [
    "/api/funnels/checkout/trace-groups?by=plan&spanService=shop&spanName=pay",
    { ...range, step: "", attributes: [], groups: [], isSampled: false, share: 1 },
  ],
  [
    "/api/funnels/checkout/group-money?by=plan",
    { ...range, step: "", groups: [], isSampled: false, share: 1 },
  ],
  ["/api/funnels/checkout/money", { ...range, steps: [], previous: [] }],
  ["/api/funnels/checkout/people", { ...range, step: "", people: [], nextCursor: null }],
  [
    "/api/funnels/checkout/dropped",
    { ...range, compared: { dropped: 0, continued: 0 }, errors: [], operations: [], traces: [] },
  ],
  ["/api/journeys", { ...range, journeys: [] }],
  [
    "/api/journeys/checkout/columns?columns=2",
    {
      ...range,
      visits: 0,
      people: 0,
      paths: [],
      ends: [],
      examples: [],
      medianMs: null,
      columns: [{ nodes: [] }, { nodes: [] }],
    },
  ],
  ["/api/workflows", { ...range, ...page, stepMs: 60_000, openSince, states: [], types: [] }],
  ["/api/workflow-instances?type=order", { ...range, ...page, openSince }],
  ["/api/workflow-failures?type=order", { ...range, failures: [] }],
  [
    "/api/interactions",
    {
      ...range,
      ...page,
      stepMs: 60_000,
      current: { count: 0, satisfaction: null, values: [] },
      types: [],
      channels: [],
    },
  ],
  ["/api/profiles", { ...range, stepMs: 60_000, profiles: [] }],
  [
    "/api/profiles/rank",
    { ...range, ...page, summary: { name: "rank", current: { count: 0, p95Ms: null }, services: [] } },
  ],
  ["/api/cpu-profiles", page],
  [`/api/traces/${"0".repeat(31)}1/search?text=order`, { spanIds: [], truncated: false }],
  ["/api/deploys", page],
  ["/api/compare", { changes: [], truncated: 0, steady: 0, few: 0, cut: [], failed: [] }],
  [
    "/api/digest",
    { moves: [], errors: [], patterns: [], slower: [], alerts: [], dark: [], fresh: [], missing: [] },
  ],
  ["/api/anomalies", page],
  ["/api/bottlenecks", { ...page, total: 0 }],
  ["/api/catalog", { ...hours, ...page, catalogs: [], owners: [], guard: [] }],
  ["/api/catalog/findings", { ...hours, ...page, levels: {}, ids: {} }],
  ["/api/catalog/findings/otlp", { fileName: "catalog-findings.otlp.json" }],
  ["/api/catalog/observed", { ...hours, spans: [], metrics: [], attributes: [], truncated: false }],
  ["/api/errors", { ...range, ...page }],
  ["/api/sourcemaps", { ...page, usedBytes: 0 }],
  ["/api/users/u1", { id: "u1", sessions: [], events: [], traceCount: 0 }],
  ["/api/users/u1/activity", noActivity],
  [
    "/api/users/u1/summary",
    { id: "u1", firstNs: null, lastNs: null, records: 0, visits: 0, transactions: [], amounts: [], lost: [] },
  ],
])("%s", async (path, expected) => {
  expect(await api.get(path)).toMatchObject(expected);
});

test("the histogram of logs has its steps, all zero", async () => {
  const { buckets } = await api.get<{ buckets: { counts: Record<string, number> }[] }>("/api/logs/histogram");
  expect(buckets).toHaveLength(60);
  expect(buckets.flatMap(({ counts }) => Object.values(counts)).every((count) => count === 0)).toBe(true);
});

test.each([
  [`/api/traces/${"0".repeat(31)}1`, "TRACE_UNKNOWN"],
  [`/api/traces/${"0".repeat(31)}1?detail=auto`, "TRACE_UNKNOWN"],
  [`/api/traces/${"0".repeat(31)}1/file`, "TRACE_UNKNOWN"],
  [`/api/traces/${"0".repeat(31)}1/spans/${"0".repeat(15)}1`, "SPAN_UNKNOWN"],
  ["/api/transactions/purchase/o1", "TRANSACTION_UNKNOWN"],
  ["/api/workflows/order", "WORKFLOW_UNKNOWN"],
  ["/api/workflows/order/o1", "WORKFLOW_UNKNOWN"],
  ["/api/metrics/orders", "METRIC_UNKNOWN"],
  ["/api/cpu-profiles/u1", "CPU_PROFILE_UNKNOWN"],
  ["/api/catalog/span/GET%20%2Fcart", "CATALOG_UNKNOWN"],
  ["/api/errors/e1", "ERROR_UNKNOWN"],
  ["/api/anomalies/0123456789abcdef", "ANOMALY_UNKNOWN"],
  ["/api/bottlenecks/0123456789abcdef", "BOTTLENECK_UNKNOWN"],
  ["/api/logs/1-2/frames", "LOG_UNKNOWN"],
  ["/api/logs/1-2/context", "LOG_UNKNOWN"],
])("%s is unknown", async (path, code) => {
  await expect(api.get(path)).rejects.toMatchObject({ status: 404, code, fix: expect.stringMatching(/.+/) });
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const forged = [
  "x",
  "%00",
  "null",
  encoded(null),
  encoded({}),
  encoded([]),
  encoded(["1"]),
  encoded(["-1", "x", "y", "z"]),
  encoded([1, 2, 3, 4]),
  encoded(["99999999999999999999999", "99999999999999999999999", "f".repeat(64)]),
  encoded(["'; DROP TABLE spans; --", "0", "0"]),
  encoded([{ length: 3 }, [], null]),
  encoded(Array.from({ length: 500 }, () => "0")),
  "A".repeat(4096),
];
const paged = Object.entries(
  openApiDocument("test")["paths"] as Readonly<Record<string, { readonly get?: Operation }>>,
).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === "cursor") === true);
interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}

test.each(
  paged.map(([path]) => path).filter((path) => testedRoutes.some((route) => route.path === colons(path))),
)("rejects a cursor that the API did not issue: %s", async (path) => {
  const own = new Set(
    (paged.find(([one]) => one === path)?.[1].get?.parameters ?? []).map(({ name }) => name),
  );
  expect(own.has("limit")).toBe(true);
  const filled = path.replaceAll(/\{\w+\}/g, "x");
  for (const cursor of forged) {
    const outcome = await api.get(`${filled}?cursor=${cursor}`).catch((error: unknown) => error);
    expect([cursor, outcome]).toEqual([
      cursor,
      expect.objectContaining({ status: 400, code: "BAD_PARAMETER" }),
    ]);
  }
  for (const limit of ["0", "501", "-1", "1e3", "x"])
    await expect(api.get(`${filled}?limit=${limit}`)).rejects.toMatchObject({
      status: 400,
      code: "BAD_PARAMETER",
    });
});

function colons(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

test("every route was tested", () => {
  const routes = testedRoutes.filter(({ method }) => method === "GET").map(({ path }) => path);
  expect([...askedRoutes].toSorted()).toEqual(routes.toSorted());
});
