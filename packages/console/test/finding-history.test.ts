// @module-tag extended
// Hours judged against their history, on the real engine: each kind with the problem, with the problem solved, and what only looks like it;
// what the API says of it, alert rules, hours judged again, and tenants.
import { createInput } from "alerts/readings";
import type { Bottleneck, BottleneckResult, BottlenecksResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createReader } from "../src/alerts/read/read.ts";
import { readChart } from "../src/dashboards/read-chart.ts";
import { createHistoryJob, type HistoryFigures } from "../src/findings/history/job.ts";
import type { ResourceRow, RowSink, SpanRow } from "../src/store/rows.ts";
import {
  attributes,
  event,
  hex,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "./api/harness.ts";

let api: TestApi;
/** Unix ms: when rows are received, and when a job runs. */
let clock = now;
const notes: string[] = [];
const { signal } = new AbortController();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The hour that is judged: it is over at 15:00. */
const hour = Date.parse("2026-11-20T14:00:00Z");
const range = "from=2026-11-20T14:00:00Z&to=2026-11-20T15:00:00Z";
const hoursBefore = 14;
const ns = (unixMs: number): bigint => BigInt(Math.round(unixMs * 1e6));

/** A request of 100 ms that waits for one query. */
function request(name: string, of: ResourceRow, startMs: number, queryMs: number, tenant = "a"): SpanRow[] {
  const shared = { traceId: name, resource: of };
  return [
    span({
      ...shared,
      spanId: `${name} root`,
      name: "GET /stock",
      kind: 2,
      startNs: ns(startMs),
      durationNs: ns(queryMs + 40),
    }),
    span({
      ...shared,
      spanId: `${name} query`,
      parentId: `${name} root`,
      name: "SELECT stock",
      kind: 3,
      startNs: ns(startMs + 20),
      durationNs: ns(queryMs),
      attributes: attributes({
        "db.system.name": "postgresql",
        "db.query.text": `SELECT count FROM stock WHERE sku = ${startMs}`,
        "customer.tier": tenant,
      }),
    }),
  ];
}

/** Forty requests an hour; `queryMs` by the distance of the hour from the judged one, and the number of the request. */
function requests(
  service: string,
  queryMs: (back: number, n: number) => number,
  tier: (back: number, n: number) => string = () => "a",
  of: ResourceRow = resource(service),
): SpanRow[] {
  return Array.from({ length: hoursBefore + 1 }, (_, back) =>
    Array.from({ length: 40 }, (__, n) =>
      request(
        `${service} ${back} ${n}`,
        of,
        hour - back * hourMs + n * minuteMs,
        queryMs(back, n) + (n % 5),
        tier(back, n),
      ),
    ).flat(),
  ).flat();
}

/** Twelve calls each ten minutes; a version begins with the judged hour. */
function versions(
  service: string,
  ms: (back: number, n: number, isNew: boolean) => number,
  share = 12,
): SpanRow[] {
  return Array.from({ length: 6 }, (_, back) =>
    Array.from({ length: 72 }, (__, n) => {
      const isNew = back === 0 && n % 12 < share;
      const name = `${service} ${back} ${n}`;
      return span({
        traceId: name,
        spanId: `${name} root`,
        name: "POST /order",
        kind: 2,
        resource: resource(service, { "service.version": isNew ? "2.0.0" : "1.0.0" }),
        startNs: ns(hour - back * hourMs + n * 50_000),
        durationNs: ns(ms(back, n, isNew) + (n % 5)),
      });
    }),
  ).flat();
}

async function write(spans: readonly SpanRow[], more?: (sink: RowSink) => void): Promise<void> {
  await api.write((sink) => {
    for (const one of spans) sink.span(one);
    more?.(sink);
  });
  // waits until the roll-ups have what was written
  await api.get("/api/services");
}

function begin(): ReturnType<typeof createHistoryJob> {
  return createHistoryJob({
    history: api.store.findingHistory,
    findings: api.store.findings,
    nowMs: () => clock,
    note: (text) => notes.push(text),
  });
}

/** Judges what is due, a round after the last one, six minutes after the hour at the earliest. */
async function judge(job = begin()): Promise<HistoryFigures> {
  clock = Math.max(clock + 20 * minuteMs, hour + hourMs + 6 * minuteMs);
  await job.tick(signal);
  return job.figures;
}

const list = async (more: string): Promise<readonly Bottleneck[]> =>
  (await api.get<BottlenecksResult>(`/api/bottlenecks?${range}${more}`)).items;

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => clock);
});

