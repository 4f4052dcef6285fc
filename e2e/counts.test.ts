// @module-tag extended
// Counts in = counts out: the shop and a stock OpenTelemetry application send, and the console's API returns all of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type {
  CpuProfileRow,
  ErrorResult,
  ErrorsResult,
  FunnelResult,
  InteractionsResult,
  LogsResult,
  MetricsResult,
  ProfileRun,
  ProfilesResult,
  StackFrames,
  Trace,
  TracesResult,
  TransactionTypeResult,
  WorkflowFailuresResult,
  WorkflowsResult,
} from "contract";
import { activeSpan, onEvent, profile, start, workflow } from "telltale";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { root } from "../tools/source-files.ts";
import { all, get, stats, until } from "./api.ts";
import { counted, runShop, type Report } from "./shop.ts";

interface Sent {
  readonly service: string;
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly childSpanId: string;
  readonly failed: boolean;
}

const { folder, remove } = createFolder();
let running: ConsoleProcess;
let page: string;
let reports: Report[];
let sent: Sent[];
const hour = { from: "-1h", to: "now" };

beforeAll(async () => {
  running = await startConsole(folder);
  page = running.addresses.page;
  reports = await runShop(running.addresses.otlpHttp, { visits: 60 });
  sent = await runPlainOtel(running.addresses);
});

afterAll(async () => {
  await running.stop();
  remove();
});

async function runPlainOtel({ otlpHttp, otlpGrpc }: ConsoleProcess["addresses"]): Promise<Sent[]> {
  const script = path.join(root, "examples/plain-otel/src/main.ts");
  const env = {
    ...process.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttp,
    OTLP_GRPC_ENDPOINT: otlpGrpc,
    ROUNDS: "20",
  };
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
  return JSON.parse(output) as Sent[];
}

test("stores every acknowledged span, log record and metric point once, and rejects none", async () => {
  const exported = (signal: "traces" | "logs" | "metrics"): number =>
    reports.reduce((sum, report) => sum + report.stats[signal].exported, 0);
  const { received, stored, rejected, dropped } = await stats(page);
  expect(reports.map(({ service }) => service).toSorted()).toEqual(["fulfilment", "payments", "storefront"]);
  // The stock SDK sends 60 rounds of two spans and one log record, and six points over each of three protocols.
  expect(stored.spans).toBe(exported("traces") + 120);
  expect(stored.logRecords).toBe(exported("logs") + 60);
  expect(received.spans).toBe(stored.spans);
  expect(stored.metricPoints).toBe(exported("metrics") + 18);
  expect(received.metricPoints).toBe(stored.metricPoints);
  expect(rejected).toEqual({ spans: 0, logRecords: 0, metricPoints: 0, businessEvents: 0 });
  expect(dropped.spans + dropped.logRecords + dropped.businessEvents).toBe(0);

  const spansIn = (traces: readonly TracesResult["items"][number][]): number =>
    traces.reduce((sum, { spanCount }) => sum + spanCount, 0);
  // the list may be a second behind what was acknowledged
  const traces = await until(
    () => all<TracesResult["items"][number]>(page, "/api/traces", hour),
    (seen) => spansIn(seen) >= stored.spans,
  );
  expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(traces.length);
  expect(spansIn(traces)).toBe(stored.spans);
  const logs = await all<LogsResult["items"][number]>(page, "/api/logs", hour);
  expect(logs).toHaveLength(stored.logRecords);
});

test("reports the outcomes of transactions that the shop counted", async () => {
  for (const type of ["purchase", "registration", "refund"]) {
    const counts = (outcome: string): number => counted(reports, `transaction ${type} ${outcome}`);
    if (counts("completed") + counts("failed") + counts("abandoned") === 0) continue;
    const { summary } = await get<TransactionTypeResult>(page, `/api/transactions/${type}`, hour);
    expect(summary.current).toMatchObject({
      completed: counts("completed"),
      failed: counts("failed"),
      abandoned: counts("abandoned"),
      open: 0,
    });
  }
  const { summary } = await get<TransactionTypeResult>(page, "/api/transactions/purchase", hour);
  expect(summary.current.completed).toBeGreaterThan(0);
  expect(summary.current.amounts.map(({ currency }) => currency)).toEqual(["EUR"]);
});

