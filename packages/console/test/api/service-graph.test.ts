// The service graph on the real engine: services, databases, queues and hosts, whatever comes first; and services by version.
import type { ServiceBusiness, ServiceDetail, ServiceGraph } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import type { SpanRow } from "../../src/store/rows.ts";
import { at, attributes, event, openApi, resource, span, type TestApi } from "./harness.ts";

const shop = resource("shop", { "service.version": "1.0" });
const payment = resource("payment", { "service.version": "2.0" });
const newPayment = resource("payment", { "service.version": "2.1" });
const mail = resource("mail");
const cron = resource("cron");

/** A call of the shop: its server span `a`, the call of payment `b`, and what payment does for it. */
function order(index: number): readonly SpanRow[] {
  const startNs = at(-1_200_000 - index * 1_000);
  const one = (spanId: string, more: Partial<Parameters<typeof span>[0]>): SpanRow =>
    span({ traceId: `t${index}`, spanId, startNs, durationNs: 5_000_000n, resource: payment, ...more });
  const failed = index === 3;
  return [
    one("a", { resource: shop, kind: 2 }),
    one("b", {
      resource: shop,
      kind: 3,
      parentId: "a",
      attributes: attributes({ "server.address": "payment.internal" }),
    }),
    one("c", { resource: index < 5 ? newPayment : payment, kind: 2, parentId: "b", status: failed ? 2 : 0 }),
    one("d", {
      kind: 3,
      parentId: "c",
      attributes: attributes({
        "db.system.name": "postgresql",
        "db.namespace": "orders",
        "server.address": "db1",
      }),
    }),
    one("e", {
      kind: 3,
      parentId: "c",
      status: failed ? 2 : 0,
      attributes: attributes({ "server.address": "api.bank.example" }),
    }),
    one("f", {
      kind: 4,
      parentId: "c",
      attributes: attributes({ "messaging.system": "kafka", "messaging.destination.name": "paid" }),
    }),
    one("g", {
      resource: mail,
      kind: 5,
      parentId: "f",
      durationNs: 40_000_000n,
      attributes: attributes({ "messaging.system": "kafka", "messaging.destination.name": "paid" }),
    }),
  ];
}

const orders = 10;
const range = "from=2026-11-20T14:00:00Z&to=2026-11-20T14:45:00Z";
let api: TestApi;
/** How far the clock of the store is ahead. */
let passedMs = 0;
const keep = (): Promise<void> => {
  const leadership = leadershipOf();
  const job = api.store.jobs.find(({ name }) => name === "service graph")!;
  return job.run(leadership.signal, leadership);
};
const graphOf = (query = range): Promise<ServiceGraph> => api.get(`/api/services/graph?${query}`);
const pairsOf = (edges: readonly { readonly caller: string; readonly callee: string }[]): string[] =>
  edges.map(({ caller, callee }) => `${caller} → ${callee}`);
const pairs = ({ edges }: ServiceGraph): string[] =>
  edges.map(({ caller, callee, calls, errors }) => `${caller} → ${callee}: ${calls}, ${errors}`).toSorted();

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => Date.now() + passedMs);
  // An empty store has no last minute.
  await keep();
  const all = Array.from({ length: orders }, (_, index) => order(index)).flat();
  await api.write((sink) => {
    for (const row of all.filter(({ kind }) => kind !== 2)) sink.span(row);
    sink.span(
      span({ traceId: "x", spanId: "a", startNs: at(-1_200_000), durationNs: 1n, resource: cron, kind: 1 }),
    );
  });
  await keep();
  // Two orders of which one has a trace through payment; a third whose trace is not known.
  await api.write((sink) => {
    const record = (entityId: string, traceId: string | undefined, amount: string): void =>
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "ended",
          name: "purchase",
          entityId,
          timeNs: at(-1_199_000),
          amount,
          currency: "EUR",
          ...(traceId === undefined ? {} : { traceId }),
        }),
      );
    record("o1", "t0", "30");
    record("o2", "x", "10");
    record("o3", undefined, "500");
  });
  // What answers the calls comes a minute late.
  await api.write((sink) => {
    for (const row of all.filter(({ kind }) => kind === 2)) sink.span(row);
  });
});

afterAll(() => api.close());

test(
  "a host whose calls no service answers is a third party, until the answers arrive",
  { tags: ["extended"] },
  async () => {
    expect(pairs(await graphOf())).toContain("shop → external//payment.internal: 10, 0");
    await keep();
    expect(pairs(await graphOf())).not.toContain("shop → external//payment.internal: 10, 0");
  },
);