afterAll(() => api.close());

test("a statement that is slow against its own history", async () => {
  await write(
    [
      ...requests("inventory", (back) => (back === 0 ? 60 : 20)),
      ...requests("steady", () => 20),
      // as slow as before it was solved
      ...requests("solved", (back) => (back > 0 && back < 4 ? 60 : 20)),
      // the slow kind of customers asks more than before
      ...requests(
        "mixed",
        (back, n) => (isSlowTier(back, n) ? 100 : 10),
        (back, n) => (isSlowTier(back, n) ? "slow" : "fast"),
      ),
      // few calls
      ...requests("quiet", (back) => (back === 0 ? 90 : 20)).filter((_, place) => place % 10 < 2),
    ],
    (sink) =>
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "purchase",
          phase: "ended",
          entityId: "order-1",
          outcome: "completed",
          amount: "30.50",
          currency: "EUR",
          traceId: "inventory 0 4",
          timeNs: ns(hour + 4 * minuteMs),
        }),
      ),
  );
  expect(await judge()).toMatchObject({ hours: 15 });
  const found = await list("&kind=slow-statement");
  expect(found).toMatchObject([
    {
      kind: "slow-statement",
      shape: "history",
      service: "inventory",
      environment: "production",
      operation: "SELECT stock",
      target: "SELECT count FROM stock WHERE sku = ?",
      traces: expect.closeTo(40),
      calls: 1,
      transactions: 1,
      counted: 20,
      amounts: [{ currency: "EUR", amount: "30.5" }],
      change: { unit: "ms", since: null },
    },
  ]);
  const [{ change, savedMsPerTrace, example, fingerprint }] = found as [Bottleneck];
  expect(change!.before).toBeCloseTo(22, 0);
  expect(change!.after).toBeCloseTo(62, 0);
  expect(savedMsPerTrace).toBeCloseTo(40, 0);
  expect(example).toMatchObject({ totalMs: 64, count: 1 });
  const one = await api.get<BottleneckResult>(`/api/bottlenecks/${fingerprint}?${range}`);
  expect(one.examples).toHaveLength(20);
  expect(one.history!.points).toHaveLength(hoursBefore + 1);
  expect(one.history!.traceId).toMatch(/^[0-9a-f]{32}$/);
  const ids = one.examples.map(({ spanIds: [id] }) => id);
  expect(ids).toContain(hex("inventory 0 4 query", 8));
  await expectSameInChart(one);
});

/** A pinned chart draws what the page does. */
async function expectSameInChart({ bottleneck, history }: BottleneckResult): Promise<void> {
  const chart = {
    title: "Before and after",
    sources: [{ bottleneck: bottleneck.fingerprint, measure: "history" }],
  };
  const { points, stepMs } = history!;
  const draw = async (body: object): ReturnType<typeof readChart> =>
    readChart({
      queries: api.store.queries,
      nowMs: () => now,
      signal,
      request: { body, ifMatch: undefined },
    });
  const drawn = await draw({ chart, from: points[0]!.time, to: "2026-11-20T15:00:00Z" });
  const [typical, before] = drawn.lines;
  expect(drawn).toMatchObject({ stepMs, unit: "s", times: points.map(({ time }) => Date.parse(time)) });
  expect(typical!.values).toEqual(points.map(({ value }) => value / 1000));
  expect(before).toMatchObject({
    kind: "before",
    values: points.map(() => bottleneck.change!.before / 1000),
  });
  // a longer range has no more steps; the value before stays a line, and is not drawn again for the earlier period
  const long = { from: "2026-09-01T00:00:00Z", to: "2026-11-20T17:00:00Z" };
  expect((await draw({ chart, ...long })).times).toEqual(drawn.times);
  const bars = await draw({
    chart: { ...chart, form: "bars", compare: "1h" },
    ...long,
    from: points[0]!.time,
  });
  expect(bars.times).toEqual(drawn.times);
  expect(bars.lines.map(({ label, kind }) => [label, kind])).toEqual([
    ["typical", "bars"],
    ["before", "before"],
    ["typical, 1h before", "before"],
  ]);
  const unknown = { title: "x", sources: [{ bottleneck: "gone", measure: "history" }] };
  expect((await draw({ chart: unknown, ...long })).times).toEqual([]);
}

