// @module-tag extended
// Applications as teams have them, run by their own start command before and after `telltale migrate --write`: the same answers, spans,
// statuses and metrics, or a refusal after which everything is as it was. Other forms that the command refuses are in migrate-starts.test.ts.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { attributesOf, type Receiver, startReceiver } from "../../../telltale/test/engine/receiver.ts";
import { migrateCommand } from "../../src/migrate/command.ts";
import { type Ended, runCommand } from "../run-command.ts";
import { startAgent } from "./datadog-agent.ts";
import {
  changeStart,
  copyApplication,
  paid,
  payments,
  type Request,
  runApplication,
} from "./run-application.ts";
import { startIngest } from "./sentry-ingest.ts";

/** A receiver of this test, and the variables that send to it. */
async function receiveOtlp() {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return {
    receiver,
    variables: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_LOGS_EXPORTER: "none" },
  };
}

type Item = Parameters<typeof attributesOf>[0];

const spansIn = (receiver: Receiver) =>
  receiver.spans().map((span) => ({
    name: span["name"] as unknown,
    service: attributesOf(span["resource"])["service.name"],
    attributes: attributesOf(span),
    status: { code: span["status"]?.["code"] ?? 0, message: span["status"]?.["message"] ?? "" } as object,
    exceptions: ((span["events"] ?? []) as Item[]).map((event) => attributesOf(event)["exception.message"]),
  }));

const countsIn = (receiver: Receiver) =>
  receiver.metrics().flatMap((metric) =>
    ((metric["sum"]?.["dataPoints"] ?? []) as Item[]).map((point) => ({
      name: metric["name"] as unknown,
      attributes: attributesOf(point),
      value: Number(point?.["asInt"] ?? point?.["asDouble"] ?? 0),
    })),
  );

const migrate = (folder: string): Promise<Ended> =>
  runCommand(migrateCommand, ["--write", "--force"], folder);

const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.includes("."))
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );

/** The command refuses, names `place`, and changes no file. */
async function expectRefusal(folder: string, place: string): Promise<void> {
  const before = textsIn(folder);
  const { status, stderr } = await migrate(folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(place)]);
  expect(textsIn(folder)).toEqual(before);
}

async function expectConverted(folder: string): Promise<string> {
  const { status, stderr } = await migrate(folder);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/Converted [1-9]\d* calls? in/)]);
  return stderr;
}

describe("a payment service with a preload of its own", () => {
  const requests: readonly Request[] = [
    { path: "/?amount=5", headers: { baggage: "synthetic_request=true" } },
    { path: "/?amount=7" },
    { path: "/?amount=-1" },
  ];
  async function run(folder: string) {
    const { receiver, variables } = await receiveOtlp();
    const answers = await runApplication(folder, requests, variables);
    return { answers, spans: spansIn(receiver), metrics: countsIn(receiver).slice(-1) };
  }

  test("answers and sends the same after it is converted", async () => {
    const folder = copyApplication("payment");
    const before = await run(folder);
    expect(before.answers).toEqual(["200 5", "200 7", "500 Invalid amount"]);
    expect(before.spans.map(({ attributes }) => attributes["app.payment.charged"])).toEqual([
      false,
      true,
      true,
    ]);
    expect(before.spans[2]).toMatchObject({
      service: "payment",
      status: { code: 2, message: "Invalid amount" },
      exceptions: ["Invalid amount"],
    });
    expect(before.metrics).toEqual([
      { name: "app.payment.transactions", attributes: { "app.payment.currency": "EUR" }, value: 2 },
    ]);

    const stderr = await expectConverted(folder);
    expect(readFileSync(path.join(folder, "tracing.js"), "utf8")).toContain('require("telltale")');
    // what it leaves is named, and keeps working
    expect(stderr).toContain("getActiveBaggage");
    const after = await run(folder);
    // the difference: spans of thrown errors have their type
    const failed = before.spans[2]!;
    const attributes = { ...failed.attributes, "error.type": "Error" };
    expect(after).toEqual({ ...before, spans: [...before.spans.slice(0, 2), { ...failed, attributes }] });
  });
});