test("has each call once: of services, databases, queues and hosts", async () => {
  await keep();
  await keep();
  expect(pairs(await graphOf())).toEqual([
    "payment → database/postgresql/db1/orders: 10, 0",
    "payment → external//api.bank.example: 10, 1",
    "payment → queue/kafka/paid: 10, 0",
    "queue/kafka/paid → mail: 10, 0",
    "shop → payment: 10, 1",
  ]);
});

test("has the conditions that find the spans of each call", async () => {
  const { edges } = await graphOf();
  expect(
    Object.fromEntries(edges.map(({ callee, caller, filter }) => [`${caller} ${callee}`, filter])),
  ).toEqual({
    "shop payment": [],
    "payment database/postgresql/db1/orders": ["server.address=db1", "db.namespace=orders"],
    "payment external//api.bank.example": ["server.address=api.bank.example"],
    "payment queue/kafka/paid": ["messaging.destination.name=paid", "kind=producer"],
    "queue/kafka/paid mail": ["messaging.destination.name=paid", "kind=consumer"],
  });
});

test("has each node, also a service without calls", async () => {
  const { nodes, truncated } = await graphOf();
  expect(truncated).toBe(false);
  expect(nodes.map(({ id, kind, name, system }) => [id, kind, name, system]).toSorted()).toEqual([
    ["cron", "service", "cron", ""],
    ["database/postgresql/db1/orders", "database", "db1/orders", "postgresql"],
    ["external//api.bank.example", "external", "api.bank.example", ""],
    ["mail", "service", "mail", ""],
    ["payment", "service", "payment", ""],
    ["queue/kafka/paid", "queue", "paid", "kafka"],
    ["shop", "service", "shop", ""],
  ]);
  const queue = nodes.find(({ kind }) => kind === "queue")!;
  expect(queue).toMatchObject({
    entries: orders,
    queue: { sent: orders, received: orders, backlog: 0 },
  });
});

test("compares edges with the same length of time before", async () => {
  const { edges, nodes } = await graphOf("from=2026-11-20T14:45:00Z&to=2026-11-20T15:30:00Z");
  expect([edges, nodes]).toEqual([[], []]);
  const second = await graphOf("from=2026-11-20T14:28:00Z&to=2026-11-20T14:29:00Z");
  expect(second.edges).toHaveLength(5);
  for (const { calls, previous } of second.edges) expect([calls, previous?.calls]).toEqual([1, orders - 1]);
  const first = await graphOf("from=2026-11-20T14:27:00Z&to=2026-11-20T14:28:00Z");
  expect(first.edges.map(({ previous }) => previous)).toEqual(first.edges.map(() => null));
});

test("whether a host is a service is decided by the calls before sampling", async () => {
  const call = (host: string, n: number, isAnswered: boolean, traceState = ""): readonly SpanRow[] => {
    const ofCall = {
      traceId: `${host} ${n}`,
      startNs: at(-3 * 3_600_000 + n),
      durationNs: 5n,
      traceState,
    };
    const named = attributes({ "server.address": `${host}.internal` });
    const made = { ...ofCall, spanId: "a", resource: resource("web"), kind: 3, attributes: named };
    const answer = { ...ofCall, spanId: "b", parentId: "a", resource: resource(host), kind: 2 };
    return [span({ ...made, status: isAnswered ? 0 : 2 }), ...(isAnswered ? [span(answer)] : [])];
  };
  // failures are all stored, a quarter of the others; and the reverse
  const quarter = "ot=th:c";
  const calls = [0, 1, 2, 3, 4].flatMap((n) => [
    ...(n < 2 ? call("stock", n, true, quarter) : call("stock", n, false)),
    ...(n < 3 ? call("rates", n, true) : call("rates", n, false, quarter)),
  ]);
  await api.write((sink) => calls.forEach((row) => sink.span(row)));
  await keep();
  const { edges } = await graphOf("from=2026-11-20T11:40:00Z&to=2026-11-20T11:55:00Z");
  const figures = edges.map((edge) => [edge.callee, edge.calls, edge.estimatedCalls, edge.asCalled?.calls]);
  expect(figures.toSorted()).toEqual([
    ["external//rates.internal", 5, 11, undefined],
    ["rates", 3, 3, undefined],
    ["stock", 2, 8, 5],
  ]);
});