function isSlowTier(back: number, n: number): boolean {
  return n % 10 < (back === 0 ? 8 : 2);
}

/** The version after the slow one, which is as slow. */
function hotfixed(spans: readonly SpanRow[]): SpanRow[] {
  const of = resource("hotfixed", { "service.version": "2.0.1" });
  const since = ns(hour + 40 * minuteMs);
  return spans.map((one) => (one.startNs < since ? one : { ...one, resource: of }));
}

test("an operation that is slower in a new version", async () => {
  await write([
    ...versions("checkout", (_, __, isNew) => (isNew ? 90 : 30)),
    ...versions("cart", () => 30),
    // slow since two hours before the deploy
    ...versions("search", (back) => (back < 2 ? 90 : 30)),
    // a version with few calls
    ...versions("canary", (_, __, isNew) => (isNew ? 90 : 30), 1),
    ...hotfixed(versions("hotfixed", (_, __, isNew) => (isNew ? 70 : 30))),
    // the old version beside it is as slow
    ...versions("loaded", (back) => (back === 0 ? 90 : 30), 6),
  ]);
  await judge();
  const found = await list("&kind=version-regression");
  expect(found).toMatchObject([
    {
      shape: "version",
      service: "checkout",
      operation: "POST /order",
      target: "2.0.0 after 1.0.0",
      traces: expect.closeTo(72),
      versions: ["2.0.0"],
      change: { unit: "ms", since: "2026-11-20T14:00:00.000Z" },
    },
    { service: "hotfixed", target: "2.0.0 after 1.0.0", traces: expect.closeTo(48) },
  ]);
  expect(found[0]!.savedMsPerTrace).toBeCloseTo(60, 0);
  const one = await api.get<BottleneckResult>(`/api/bottlenecks/${found[0]!.fingerprint}?${range}`);
  expect(one.history).toMatchObject({ stepMs: 600_000, version: "1.0.0" });
  expect(one.history!.points).toHaveLength(36);
});

/** Fifteen runs of a profile an hour. */
function runs(sink: RowSink, name: string, cpuMs: (back: number) => number, items = 1, traceId = ""): void {
  for (let back = 0; back <= hoursBefore; back++)
    for (let n = 0; n < 15; n++)
      sink.businessEvent(
        event({
          resource: resource("ranking"),
          kind: "profile",
          phase: "ended",
          name,
          timeNs: ns(hour - back * hourMs + n * 3 * minuteMs),
          durationMs: 300,
          ...(traceId === ""
            ? {}
            : { traceId: `${traceId} ${back} ${n}`, spanId: `${traceId} ${back} ${n}` }),
          attributes: attributes({
            "telltale.profile.cpu_user_ms": cpuMs(back) + (n % 3),
            "telltale.profile.memory_delta_bytes": 40_000n,
            "telltale.profile.items": BigInt(back === 0 ? items : 1),
          }),
        }),
      );
}

/** The memory of a process each minute, for six hours. */
function memory(sink: RowSink, service: string, bytes: (minute: number) => number): void {
  const of = series("process.memory.usage", {
    resource: resource(service),
    type: 2,
    temporality: 2,
    unit: "By",
  });
  for (let minute = 0; minute < 360; minute++)
    sink.sample(sample(of, ns(hour - 5 * hourMs + minute * minuteMs), bytes(minute)));
}

