// Traces and services on the real engine: what was written comes out as it was, each once, found by every kind of condition.
import type { AttributesResult, ServicesResult, Trace, TracesResult, TraceSummary } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RowSink, SpanRow } from "../../src/store/rows.ts";
import {
  allPages,
  at,
  attributes,
  event,
  hex,
  log,
  openApi,
  resource,
  span,
  type TestApi,
} from "./harness.ts";

const storefront = resource("storefront", { "host.name": "h1", "service.version": "5.18.2" });
const payment = resource("payment", { "host.name": "h2", "service.version": "2.41.0", "process.pid": 77n });
const staging = resource("payment", { "deployment.environment.name": "staging" });

const everyKind = attributes({
  text: "käse \n'quoted'",
  int: -9223372036854775808n,
  double: 0.1,
  whole: 3,
  nan: NaN,
  yes: true,
  bytes: new Uint8Array([0, 255]),
  list: ["a", 1n, [2.5]],
  map: new Map([["inner", null]]),
  nothing: null,
  tier: "gold",
});

const root = span({
  traceId: "t1",
  spanId: "a",
  resource: storefront,
  name: "GET /checkout",
  kind: 2,
  startNs: at(-60_000) + 123n,
  durationNs: 500_000_000n,
  attributes: everyKind,
  traceState: "ot=th:c",
  events: [
    { timeNs: at(-59_900) + 7n, name: "cache miss", attributes: attributes({ key: "k" }), dropped: 2 },
  ],
  links: [
    {
      traceId: root16(),
      spanId: new Uint8Array(8).fill(9),
      traceState: "x=y",
      flags: 1,
      attributes: attributes({ why: "batch" }),
      dropped: 0,
    },
  ],
  droppedAttributes: 1,
});
const charge = span({
  traceId: "t1",
  spanId: "b",
  parentId: "a",
  resource: payment,
  name: "charge card",
  kind: 3,
  status: 2,
  statusMessage: "timeout",
  startNs: at(-59_950),
  durationNs: 2_000_000_000n,
  attributes: attributes({ items: 12n, provider: "nordpay" }),
});

function root16(): Uint8Array {
  return new Uint8Array(16).fill(8);
}

/** Five traces that began in the same nanosecond. */
const ties: readonly SpanRow[] = ["k1", "k2", "k3", "k4", "k5"].map((traceId) =>
  span({ traceId, spanId: traceId, resource: storefront, name: "GET /tie", kind: 2, startNs: at(-600_000) }),
);

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => {
    sink.span(root);
    sink.span(ties[0]!);
  });
  await api.write((sink) => {
    sink.span(root);
    sink.span(charge);
    for (const tie of ties) sink.span(tie);
    sink.span(
      span({
        traceId: "orphan",
        spanId: "o",
        parentId: "lost",
        resource: payment,
        name: "late work",
        startNs: at(-30_000),
      }),
    );
    sink.span(
      span({ traceId: "staged", spanId: "s", resource: staging, name: "refund", startNs: at(-20_000) }),
    );
    sink.span(
      span({ traceId: "old", spanId: "p", resource: payment, name: "old work", startNs: at(-7_000_000) }),
    );
    sink.log(
      log({
        traceId: "t1",
        spanId: "b",
        body: "card timed out",
        timeNs: at(-58_000),
        resource: payment,
        identity: 5n,
      }),
    );
    sink.log(log({ traceId: "sampled", body: "only a log", timeNs: at(-58_000), identity: 6n }));
    sink.businessEvent(
      event({
        kind: "transaction",
        phase: "ended",
        name: "purchase",
        entityId: "order-789",
        outcome: "failed",
        traceId: "sampled",
        timeNs: at(-57_000),
      }),
    );
  });
});

afterAll(() => api.close());

const ids = async (query: string): Promise<string[]> =>
  (await api.get<TracesResult>(`/api/traces?${query}`)).items.map((trace) => trace.traceId);
const names = (...traces: string[]): string[] => traces.map((trace) => hex(trace, 16));