/** A span without what only one of the senders has. */
const payment = (amount: number, message = "") => ({ name: "pay order", amount, message });
const ordered = [payment(5), payment(7), payment(-1, "Invalid amount")];

/** What Telltale has sent of the calls of OpenTelemetry's API. */
async function runWithOtlp(folder: string, variables: Readonly<Record<string, string>>) {
  const otlp = await receiveOtlp();
  const answers = await runApplication(folder, payments, { ...variables, ...otlp.variables });
  const spans = spansIn(otlp.receiver).map(({ name, attributes, status }) => ({
    name,
    amount: Number(attributes["order.amount"]),
    message: (status as { message: string }).message,
  }));
  return { answers, payments: spans.filter(({ name }) => name === "pay order") };
}

describe("a service with dd-trace as its preload", () => {
  async function run(folder: string) {
    const agent = await startAgent();
    const { answers, payments: sent } = await runWithOtlp(folder, agent.variables);
    const spans = agent.spans.map(({ name, resource, error, meta, metrics }) => ({
      name,
      resource,
      error,
      message: meta["error.message"] ?? "",
      amount: metrics["order.amount"],
    }));
    return {
      answers,
      sent,
      spans,
      metrics: agent.metrics.map((line) => line.split("|").slice(0, 3).join("|")),
    };
  }
  const routes = ({ spans }: Awaited<ReturnType<typeof run>>) =>
    spans.filter(({ name }) => name === "express.request" || name === "write receipt");

  test("is not converted, and sends what it sent", async () => {
    const folder = copyApplication("dd-trace");
    const before = await run(folder);
    expect(before.answers).toEqual(paid);
    expect(
      before.spans
        .filter(({ resource }) => resource === "pay order")
        .map(({ error, amount, message }) => ({ error, amount, message })),
    ).toEqual([
      { error: 0, amount: 5, message: "" },
      { error: 0, amount: 7, message: "" },
      { error: 1, amount: -1, message: "Invalid amount" },
    ]);
    expect(routes(before)).toHaveLength(5);
    expect(before.metrics).toEqual(["orders.paid:2|c|#service:checkout,currency:EUR"]);

    await expectRefusal(folder, "package.json:5: dd-trace/init");
    expect(await run(folder)).toEqual(before);
  });

  test("sends the same when Telltale is started beside it, as the refusal says", async () => {
    const folder = copyApplication("dd-trace");
    const before = await run(folder);
    expect(before.sent).toEqual([]);
    changeStart(
      folder,
      "DD_SERVICE=checkout node --require dd-trace/init --require telltale/register index.js",
    );
    await expectConverted(folder);
    const after = await run(folder);
    expect(after.answers).toEqual(before.answers);
    expect(after.sent).toEqual(ordered);
    expect(routes(after)).toEqual(routes(before));
    expect(after.metrics).toEqual(before.metrics);
  });
});

describe("a service whose preload starts Sentry", () => {
  async function run(folder: string) {
    const ingest = await startIngest();
    const { answers, payments: sent } = await runWithOtlp(folder, ingest.variables);
    return { answers, sent, issues: ingest.issues(), spans: ingest.spans() };
  }
  const issue = {
    errors: ["Error: Invalid amount"],
    tags: { amount: -1 },
    release: "checkout@2.1.0",
  };

  test("is not converted, and sends what it sent", async () => {
    const folder = copyApplication("sentry");
    const before = await run(folder);
    expect(before.answers).toEqual(paid);
    expect(before.issues).toMatchObject([issue]);
    expect(before.spans).toMatchObject([
      { name: "pay order", status: "ok", amount: 5 },
      { name: "write receipt", status: "ok" },
      { name: "GET", status: "ok" },
      { name: "pay order", status: "ok", amount: 7 },
      { name: "write receipt", status: "ok" },
      { name: "GET", status: "ok" },
      { name: "pay order", status: "error", message: "Invalid amount", amount: -1 },
      { name: "GET", status: "error" },
    ]);

    await expectRefusal(folder, "package.json:6: ./instrument.js, which has init() of @sentry/node");
    expect(await run(folder)).toEqual(before);
  });

  test("sends the same spans by Telltale, and issues by Sentry, where the other SDK beside it is converted", async () => {
    const folder = copyApplication("sentry-and-sdk");
    const before = await run(folder);
    expect(before).toMatchObject({ answers: paid, sent: ordered, issues: [issue] });
    await expectConverted(folder);
    expect(readFileSync(path.join(folder, "instrument.js"), "utf8")).not.toContain("NodeSDK");
    expect(await run(folder)).toEqual(before);
  });
});