test("reports the results of customer contacts that the shop counted, by currency", async () => {
  const { current, results, channels } = await get<InteractionsResult>(page, "/api/interactions", hour);
  const solved = counted(reports, "interaction support contact solved");
  const escalated = counted(reports, "interaction support contact escalated");
  expect(current.count).toBe(solved + escalated);
  expect(channels.reduce((sum, { current: { count } }) => sum + count, 0)).toBe(current.count);
  const counts = Object.fromEntries(results.map(({ value, current: { count } }) => [value, count]));
  expect([counts["solved"] ?? 0, counts["escalated"] ?? 0]).toEqual([solved, escalated]);
  const worth = solved === 0 ? [] : [{ currency: "EUR", amount: String(solved * 12) }];
  expect(current.values).toEqual(worth);
});

test("reports only the known illegal transition of orders, and averages of attributes at a step", async () => {
  const { types } = await get<WorkflowsResult>(page, "/api/workflows", { ...hour, type: "order" });
  const illegal = types[0]?.transitions.filter((transition) => transition.illegal > 0) ?? [];
  // customers who return an order before its delivery
  expect(illegal.filter(({ from, to }) => from !== "returned" && to !== "returned")).toEqual([]);
  expect(types[0]?.transitions.find(({ from }) => from === "created")).toMatchObject({ illegal: 0 });
  const { taken } = await get<FunnelResult>(page, "/api/funnels/checkout", hour);
  const cart = taken.find(({ step }) => step === "cart");
  expect(cart?.averages.map(({ attribute }) => attribute)).toEqual(
    expect.arrayContaining(["cart.items", "purchase.probability"]),
  );
});

test("counts as many people at the end of the funnel as bought something", async () => {
  const { funnel } = await get<FunnelResult>(page, "/api/funnels/checkout", hour);
  expect(funnel.steps.map(({ name }) => name)).toEqual([
    "landing",
    "product",
    "cart",
    "shipping",
    "payment",
    "done",
  ]);
  const people = funnel.steps.map((step) => step.people);
  expect(people).toEqual(people.toSorted((a, b) => b - a));
  const buyers = await all<{ user: string }>(page, "/api/transactions/purchase", {
    ...hour,
    outcome: "completed",
  });
  expect(people.at(-1)).toBe(new Set(buyers.map(({ user }) => user)).size);
});

test("joins a purchase over the storefront and payments into one trace with correct parents", async () => {
  const [purchase] = await all<{ traceId: string; id: string }>(page, "/api/transactions/purchase", {
    ...hour,
    outcome: "completed",
  });
  const trace = await get<Trace>(page, `/api/traces/${purchase?.traceId}`);
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  const roots = trace.spans.filter(({ parentSpanId }) => parentSpanId === "");
  expect(roots.map(({ name }) => name)).toEqual(["POST /checkout"]);
  const children = trace.spans.filter(({ parentSpanId }) => parentSpanId !== "");
  expect(children.filter(({ parentSpanId }) => !byId.has(parentSpanId))).toEqual([]);
  const server = trace.spans.find(({ service, kind }) => service === "payments" && kind === "server");
  expect(byId.get(server?.parentSpanId ?? "")).toMatchObject({ service: "storefront", kind: "client" });
  expect(
    trace.businessEvents.some(({ kind, entityId }) => kind === "transaction" && entityId === purchase?.id),
  ).toBe(true);
  expect(server?.attributes["order.id"]).toEqual({ type: "string", value: purchase?.id });
  expect(server?.attributes["user.id"]?.type).toBe("string");
  expect(
    trace.logs.some(
      ({ text, service, scope, attributes }) =>
        service === "payments" &&
        text.startsWith("order paid") &&
        scope.name === "pino" &&
        attributes["order.id"] !== undefined,
    ),
  ).toBe(true);
});

