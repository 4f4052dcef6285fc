// A chart that is pinned from a page has the figures of the page, with and without an environment: both are asked on the real engine.
import type {
  ChartQuestion,
  ChartResult,
  ErrorResult,
  FunnelResult,
  HeatmapResult,
  InteractionsResult,
  LogHistogramResult,
  ProfileResult,
  TransactionGroupsResult,
  WorkflowTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { readChart } from "../../src/dashboards/read-chart.ts";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { some } from "../oracle/seeds.ts";
import {
  at,
  attributes,
  event,
  log,
  now,
  openApi,
  resource,
  span,
  type TestApi,
  workflowDefinition,
} from "./harness.ts";

const minute = 60_000;
const environments = ["production", "staging"] as const;
const inEach = (service: string): Readonly<Record<string, ReturnType<typeof resource>>> =>
  Object.fromEntries(
    environments.map((name) => [name, resource(service, { "deployment.environment.name": name })]),
  );
const [shops, proxies] = [inEach("shop"), inEach("proxy")];
let api: TestApi;

type Event = Omit<Partial<BusinessEventRow>, "traceId" | "spanId"> & { kind: string; name: string };

/** One of each kind every other minute of the hour, three times of four in production. */
function write(sink: RowSink): void {
  sink.definition(workflowDefinition("parcel", 10 * minute));
  for (let at_ = 1; at_ < 60; at_ += 2) {
    const timeNs = at(-at_ * minute);
    const environment = at_ % 8 === 1 ? "staging" : "production";
    const own = shops[environment]!;
    const other = proxies[environment]!;
    const put = (row: Event): void => sink.businessEvent(event({ timeNs, resource: own, ...row }));
    const outcome = (["completed", "completed", "failed", "abandoned"] as const)[at_ % 4]!;
    const method = ["card", "invoice", ""][at_ % 3]!;
    put({
      kind: "transaction",
      name: "purchase",
      phase: "ended",
      entityId: `order-${at_}`,
      outcome,
      durationMs: 100 * at_,
      amount: "9.5",
      currency: "EUR",
      attributes: attributes(method === "" ? {} : { "payment.method": method }),
    });
    put({
      kind: "interaction",
      name: at_ % 5 === 0 ? "call" : "chat",
      phase: "ended",
      channel: at_ % 2 === 0 ? "phone" : "",
      tier: ["gold", "free"][at_ % 2]!,
      outcome: ["solved", "escalated"][at_ % 3 === 0 ? 1 : 0]!,
      satisfaction: at_ % 7 === 0 ? Number.NaN : (at_ % 5) + 1,
    });
    put({ kind: "profile", name: "rank", phase: "ended", durationMs: at_ * 3 });
    const parcel = { kind: "workflow", name: "parcel", entityId: `p${at_}`, timeoutMs: 10 * minute } as const;
    put({ ...parcel, phase: "event", step: "packed", state: "packed" });
    if (at_ % 3 === 0)
      put({ ...parcel, phase: "ended", step: "sent", state: "sent", timeNs: timeNs + 1n, resource: other });
    // four or five people each, of whom every third one pays
    for (let person = 0; person < 4 + (at_ % 3 === 0 ? 1 : 0); person += 1) {
      const visit = { kind: "journey", name: "checkout", userId: `u${at_}-${person}` } as const;
      put({ ...visit, step: "cart" });
      if ((at_ + person) % 3 === 0) put({ ...visit, step: "paid", timeNs: timeNs + 1_000_000_000n });
    }
    sink.log(
      log({ timeNs, severity: 9 + (at_ % 3) * 4, body: "ready", identity: BigInt(at_), resource: own }),
    );
    sink.error({
      fingerprint: "c0ffee",
      identity: BigInt(at_),
      timeNs,
      type: "CardDeclined",
      message: "declined",
      place: "",
      handled: true,
      userId: "u1",
      sessionId: "s1",
      resource: at_ % 5 === 0 ? other : own,
      traceId: new Uint8Array(16),
      spanId: new Uint8Array(8),
      weight: 1,
    });
    sink.span(
      span({
        traceId: `t${at_}`,
        spanId: `s${at_}`,
        name: "POST /orders",
        startNs: timeNs,
        durationNs: BigInt(at_ * 7) * 1_000_000n,
        resource: at_ % 5 === 0 ? other : own,
      }),
    );
  }
}

beforeAll(async () => {
  api = await openApi();
  await api.write(write);
});
afterAll(() => api?.close());

const range = { from: "-58m", to: "now" } as const;

async function draw(
  chart: Omit<ChartQuestion["chart"], "title">,
  environment?: string,
  from: string = range.from,
): Promise<ChartResult> {
  const { signal } = new AbortController();
  const context: ApiContext = {
    queries: api.store.queries,
    nowMs: () => now,
    signal,
    request: { body: { ...range, from, environment, chart: { title: "x", ...chart } }, ifMatch: undefined },
  };
  return readChart(context);
}

interface Drawn {
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly lines: readonly (readonly (number | null)[])[];
}

interface Buckets {
  readonly stepMs: number;
  readonly buckets: readonly { readonly time: string }[];
}

const timesOf = ({ buckets }: Pick<Buckets, "buckets">): number[] =>
  buckets.map(({ time }) => Date.parse(time));
const toDrawn = (page: Buckets, lines: Drawn["lines"]): Drawn => ({
  times: timesOf(page),
  stepMs: page.stepMs,
  lines,
});

const measures = ["volume", "completion", "amount", "p50", "p95"] as const;
const ended = (one: { completed: number; failed: number; abandoned: number }): number =>
  one.completed + one.failed + one.abandoned;
function groupsOf(page: TransactionGroupsResult, measure: (typeof measures)[number]): Drawn {
  const lines = page.groups.map(({ kind, buckets }) =>
    buckets.map((one) => {
      if (measure === "volume") return ended(one);
      if (measure === "completion") return ended(one) === 0 ? null : one.completed / ended(one);
      // amounts of all are zero where nothing happened, as those of alert rules
      if (measure === "amount") return kind === "all" ? (one.amount ?? 0) : one.amount;
      const ms = measure === "p50" ? one.p50Ms : one.p95Ms;
      return ms === null ? null : ms / 1000;
    }),
  );
  return toDrawn({ ...page, buckets: page.groups[0]?.buckets ?? [] }, lines);
}

interface Case {
  readonly name: string;
  readonly path: string;
  /** What the page draws. */
  readonly page: (answer: never) => Drawn;
  readonly chart: Omit<ChartQuestion["chart"], "title">;
}

const byMethod = "/api/transaction-groups/purchase?by=payment.method";
const cases: readonly Case[] = [
  {
    name: "outcomes of transactions",
    path: "/api/transaction-groups/purchase?",
    page: ({ groups: [all], stepMs }: TransactionGroupsResult) =>
      toDrawn({ stepMs, buckets: all!.buckets }, [
        all!.buckets.map(({ completed }) => completed),
        all!.buckets.map(({ abandoned }) => abandoned),
        all!.buckets.map(({ failed }) => failed),
      ]),
    chart: { sources: [{ transaction: "purchase", measure: "outcomes" }], form: "bars" },
  },
  ...measures.flatMap((measure): Case[] => {
    const asked = measure === "volume" ? "count" : measure;
    return [byMethod, "/api/transaction-groups/purchase?"].map((path) => ({
      name: `${measure} of transactions, ${path}`,
      path,
      page: (answer: TransactionGroupsResult) => groupsOf(answer, measure),
      chart: {
        sources: [
          { transaction: "purchase", measure: asked, ...(path === byMethod && { by: "payment.method" }) },
        ],
      },
    }));
  }),
  {
    name: "instances of a workflow",
    path: "/api/workflows/parcel?",
    page: ({ summary: { buckets }, stepMs }: WorkflowTypeResult) =>
      toDrawn(
        { stepMs, buckets },
        (["started", "ended", "stuck"] as const).map((key) => buckets.map((one) => one[key])),
      ),
    chart: {
      sources: (["started", "ended", "became_stuck"] as const).map((measure) => ({
        workflow: "parcel",
        measure,
      })),
    },
  },
  {
    name: "instances of a workflow in a service",
    path: "/api/workflows/parcel?service=proxy",
    page: ({ summary: { buckets }, stepMs }: WorkflowTypeResult) =>
      toDrawn({ stepMs, buckets }, [buckets.map(({ ended: count }) => count)]),
    chart: { sources: [{ workflow: "parcel", measure: "ended" }], service: "proxy" },
  },
  {
    name: "errors of a group",
    path: "/api/errors/c0ffee?",
    page: (answer: ErrorResult) => toDrawn(answer, [answer.buckets.map(({ count }) => count)]),
    chart: { sources: [{ error: "c0ffee" }], form: "bars" },
  },
  {
    name: "errors of a group in a service",
    path: "/api/errors/c0ffee?service=proxy",
    page: (answer: ErrorResult) => toDrawn(answer, [answer.buckets.map(({ count }) => count)]),
    chart: { sources: [{ error: "c0ffee" }], service: "proxy" },
  },
  {
    name: "satisfaction by tier",
    path: "/api/interactions?by=tier",
    page: (answer: InteractionsResult) =>
      toDrawn(
        answer,
        answer.trends.map(({ satisfactions }) => satisfactions),
      ),
    chart: { sources: [{ interaction: "", measure: "satisfaction", by: "tier" }] },
  },
  {
    name: "chats by result, of one tier",
    path: "/api/interactions?type=chat&tier=free",
    page: (answer: InteractionsResult) =>
      toDrawn(
        answer,
        answer.resultTrends.map(({ counts }) => counts),
      ),
    chart: { sources: [{ interaction: "chat", measure: "count", by: "result", tier: "free" }], form: "bars" },
  },
  {
    name: "all interactions",
    path: "/api/interactions?",
    page: (answer: InteractionsResult) => toDrawn(answer, [answer.buckets.map(({ count }) => count)]),
    chart: { sources: [{ interaction: "", measure: "count" }] },
  },
  {
    name: "duration of a profile",
    path: "/api/profiles/rank?",
    page: ({ summary: { buckets }, stepMs }: ProfileResult) =>
      toDrawn({ stepMs, buckets }, [buckets.map(({ p95Ms }) => (p95Ms === null ? null : p95Ms / 1000))]),
    chart: { sources: [{ profile: "rank", measure: "p95" }] },
  },
  {
    name: "conversion of a funnel",
    path: "/api/funnels/checkout?steps=cart&steps=paid",
    page: ({ trend, share }: FunnelResult) =>
      toDrawn(trend, [
        trend.buckets.map((one) => (one.entered < 5 * share ? null : one.finished / one.entered)),
      ]),
    chart: {
      sources: [{ funnel: "checkout", measure: "conversion", steps: ["cart", "paid"], minPeople: 5 }],
    },
  },
  {
    name: "log records by severity",
    path: "/api/logs/histogram?kind=log",
    page: (answer: LogHistogramResult) =>
      toDrawn(
        answer,
        (["info", "warn", "error"] as const).map((level) =>
          answer.buckets.map(({ counts }) => counts[level]),
        ),
      ),
    chart: { sources: [{ logs: "", kind: "log" }] },
  },
];

/** In `npm test` each third, and the first of each source. */
const tried = new Set([
  ...some(cases, 3),
  ...new Map(cases.toReversed().map((one) => [Object.keys(one.chart.sources[0]!)[0], one])).values(),
]);

describe("in all environments", () => {
  describeCharts(undefined);
});

describe.each(environments)("in the environment %s", { tags: ["extended"] }, (environment) => {
  describeCharts(environment);
});

function describeCharts(environment: string | undefined): void {
  const scope = new URLSearchParams({ ...range, ...(environment !== undefined && { environment }) });

  test.each([...tried])("$name", async ({ path, page, chart }) => {
    const shown = page((await api.get(`${path}&${scope}`)) as never);
    const { times, stepMs, lines } = await draw(chart, environment);
    const drawn = { times, stepMs, lines: lines.map(({ values }) => values) };
    expect(drawn).toEqual(shown);
    expect(drawn.lines.flat().some((value) => (value ?? 0) > 0)).toBe(true);
  });

  test("a heatmap of durations", async () => {
    const shown = await api.get<HeatmapResult>(`/api/heatmap?service=shop&${scope}`);
    const { heatmap, times, unit } = await draw(
      { sources: [{ traces: "entries" }], form: "heatmap", service: "shop" },
      environment,
    );
    expect([times, unit]).toEqual([shown.times, "s"]);
    const total = (columns: readonly (readonly number[])[]): number[] =>
      columns.map((column) => column.reduce((sum, count) => sum + count, 0));
    expect(total(heatmap!.counts)).toEqual(total(shown.counts));
    expect(total(heatmap!.counts).some((count) => count > 0)).toBe(true);
    const lows = shown.lowsMs.map((low) => low / 1000);
    expect(lows).toEqual(expect.arrayContaining([...heatmap!.lows]));
  });
}

test("an environment of the chart wins over that of the request", async () => {
  const chart = { sources: [{ error: "c0ffee" }] };
  const lines = async (own?: string, header?: string): Promise<unknown> =>
    (await draw({ ...chart, ...(own !== undefined && { environment: own }) }, header)).lines;
  expect(await lines("staging", "production")).toEqual(await lines(undefined, "staging"));
  expect(await lines("staging")).not.toEqual(await lines("production"));
});

test("conditions of the chart and of the request both hold", async () => {
  const total = async (filter: string[]): Promise<number> => {
    const { lines } = await draw({ sources: [{ traces: "all" }], filter });
    return lines[0]!.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  expect([
    await total([]),
    await total(["duration>210ms"]),
    await total(["duration>210ms", "service=proxy"]),
  ]).toEqual([29, 14, 3]);
});

test("formulas are over the steps of the page, without the rest of the groups, and zero where nothing happened", async () => {
  const errors = { error: "c0ffee" } as const;
  const ratio = await draw({
    sources: [errors, { transaction: "purchase", measure: "outcomes" }],
    formula: "a / b",
  });
  expect(new Set(ratio.lines[0]?.values.filter((value) => value !== null))).toEqual(new Set([1]));
  const none = await draw({
    sources: [
      { error: "gone" },
      { transaction: "gone", measure: "count" },
      { profile: "gone", measure: "count" },
    ],
    formula: "a + b + c",
  });
  expect(new Set(none.lines[0]?.values)).toEqual(new Set([0]));
});

test.each<ChartQuestion["chart"]["sources"][number]>([
  { profile: "rank", measure: "p95" },
  { transaction: "purchase", measure: "p95" },
  { service: "shop", measure: "p50" },
  { span: "GET /", measure: "p99" },
  { bottleneck: "c0ffee", measure: "saved" },
])("durations of %j are in seconds, as in Grafana", async (source) => {
  expect((await draw({ sources: [source] })).unit).toBe("s");
});

test("outcomes are not drawn by an attribute", async () => {
  const source = { transaction: "purchase", measure: "outcomes", by: "payment.method" } as const;
  await expect(draw({ sources: [source] })).rejects.toMatchObject({
    code: "BAD_BODY",
    message: expect.stringContaining("Cannot draw the outcomes by `payment.method`") as string,
  });
});

test("a chart of stuck instances is 0 while instances are known and none is stuck, and empty where none are", async () => {
  await api.write((sink) => {
    for (const name of ["swift", "never"]) sink.definition(workflowDefinition(name, 10 * minute));
    for (const [ms, phase] of [
      [-40 * minute, "event"],
      [-38 * minute, "ended"],
    ] as const)
      sink.businessEvent(
        event({ kind: "workflow", name: "swift", entityId: "s1", phase, step: "go", timeNs: at(ms) }),
      );
  });
  const firstDay = Math.floor((now - 40 * minute) / (24 * 60 * minute)) * 24 * 60 * minute;
  const stuck = (workflow: string): Promise<ChartResult> =>
    draw({ sources: [{ workflow, measure: "stuck" }] });
  const { lines, times } = await stuck("swift");
  expect(lines.map(({ values }) => values)).toEqual([times.map(() => 0)]);
  expect((await stuck("never")).lines).toEqual([]);
  // on days before the first record it is not known
  const earlier = await draw({ sources: [{ workflow: "swift", measure: "stuck" }] }, undefined, "-3d");
  const values = earlier.lines[0]!.values.map((value, n) => [earlier.times[n]! < firstDay, value]);
  expect(new Set(values.map((one) => JSON.stringify(one)))).toEqual(new Set(["[true,null]", "[false,0]"]));
});

const parcel = { workflow: "parcel" } as const;
test.each<[ChartQuestion["chart"]["sources"][number], "service" | "filter", string]>([
  [{ ...parcel, measure: "events" }, "service", "the measure `events` of the workflow `parcel`"],
  [{ ...parcel, measure: "stuck" }, "filter", "the measure `stuck` of the workflow `parcel`"],
  [{ error: "c0ffee" }, "filter", "sources of the kind `error`"],
  [{ transaction: "purchase", measure: "count" }, "service", "sources of the kind `transaction`"],
  [{ service: "shop", measure: "rate" }, "service", "sources of the kind `service`"],
])("a chart of %j with a %s of its own is refused", async (source, field, what) => {
  const own = field === "service" ? { service: "shop" } : { filter: ["plan=pro"] };
  await expect(draw({ sources: [source], ...own })).rejects.toMatchObject({
    code: "BAD_BODY",
    message: expect.stringContaining(`The \`${field}\` of the chart does not narrow ${what}.`) as string,
  });
  expect((await draw({ sources: [source], filter: [] })).times).not.toEqual([]);
});

test.each<ChartQuestion["chart"]["sources"][number]>([{ sql: "SELECT 1" }, { alert: "a1" }])(
  "an environment of the chart is ignored for %j",
  async (source) => {
    const outcome = async (own: { readonly environment?: string }): Promise<unknown> =>
      draw({ sources: [source], ...own }).catch((error: Error) => error.message);
    const without = await outcome({});
    expect(await outcome({ environment: "staging" })).toEqual(without);
  },
);