test("has each of many services once, with all its spans; over the limit those with fewest are left out", async () => {
  const day = 24 * 3_600_000;
  const called = (n: number, ms: number): SpanRow =>
    span({
      traceId: `many ${n}`,
      spanId: `${ms}`,
      startNs: at(ms - 14 * day),
      resource: resource(`many-${String(n).padStart(4, "0")}`),
      kind: 2,
    });
  await api.write((sink) => {
    for (let n = 0; n < 20; n++) sink.span(called(n, 0));
  });
  // The budget of names is that of a day.
  passedMs = 2 * day;
  await api.write((sink) => {
    for (let n = 20; n < 2_010; n++) for (const ms of [-2_400_000, 0]) sink.span(called(n, ms));
  });
  const { nodes, truncated } = await graphOf("from=2026-11-06T14:04:00Z&to=2026-11-06T14:49:00Z");
  expect(truncated).toBe(true);
  expect(nodes).toHaveLength(2_000);
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(2_000);
  expect(nodes.filter(({ entries }) => entries === 2)).toHaveLength(1_990);
  expect(nodes.filter(({ entries }) => entries === 1)).toHaveLength(10);
});

test("keeps environments apart", async () => {
  expect(pairs(await graphOf(`${range}&environment=production`))).toHaveLength(5);
  expect(await graphOf(`${range}&environment=staging`)).toMatchObject({ nodes: [], edges: [] });
});

test("a service has its figures by version, the newest first", async () => {
  const { byVersion, truncatedByVersion } = await api.get<ServiceDetail>(`/api/services/payment?${range}`);
  expect(truncatedByVersion).toBe(0);
  expect(byVersion.map(({ version, entries, errors, since }) => [version, entries, errors, since])).toEqual([
    ["2.1", 5, 1, "2026-11-20T14:27:56.000Z"],
    ["2.0", 5, 0, "2026-11-20T14:27:51.000Z"],
  ]);
});

// The long range is a sample of its minutes; the middle of one of them is that of the orders.
test.each([
  [range, false],
  ["from=2026-11-20T08:26:00Z&to=2026-11-20T14:50:00Z", true],
])("nodes and calls have their share of transactions and amount: %s", async (query, sampled) => {
  const result = await api.get<ServiceBusiness>(`/api/services/business?${query}`);
  expect(result).toMatchObject({ transactions: 2, isSample: sampled, currency: "EUR" });
  const shares = new Map(
    result.edges.map(({ caller, callee, share, amountShare }) => [
      `${caller} → ${callee}`,
      [share, amountShare],
    ]),
  );
  const { edges, nodes: known } = await graphOf();
  expect(edges).toHaveLength(5);
  // nothing that the map does not have, as a host that is a service
  expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(result.nodes.map(({ id }) => id)));
  expect(pairsOf(edges)).toEqual(expect.arrayContaining(pairsOf(result.edges)));
  for (const { caller, callee } of edges) expect(shares.get(`${caller} → ${callee}`)).toEqual([0.5, 0.75]);
  const nodes = Object.fromEntries(result.nodes.map(({ id, share }) => [id, share]));
  expect(nodes).toMatchObject({ shop: 0.5, cron: 0.5, "database/postgresql/db1/orders": 0.5 });
});

test(
  "of more versions than are listed, the one that began first is left out",
  { tags: ["extended"] },
  async () => {
    const from = Date.parse("2026-11-20T06:00:00Z");
    const versions = Array.from({ length: 51 }, (_, n) => `1.0.${n}`);
    await api.write((sink) => {
      versions.forEach((version, n) => {
        for (const minute of [n === 0 ? 0 : 1, 2])
          sink.span(
            span({
              traceId: `v${n}-${minute}`,
              spanId: `v${n}-${minute}`,
              resource: resource("rollout", { "service.version": version }),
              kind: 2,
              startNs: BigInt(from + minute * 60_000) * 1_000_000n,
            }),
          );
      });
    });
    await keep();
    const { byVersion, truncatedByVersion } = await api.get<ServiceDetail>(
      "/api/services/rollout?from=2026-11-20T06:00:00Z&to=2026-11-20T07:00:00Z",
    );
    expect(truncatedByVersion).toBe(1);
    expect(byVersion.map(({ version }) => version).toSorted()).toEqual(versions.slice(1).toSorted());
  },
);