test("growth of CPU by run and of the memory of a process", { tags: ["extended"] }, async () => {
  const mb = 1_000_000;
  await write(
    [...requests("leaking", () => 20), ...requests("collected", () => 20), ...requests("busier", () => 20)],
    (sink) => {
      runs(sink, "rank results", (back) => 120 - back * 5, 1, "rank");
      runs(sink, "render page", () => 80, 1, "render");
      // runs without a trace
      runs(sink, "import", (back) => 120 - back * 5);
      memory(sink, "leaking", (minute) => (200 + minute / 2 + (minute % 5) * 10) * mb);
      memory(sink, "collected", (minute) => (200 + (minute % 90) * 3) * mb);
      memory(sink, "steady", () => 300 * mb);
    },
  );
  await judge();
  const found = await list("&kind=resource-growth");
  expect(found.map(({ service, operation, shape }) => ({ service, operation, shape }))).toEqual([
    { service: "ranking", operation: "rank results", shape: "cpu" },
    { service: "leaking", operation: "all operations", shape: "memory" },
  ]);
  const [cpu, ofProcess] = found as [Bottleneck, Bottleneck];
  expect(cpu).toMatchObject({ traces: expect.closeTo(15), size: 0, change: { unit: "ms" } });
  expect(cpu.savedMsPerTrace).toBeGreaterThan(40);
  expect(ofProcess).toMatchObject({ traces: expect.closeTo(40), savedMs: 0, change: { unit: "bytes" } });
  expect(ofProcess.change!.after - ofProcess.change!.before).toBeGreaterThan(100 * mb);
});

test("alert rules count traces with these findings", async () => {
  const inputs = [
    createInput({ finding: "slow-statement" }, 2 * hourMs, 0, ["service.name"]),
    createInput({ finding: "version-regression", service: "checkout" }, 2 * hourMs, 0, []),
  ];
  const readings = await createReader(api.store.queries).read(inputs, hour + hourMs + 6 * minuteMs);
  const sampleOf = (count: number): unknown => ({
    value: expect.closeTo(count) as unknown,
    count: expect.closeTo(count) as unknown,
  });
  expect(inputs.map(({ id }) => readings.get(id))).toEqual([
    { groups: [{ labels: { "service.name": "inventory" }, sample: sampleOf(40) }] },
    { groups: [{ labels: {}, sample: sampleOf(72) }] },
  ]);
});

/** Sums of the engine depend on the order of rows in their last digits. */
function rounded(items: readonly Bottleneck[]): unknown {
  return JSON.parse(
    JSON.stringify(items, (_, value: unknown) =>
      typeof value === "number" ? Number(value.toPrecision(9)) : value,
    ),
  );
}

test(
  "an hour that is judged again has the same findings, and a restart changes nothing",
  { tags: ["extended"] },
  async () => {
    const before = await list("");
    expect(before).toHaveLength(5);
    await write(request("late of idle", resource("idle"), hour, 20));
    expect(await judge()).toMatchObject({ hours: 1 });
    expect(rounded(await list(""))).toEqual(rounded(before));
    // a new process goes on where the last one was
    expect(await judge()).toMatchObject({ hours: 0 });
    expect(rounded(await list(""))).toEqual(rounded(before));
  },
);

test("late spans that show no slowdown remove the finding", { tags: ["extended"] }, async () => {
  // all of these calls were fast
  await write(
    Array.from({ length: 400 }, (_, n) =>
      request(`late ${n}`, resource("inventory"), hour + n * 8_000, 20 + (n % 5)),
    ).flat(),
  );
  await judge();
  expect(await list("&kind=slow-statement")).toEqual([]);
  expect(await list("&kind=version-regression")).toHaveLength(2);
});

/** Two requests a minute, from `first` to before `last`, in an hour and the twelve before. */
function inMinutes(
  service: string,
  hourStart: number,
  [first, last]: readonly [number, number],
  queryMs: (back: number, minute: number) => number,
): SpanRow[] {
  return Array.from({ length: 13 }, (_, back) =>
    Array.from({ length: 120 }, (__, n) => ({ back, n, minute: n / 2 })),
  )
    .flat()
    .filter(({ back, minute }) => back > 0 || (minute >= first && minute < last))
    .flatMap(({ back, n, minute }) =>
      request(
        `${service} ${first} ${back} ${n}`,
        resource(service),
        hourStart - back * hourMs + minute * minuteMs,
        queryMs(back, minute) + (n % 5),
      ),
    );
}