describe("the list", () => {
  test("is newest first, by the start of each trace", async () => {
    const listed = await ids("from=-5m");
    expect(listed).toEqual(names("staged", "orphan", "t1"));
  });

  test("counts a span that was stored twice once", async () => {
    const { items } = await api.get<TracesResult>("/api/traces?from=-5m&name=charge%20card");
    expect(items).toEqual([
      {
        traceId: hex("t1", 16),
        root: "received",
        rootName: "GET /checkout",
        rootService: "storefront",
        startNs: (at(-60_000) + 123n).toString(),
        durationNs: 2_049_999_877n.toString(),
        spanCount: 2,
        errorCount: 1,
        services: ["payment", "storefront"],
        values: {},
      },
    ] satisfies TraceSummary[]);
  });

  test("has the values of attributes that are asked for as columns, of spans and of resources", async () => {
    const { items } = await api.get<TracesResult>(
      "/api/traces?from=-5m&column=tier&column=items&column=host.name&column=nothing.of.the.kind&column=service.name",
    );
    expect(items.map(({ values }) => values)).toEqual([
      { "service.name": "payment" },
      { "service.name": "payment", "host.name": "h2" },
      // Of the root where it has one, else of the span that has.
      { "service.name": "storefront", "host.name": "h1", tier: "gold", items: "12" },
    ]);
  });

  test("names a trace after its first span if the root is missing", async () => {
    const { items } = await api.get<TracesResult>("/api/traces?from=-5m&name=late%20work");
    expect(items[0]).toMatchObject({ rootName: "late work", rootService: "payment" });
  });

  test("is empty outside the range, and takes a trace at its very first nanosecond", async () => {
    const start = "2026-11-20T14:47:00.000000123Z";
    expect(await ids(`from=${start}&to=2026-11-20T14:47:00.000000124Z`)).toEqual(names("t1"));
    expect(await ids("from=2026-11-20T14:47:00.000000124Z&to=2026-11-20T14:47:00.0001Z")).toEqual([]);
    expect(await ids(`from=-5m&to=${start}`)).toEqual([]);
  });

  test("pages over traces that began at the same moment without gap or double", async () => {
    for (const limit of [1, 2, 3, 5]) {
      const { items, sizes } = await allPages<TraceSummary>(
        api,
        `/api/traces?from=-1h&name=GET%20/tie&limit=${limit}`,
      );
      expect(items.map((trace) => trace.traceId)).toEqual(
        names("k1", "k2", "k3", "k4", "k5").toSorted().toReversed(),
      );
      expect(sizes.every((size) => size <= limit)).toBe(true);
    }
  });

  test("pages over everything in every order, each trace once", async () => {
    for (const order of ["newest", "slowest", "spans", "errors"]) {
      const { items } = await allPages<TraceSummary>(api, `/api/traces?from=-1d&order=${order}&limit=2`);
      expect(items.map((trace) => trace.traceId).toSorted()).toEqual(
        names("t1", "orphan", "staged", "old", "k1", "k2", "k3", "k4", "k5").toSorted(),
      );
    }
  });

  test("can be sorted by duration, slowest first", async () => {
    expect((await ids("order=slowest&limit=1")).at(0)).toBe(hex("t1", 16));
  });
});

describe("conditions", () => {
  test.each([
    ["filter=tier=gold", ["t1"]],
    ["filter=tier=silver", []],
    ["filter=int=-9223372036854775808", ["t1"]],
    ["filter=double=0.1", ["t1"]],
    ["filter=yes=true", ["t1"]],
    ["filter=items>=12", ["t1"]],
    ["filter=items>12", []],
    ["filter=items<13&filter=items>11", ["t1"]],
    ["filter=host.name=h1&name=GET%20/checkout", ["t1"]],
    ["filter=process.pid>76", ["orphan", "t1"]],
    ["filter=process.pid=77", ["orphan", "t1"]],
    ["filter=process.pid%20exists", ["orphan", "t1"]],
    ["filter=!process.pid%20exists", ["staged", "t1"]],
    ["filter=list%20exists", ["t1"]],
    ["filter=nothing%20exists", ["t1"]],
    ["filter=!host.name%20exists", ["staged"]],
    ["filter=host.name!=h2&filter=name!=GET%20/tie", ["staged", "t1"]],
    ["filter=tier=gold&filter=provider=nordpay", []],
    ["filter=text=käse%20%0A'quoted'", ["t1"]],
    ["service=payment&filter=status=error", ["t1"]],
    ["service=storefront&filter=status=error", []],
    ["filter=service.name!=payment", ["t1"]],
    ["filter=kind=client", ["t1"]],
    ["filter=error", ["t1"]],
    ["filter=!error", ["staged", "orphan"]],
    ["filter=service=payment&filter=error&filter=duration>1ms", ["t1"]],
    ["filter=duration>=2s", ["t1"]],
    ["filter=duration>2s", []],
    ["status=error", ["t1"]],
    ["status=ok", ["staged", "orphan"]],
    ["environment=staging", ["staged"]],
    ["environment=production", ["orphan", "t1"]],
    ["minDurationMs=2049.9", ["t1"]],
    ["maxDurationMs=1", ["staged", "orphan"]],
    ["name=refund", ["staged"]],
  ])("%s", async (query, expected) => {
    expect(await ids(`from=-5m&${query}`)).toEqual(names(...expected));
    for (const order of ["slowest", "spans", "errors"]) {
      const sorted = await ids(`from=-5m&order=${order}&${query}`);
      expect(sorted.toSorted()).toEqual(names(...expected).toSorted());
    }
  });
});

test("names and services of spans complete like the values of attributes", async () => {
  const valuesOf = async (query: string): Promise<string[]> =>
    (await api.get<AttributesResult>(`/api/attributes?from=-5m&${query}`)).values.map(({ value }) => value);
  expect(await valuesOf("key=name&prefix=checkout")).toEqual(["GET /checkout"]);
  expect(await valuesOf("key=name&prefix=nowhere")).toEqual([]);
  expect(await valuesOf("key=service")).toContain("payment");
});