test("counts each captured error, and each exception of a span of another SDK, once in its group", async () => {
  const records = await all<LogsResult["items"][number]>(page, "/api/logs", {
    ...hour,
    eventName: "exception",
  });
  const groups = await all<ErrorsResult["items"][number]>(page, "/api/errors", hour);
  const ofSpans = sent.filter(({ failed }) => failed);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(records.length + ofSpans.length);
  for (const { fingerprint, type, releases, place, traceId } of groups) {
    const { group, sample, items } = await get<ErrorResult>(page, `/api/errors/${fingerprint}`, hour);
    const { stacks } = await get<StackFrames>(page, `/api/logs/${items[0]!.id}/frames`);
    expect(stacks[0]?.frames.length).toBeGreaterThan(0);
    if (ofSpans.some((one) => one.traceId === traceId)) continue;
    expect([group.type, releases.length > 0, place !== ""]).toEqual([type, true, true]);
    expect(sample?.attributes["exception.type"]).toEqual({ type: "string", value: type });
  }
});

test("continues the trace of an order in the worker, and stores its workflow", async () => {
  const { items } = await until(
    () => get<WorkflowsResult>(page, "/api/workflows", { ...hour, type: "order" }),
    ({ items: seen }) => seen.length > 0,
  );
  expect(items.every(({ eventCount }) => eventCount > 0)).toBe(true);
  const traces = await all<TracesResult["items"][number]>(page, "/api/traces", {
    ...hour,
    service: "fulfilment",
  });
  expect(
    traces.some(({ services }) => services.includes("storefront") && services.includes("payments")),
  ).toBe(true);
});

test("reports the figures of profiled functions, and a span for each run", async () => {
  const { profiles } = await get<ProfilesResult>(page, "/api/profiles", hour);
  const recommend = profiles.find(({ name }) => name === "recommend");
  expect(recommend?.services).toEqual(["storefront"]);
  const runs = await all<ProfileRun>(page, "/api/profiles/recommend", hour);
  expect(runs).toHaveLength(recommend?.current.count ?? 0);
  const trace = await get<Trace>(page, `/api/traces/${runs[0]?.traceId}`);
  expect(trace.spans.find(({ spanId }) => spanId === runs[0]?.spanId)?.name).toBe("recommend");
});

test("names manual spans for statements, calls and jobs by what they do", async () => {
  const traces = await all<TracesResult["items"][number]>(page, "/api/traces", {
    ...hour,
    service: "fulfilment",
  });
  const { spans } = await get<Trace>(
    page,
    `/api/traces/${traces.find(({ services }) => services.includes("payments"))?.traceId}`,
  );
  const names = spans.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["INSERT orders", "UPDATE orders", "send jobs fulfil", "process jobs fulfil"]),
  );
  const insert = spans.find(({ name }) => name === "INSERT orders");
  expect(insert?.attributes["db.query.text"]).toEqual({
    type: "string",
    value: "INSERT INTO orders (id, user_id, amount_cents, status) VALUES ($1, $2, $3, ?)",
  });
});

test("stores everything from stock exporters over HTTP protobuf, HTTP JSON and gRPC, with its types", async () => {
  expect(sent).toHaveLength(60);
  for (const { service, traceId, rootSpanId, childSpanId, failed } of sent) {
    const trace = await get<Trace>(page, `/api/traces/${traceId}`);
    const parent = trace.spans.find(({ spanId }) => spanId === rootSpanId);
    const child = trace.spans.find(({ spanId }) => spanId === childSpanId);
    expect(trace.spans).toHaveLength(2);
    expect(child?.parentSpanId).toBe(rootSpanId);
    expect(child?.events.map(({ name }) => name)).toEqual(
      failed ? ["rows read", "exception"] : ["rows read"],
    );
    expect(parent).toMatchObject({ service, status: failed ? "error" : "unset", kind: "server" });
    expect(parent?.attributes).toMatchObject({
      "plain.text": { type: "string", value: "grüße, 世界" },
      "plain.int": { type: "int", value: "42" },
      "plain.double": { type: "double", value: 1.5 },
      "plain.bool": { type: "bool", value: true },
      "plain.texts": {
        type: "array",
        value: [
          { type: "string", value: "a" },
          { type: "string", value: "b" },
        ],
      },
      "plain.bools": {
        type: "array",
        value: [
          { type: "bool", value: true },
          { type: "bool", value: false },
        ],
      },
    });
    expect(trace.logs.map(({ text, severityText }) => [text, severityText])).toEqual([
      failed ? ["no such order", "ERROR"] : ["order read", "INFO"],
    ]);
  }
});