test(
  "a running hour is compared with the beginnings of the hours before",
  { tags: ["extended"] },
  async () => {
    const running = hour + 48 * hourMs;
    const found = async () => {
      const times = "from=2026-11-22T14:00:00Z&to=2026-11-22T15:00:00Z";
      const { items } = await api.get<BottlenecksResult>(`/api/bottlenecks?${times}`);
      return items.map(({ service, traces }) => ({ service, traces: Math.round(traces) }));
    };
    clock = running + 6 * minuteMs;
    await write([
      ...inMinutes("slowing", running, [0, 20], (back) => (back === 0 ? 60 : 20)),
      // a job at the beginning of each hour
      ...inMinutes("hourly", running, [0, 20], (_, minute) => (minute < 20 ? 60 : 20)),
    ]);
    await judge();
    expect(await found()).toEqual([{ service: "slowing", traces: 40 }]);
    // the rest of the hour is as fast as ever
    const rest = ["slowing", "hourly"].flatMap((service) => inMinutes(service, running, [20, 60], () => 20));
    await write(rest.filter(({ startNs }) => startNs >= ns(running)));
    clock = running + hourMs;
    await judge();
    expect(await found()).toEqual([]);
  },
);

test("a tenant has findings of its own", async () => {
  const of = { ...resource("inventory"), tenant: "acme", hash: 77n };
  await write(requests("of acme", (back) => (back === 0 ? 60 : 20), undefined, of));
  await judge();
  const view = await api.store.of("acme");
  const rows = await view.queries.run<{ kind: string }>("bottleneck-list", {
    from: "2026-11-20 13:00:00",
    to: "2026-11-20 15:00:00",
    sort: "saved",
    limit: 10,
  });
  expect(rows).toMatchObject([{ kind: "slow-statement" }]);
  expect(notes).toEqual([]);
});

/** Requests with fifty calls one after the other, forty in the judged hour and two in each before. */
function chatty(of: ResourceRow): SpanRow[] {
  return Array.from({ length: hoursBefore + 1 }, (_, back) =>
    Array.from({ length: back === 0 ? 40 : 2 }, (__, n) => {
      const ms = back === 0 ? 15 : 5;
      const startMs = hour - back * hourMs + n * minuteMs;
      // one of two traces was kept
      const shared = { traceId: `chatty ${back} ${n}`, resource: of, traceState: "ot=th:8" };
      const root = span({
        ...shared,
        spanId: `chatty ${back} ${n} root`,
        name: "GET /cart",
        kind: 2,
        startNs: ns(startMs),
        durationNs: ns(50 * ms),
      });
      const calls = Array.from({ length: 50 }, (___, call) =>
        span({
          ...shared,
          spanId: `chatty ${back} ${n} ${call}`,
          parentId: `chatty ${back} ${n} root`,
          name: "SELECT cart",
          kind: 3,
          startNs: ns(startMs + call * ms),
          durationNs: ns(ms),
          attributes: attributes({
            "db.system.name": "postgresql",
            "db.query.text": `SELECT count FROM cart WHERE id = ${call}`,
          }),
        }),
      );
      return [root, ...calls];
    }).flat(),
  ).flat();
}

test(
  "a statement with many calls a trace: time saved is that of all its calls",
  { tags: ["extended"] },
  async () => {
    await write(chatty({ ...resource("cart"), tenant: "chatty", hash: 78n }));
    await judge();
    const view = await api.store.of("chatty");
    const rows = await view.queries.run("bottleneck-list", {
      from: "2026-11-20 13:00:00",
      to: "2026-11-20 15:00:00",
      sort: "saved",
      limit: 10,
    });
    expect(rows).toMatchObject([{ kind: "slow-statement", traces: expect.closeTo(80), calls: 50 }]);
  },
);
