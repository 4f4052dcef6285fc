// An application as a team has it, run by its own start command before and after `telltale migrate --write`: the same answers, spans,
// statuses and metrics. Forms that the command refuses, because their start command would emit nothing, are in migrate-starts.test.ts.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { attributesOf, startReceiver } from "../../telltale/test/engine/receiver.ts";
import { migrateCommand } from "../src/migrate/command.ts";
import { runCommand } from "./run-command.ts";

/** Like the payment service of OpenTelemetry's demo: a preload of its own, calls of the API, baggage, a metric, and requests that fail. */
const payment: Readonly<Record<string, string>> = {
  "package.json": `{ "name": "payment", "scripts": { "start": "node --require ./tracing.js index.js" } }\n`,
  "tracing.js": `const { NodeSDK } = require("@opentelemetry/sdk-node");

const sdk = new NodeSDK({ serviceName: "payment" });
sdk.start();

process.on("SIGTERM", async () => {
  await sdk.shutdown();
  process.exit(0);
});
`,
  "index.js": `const http = require("node:http");
const { context, metrics, propagation, SpanStatusCode, trace } = require("@opentelemetry/api");

const tracer = trace.getTracer("payment");
const transactions = metrics.getMeter("payment").createCounter("app.payment.transactions");

function charge(amount) {
  return tracer.startActiveSpan("charge", (span) => {
    try {
      span.setAttribute("app.payment.amount", amount);
      const entry = propagation.getActiveBaggage()?.getEntry("synthetic_request");
      span.setAttribute("app.payment.charged", entry?.value !== "true");
      if (amount < 0) throw new Error("Invalid amount");
      transactions.add(1, { "app.payment.currency": "EUR" });
      return amount;
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });
}

const server = http.createServer((request, response) => {
  const amount = Number(new URL(request.url, "http://localhost").searchParams.get("amount"));
  context.with(propagation.extract(context.active(), request.headers), () => {
    try {
      response.end(String(charge(amount)));
    } catch (error) {
      response.writeHead(500).end(error.message);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`,
};

function application(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-application-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  symlinkSync(path.join(import.meta.dirname, "../../../node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** Starts the application by the script `start`, sends it requests, stops it, and returns what it answered and sent. */
async function runStarted(folder: string) {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { scripts } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly scripts: { readonly start: string };
  };
  const child = spawn("sh", ["-c", `exec ${scripts.start}`], {
    cwd: folder,
    env: {
      ...process.env,
      // the library of this checkout
      NODE_OPTIONS: "--conditions=telltale-source --disable-warning=ExperimentalWarning",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_LOGS_EXPORTER: "none",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = new Promise((resolve) => child.on("close", resolve));
  let complaints = "";
  child.stderr.on("data", (part: Buffer) => (complaints += part.toString()));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => {
      const [, found] = /port (\d+)/.exec(part.toString()) ?? [];
      if (found !== undefined) resolve(found);
    });
    void closed.then((code) => reject(new Error(`ended with ${String(code)}: ${complaints}`)));
  });
  const answers: string[] = [];
  for (const [amount, baggage] of [
    ["5", "synthetic_request=true"],
    ["7", ""],
    ["-1", ""],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${port}/?amount=${amount}`, { headers: { baggage } });
    answers.push(`${response.status} ${await response.text()}`);
  }
  child.kill("SIGTERM");
  expect(`${String(await closed)} ${complaints}`).toBe("0 ");
  const spans = receiver.spans().map((span) => ({
    name: span["name"] as unknown,
    service: attributesOf(span["resource"])["service.name"],
    attributes: attributesOf(span),
    status: { code: span["status"]?.["code"] ?? 0, message: span["status"]?.["message"] ?? "" } as object,
    exceptions: ((span["events"] ?? []) as Parameters<typeof attributesOf>[0][]).map(
      (event) => attributesOf(event)["exception.message"],
    ),
  }));
  const metrics = receiver.metrics().flatMap((metric) =>
    ((metric["sum"]?.["dataPoints"] ?? []) as Parameters<typeof attributesOf>[0][]).map((point) => ({
      name: metric["name"] as unknown,
      attributes: attributesOf(point),
      value: Number(point?.["asInt"] ?? point?.["asDouble"] ?? 0),
    })),
  );
  return { answers, spans, metrics: metrics.slice(-1) };
}

test("a payment service with a preload of its own answers and sends the same after it is converted", async () => {
  const folder = application(payment);
  const before = await runStarted(folder);
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

  const { status, stderr } = await runCommand(migrateCommand, ["--write", "--force"], folder);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/Converted \d+ calls? in/)]);
  expect(readFileSync(path.join(folder, "tracing.js"), "utf8")).toContain('require("telltale")');
  // what it leaves is named, and keeps working
  expect(stderr).toContain("getActiveBaggage");
  const after = await runStarted(folder);
  // the difference: spans of thrown errors have their type
  const failed = before.spans[2]!;
  const attributes = { ...failed.attributes, "error.type": "Error" };
  expect(after).toEqual({ ...before, spans: [...before.spans.slice(0, 2), { ...failed, attributes }] });
});