test("stores every instrument of the stock SDK with its type", async () => {
  const { metrics } = await get<MetricsResult>(page, "/api/metrics", { ...hour, search: "plain." });
  expect(Object.fromEntries(metrics.map(({ name, type }) => [name, type]))).toEqual({
    "plain.orders": "sum",
    "plain.open": "sum",
    "plain.temperature": "gauge",
    "plain.duration": "histogram",
    "plain.payload": "exponential_histogram",
  });
  for (const { services } of metrics)
    expect(services.toSorted()).toEqual(["plain-grpc", "plain-http-json", "plain-http-protobuf"]);
});

test("names the busy function in the CPU profile of a slow span", async () => {
  const endpoint = running.addresses.otlpHttp;
  const telltale = start({
    service: "search",
    endpoint,
    cpuProfiles: { thresholdMs: 100, intervalMs: 1 },
    handleExit: false,
  });
  const id = profile("rank results", () => {
    addUpCubeRoots(250);
    return activeSpan()?.spanContext().traceId;
  });
  await telltale.stop();

  const [taken] = await until(
    () => all<CpuProfileRow>(page, "/api/cpu-profiles", { ...hour, traceId: id ?? "" }),
    (profiles) => profiles.length > 0,
  );
  expect(taken).toMatchObject({ name: "rank results", service: "search" });
  const response = await fetch(`${page}/api/cpu-profiles/${taken?.id}`);
  expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+\.cpuprofile"$/);
  const { nodes, samples } = (await response.json()) as {
    nodes: { callFrame: { functionName: string } }[];
    samples: number[];
  };
  expect(nodes.map(({ callFrame }) => callFrame.functionName)).toContain("addUpCubeRoots");
  expect(samples).toHaveLength(taken?.samples ?? 0);
  const [record] = await all<LogsResult["items"][number]>(page, "/api/logs", {
    ...hour,
    eventName: "telltale.profile.cpu",
  });
  expect(record?.body).toEqual({ type: "empty", value: null });
});

test("a failed handler of a workflow event opens an error group with the instance, which its failure links to", async () => {
  const telltale = start({ service: "returns", endpoint: running.addresses.otlpHttp, handleExit: false });
  const stop = onEvent("return", "received", function refund() {
    throw new RangeError("more refunded than paid");
  });
  await workflow("return", "return-1").event("received");
  stop();
  await telltale.stop();

  const [group, ...others] = await until(
    () => all<ErrorsResult["items"][number]>(page, "/api/errors", { ...hour, service: "returns" }),
    (groups) => groups.length > 0,
  );
  expect([group?.type, group?.count, others]).toEqual(["RangeError", 1, []]);
  const { sample } = await get<ErrorResult>(page, `/api/errors/${group?.fingerprint}`, hour);
  expect(sample?.attributes["telltale.workflow.type"]).toEqual({ type: "string", value: "return" });
  expect(sample?.attributes["telltale.workflow.id"]).toEqual({ type: "string", value: "return-1" });
  const { failures } = await until(
    () => get<WorkflowFailuresResult>(page, "/api/workflow-failures", { ...hour, type: "return" }),
    (seen) => seen.failures.length > 0,
  );
  expect(failures.map(({ handler, fingerprint, id }) => [handler, fingerprint, id])).toEqual([
    ["refund", group?.fingerprint, "return-1"],
  ]);
});

/** Works for `ms` of processor time: on a busy machine, time passes without a sample. */
function addUpCubeRoots(ms: number): number {
  const workedMs = (): number => process.cpuUsage().user / 1000;
  const end = workedMs() + ms;
  let sum = 0;
  while (workedMs() < end) {
    for (let index = 0; index < 100_000; index++) sum += Math.cbrt(sum + index);
  }
  return sum;
}