describe("a service with a registry of prom-client", () => {
  const requests = [...payments, { path: "/metrics" }];
  async function run(folder: string) {
    const { variables } = await receiveOtlp();
    const answers = await runApplication(folder, requests, variables);
    const [served = ""] = answers.slice(-1);
    return { answers: answers.slice(0, -1), series: seriesOf(served.replace("200 ", "")) };
  }
  /** Without what says who served it. */
  const seriesOf = (served: string): readonly string[] =>
    served
      .split("\n")
      .filter((line) => /^(?:# (?:TYPE|HELP) )?order/.test(line))
      .map((line) => line.replace(/otel_scope_name="telltale",?/, "").replace("{}", ""))
      .toSorted();

  test.each([
    ["own-registry", "node index.js"],
    ["own-registry-of-http", "node index.js"],
    ["own-registry", "TELLTALE_PROMETHEUS_PORT=0 node --import telltale/register index.js"],
    ["own-registry-of-http", "TELLTALE_PROMETHEUS_PORT=0 node --import telltale/register index.js"],
  ])("of its own keeps its metrics, and serves what it served: %s, %s", async (name, start) => {
    const folder = copyApplication(name);
    const before = await run(folder);
    expect(before.answers).toEqual(paid);
    expect(before.series).toContain('orders_total{result="paid"} 2');
    expect(before.series).toContain('order_amount_euros_bucket{le="10"} 2');
    changeStart(folder, start);
    const texts = textsIn(folder);
    const { status, stderr } = await migrate(folder);
    expect([status, stderr]).toEqual([0, expect.stringContaining("Converted 0 calls")]);
    for (const call of ["new Counter", "new Histogram", "new Gauge", "register.metrics"])
      expect(stderr).toContain(`: ${call}: `);
    expect(textsIn(folder)).toEqual(texts);
    expect(await run(folder)).toEqual(before);
  });

  test.each([
    ["nothing starts Telltale", "node index.js", "prom-client serves its metrics"],
    [
      "Telltale shows no metrics",
      "node --import telltale/register index.js",
      "the converted route would answer 503:\nindex.js",
    ],
  ])("is not converted where %s, and serves what it served", async (_, start, place) => {
    const folder = copyApplication("default-registry");
    const before = await run(folder);
    expect(before).toMatchObject({
      answers: paid,
      series: expect.objectContaining({ length: 15 }) as unknown,
    });
    changeStart(folder, start);
    await expectRefusal(folder, place);
    expect(await run(folder)).toEqual(before);
  });

  test.each([
    ["a variable", "TELLTALE_PROMETHEUS_PORT=0 node --import telltale/register index.js"],
    [
      "the name of its exporter",
      "OTEL_METRICS_EXPORTER=prometheus OTEL_EXPORTER_PROMETHEUS_PORT=0 node --import telltale/register index.js",
    ],
  ])("serves the same series after it is converted, when %s shows Telltale's", async (_, start) => {
    const folder = copyApplication("default-registry");
    const before = await run(folder);
    changeStart(folder, start);
    await expectConverted(folder);
    expect(readFileSync(path.join(folder, "metrics.js"), "utf8")).not.toContain("prom-client");
    expect(await run(folder)).toEqual(before);
  });
});