describe("one trace", () => {
  test("returns what was stored", async () => {
    const trace = await api.get<Trace>(`/api/traces/${hex("t1", 16).toUpperCase()}`);
    expect(trace).toMatchObject({
      traceId: hex("t1", 16),
      kept: true,
      startNs: root.startNs.toString(),
      durationNs: "2049999877",
      truncated: false,
    });
    expect(trace.spans).toHaveLength(2);
    const [first, second] = trace.spans;
    expect(first).toMatchObject({
      spanId: hex("a", 8),
      parentSpanId: "",
      traceState: "ot=th:c",
      flags: 1,
      kind: "server",
      service: "storefront",
      status: "unset",
      durationNs: "500000000",
      droppedAttributesCount: 1,
      scope: { name: "test", version: "1" },
    });
    expect(Object.keys(first?.attributes ?? {})).toEqual([...everyKind.keys()].toSorted());
    expect(first?.attributes).toEqual({
      text: { type: "string", value: "käse \n'quoted'" },
      int: { type: "int", value: "-9223372036854775808" },
      double: { type: "double", value: 0.1 },
      whole: { type: "double", value: 3 },
      nan: { type: "double", value: "NaN" },
      yes: { type: "bool", value: true },
      bytes: { type: "bytes", value: "AP8=" },
      list: {
        type: "array",
        value: [
          { type: "string", value: "a" },
          { type: "int", value: "1" },
          { type: "array", value: [{ type: "double", value: 2.5 }] },
        ],
      },
      map: { type: "map", value: { inner: { type: "empty", value: null } } },
      nothing: { type: "empty", value: null },
      tier: { type: "string", value: "gold" },
    });
    expect(first?.events).toEqual([
      {
        timeNs: (at(-59_900) + 7n).toString(),
        name: "cache miss",
        attributes: { key: { type: "string", value: "k" } },
        droppedAttributesCount: 2,
      },
    ]);
    expect(first?.links).toEqual([
      {
        traceId: "08".repeat(16),
        spanId: "09".repeat(8),
        traceState: "x=y",
        flags: 1,
        attributes: { why: { type: "string", value: "batch" } },
        droppedAttributesCount: 0,
      },
    ]);
    expect(second).toMatchObject({
      spanId: hex("b", 8),
      parentSpanId: hex("a", 8),
      status: "error",
      statusMessage: "timeout",
      kind: "client",
    });
    expect(trace.resources[second?.resourceId ?? ""]).toMatchObject({
      "host.name": { type: "string", value: "h2" },
      "process.pid": { type: "int", value: "77" },
    });
    expect(trace.logs.map((record) => record.text)).toEqual(["card timed out"]);
  });

  test("distinguishes a trace whose spans were sampled away from an unknown one", async () => {
    const trace = await api.get<Trace>(`/api/traces/${hex("sampled", 16)}`);
    expect(trace).toMatchObject({
      kept: false,
      spans: [],
      startNs: at(-58_000).toString(),
      durationNs: "1000000000",
    });
    expect(trace.logs).toHaveLength(1);
    expect(trace.businessEvents.map(({ kind, name, entityId }) => [kind, name, entityId])).toEqual([
      ["transaction", "purchase", "order-789"],
    ]);
    await expect(api.get(`/api/traces/${hex("nobody", 16)}`)).rejects.toMatchObject({
      status: 404,
      code: "TRACE_UNKNOWN",
    });
  });

  test.each(["abc", `${"0".repeat(31)}g`, "0".repeat(33)])("refuses the id %s", async (id) => {
    await expect(api.get(`/api/traces/${id}`)).rejects.toMatchObject({ status: 400, code: "BAD_PARAMETER" });
  });
});

describe("services", () => {
  test("have rates, errors and durations of their entries", async () => {
    const result = await api.get<ServicesResult>("/api/services?from=2026-11-20T14:30:00Z&to=now");
    expect(result.stepMs).toBe(60_000);
    expect(result.environments).toEqual(["production", "staging"]);
    const one = result.services.find((service) => service.name === "storefront");
    expect(one).toMatchObject({
      version: "5.18.2",
      versionSince: "2026-11-20T14:38:00.000Z",
      environments: ["production"],
      errorRate: 0,
    });
    expect(one?.rates).toHaveLength(18);
    expect(one?.p95sMs[8]).toBeGreaterThan(0.9);
    expect(one?.p95sMs[8]).toBeLessThan(1.2);
    expect(one?.p95sMs[0]).toBeNull();
    expect(result.services.find((service) => service.name === "payment")).toMatchObject({
      spans: 3,
      environments: ["production", "staging"],
    });
  });

  test("can be limited to one environment", async () => {
    const result = await api.get<ServicesResult>("/api/services?environment=staging");
    expect(result.services.map(({ name, spans }) => [name, spans])).toEqual([["payment", 1]]);
    expect(result.environments).toEqual(["production", "staging"]);
  });
});
