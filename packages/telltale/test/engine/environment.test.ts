// The specification's variables, in a process of their own.
import { mkdtempSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "./ended.ts";
import { attributesOf, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
});

const program = `import { counter, log, start, trace } from "telltale";
  const telemetry = start();
  trace("t", () => log.info("l"));
  counter("c").add(1);
  await telemetry.stop();`;

test("each signal goes where its variable says: standard output, nowhere, OTLP", async () => {
  const { ended } = runProgram(program, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_EXPORTER: "console",
    OTEL_LOGS_EXPORTER: "none",
    OTEL_SERVICE_NAME: "by variable",
  });
  const { code, output } = await ended;
  expect(code).toBe(0);
  const [line, ...rest] = output.trim().split("\n");
  expect(rest).toEqual([]);
  expect(JSON.parse(line ?? "").resourceSpans[0].scopeSpans[0].spans[0].name).toBe("t");
  expect(receiver.received.map((one) => one.path)).toEqual(["/v1/metrics"]);
});

test("service, resource, headers and path come from the variables", async () => {
  const { ended } = runProgram(program, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=abc%3D",
    OTEL_SERVICE_NAME: "by variable",
    OTEL_RESOURCE_ATTRIBUTES: "team=a%2Cb",
    TELLTALE_ENVIRONMENT: "staging",
  });
  expect((await ended).code).toBe(0);
  expect(receiver.received.map((one) => one.path).toSorted()).toEqual([
    "/v1/logs",
    "/v1/metrics",
    "/v1/traces",
  ]);
  expect(receiver.received[0]?.headers["api-key"]).toBe("abc=");
  expect(attributesOf(receiver.spans()[0]?.["resource"])).toMatchObject({
    "service.name": "by variable",
    team: "a,b",
    "deployment.environment.name": "staging",
  });
});

test.each([
  ["warn", 1],
  ["error", 0],
  ["none", 0],
  [undefined, 1],
])("OTEL_LOG_LEVEL=%s shows %i warnings on standard error", async (level, count) => {
  const { ended } = runProgram(program, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: "soon",
    ...(level === undefined ? {} : { OTEL_LOG_LEVEL: level }),
  });
  const { code, output } = await ended;
  expect(code).toBe(0);
  expect(output.match(/cannot use OTEL_BSP_SCHEDULE_DELAY=`soon`/g) ?? []).toHaveLength(count);
});

test("a file that disables leaves context and its propagators at work, and sends nothing", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "telltale-disabled-")), "telemetry.yaml");
  writeFileSync(file, 'file_format: "1.1"\ndisabled: true\npropagator: {composite: [{b3: }]}\n');
  const carried = `import { context, propagation, trace } from "@opentelemetry/api";
    import { start } from "telltale";
    const telemetry = start();
    const headers = {};
    const parent = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 };
    context.with(trace.setSpanContext(context.active(), parent), () => propagation.inject(context.active(), headers));
    console.log(Object.keys(headers).join());
    await telemetry.stop();`;
  const { ended } = runProgram(carried, {
    OTEL_CONFIG_FILE: file,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  expect((await ended).output).toBe("b3\n");
  expect(receiver.received).toEqual([]);
});

// A program whose receiver is away, comes, goes and returns, with two exporters and all three signals.
const away = `import { createServer } from "node:http";
  import { diag } from "@opentelemetry/api";
  import { counter, log, otlpExporter, start, trace } from "telltale";
  const server = createServer((request, response) => request.resume().on("end", () => response.end()));
  const listen = (port) => new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server.address().port)));
  const close = () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  const port = await listen(0);
  await close();
  if (process.env.OWN_LOGGER) {
    const say = (message) => console.log("own: " + message);
    diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say });
  }
  const endpoint = "http://user:secret@127.0.0.1:" + port;
  const telemetry = start({ exporters: [otlpExporter({ endpoint }), otlpExporter({ endpoint, protocol: "http/json" })] });
  const record = () => { trace("t", () => log.info("l")); counter("c").add(1); };
  const allSent = async () => { do await telemetry.flush(); while (telemetry.stats().traces.queued + telemetry.stats().logs.queued > 0); };
  for (let round = 0; round < 2; round++) {
    record();
    await telemetry.flush();
    await listen(port);
    await allSent();
    await close();
  }
  await telemetry.stop(1);
  console.log("port " + port);`;

const unreachable =
  /^(?:own: )?telltale: cannot export to http:\/\/127\.0\.0\.1:(\d+): (?:connect ECONNREFUSED 127\.0\.0\.1:\1|no answer within \d+ ms)\. Start a receiver there, or set the option `endpoint` /;
const reachable =
  /^(?:own: )?telltale: http:\/\/127\.0\.0\.1:\d+ takes telemetry again; lost so far: nothing$/;

test("an unreachable receiver is reported once in the process, and once more when it is back", async () => {
  const quick = { OTEL_EXPORTER_OTLP_TIMEOUT: "900" };
  const ways = [{}, { OTEL_LOG_LEVEL: "error" }, { OTEL_LOG_LEVEL: "none" }, { OWN_LOGGER: "yes" }];
  const all = await Promise.all(ways.map(async (way) => runProgram(away, { ...quick, ...way }).ended));
  const lines = all.map(({ output }) =>
    output.split("\n").filter((line) => /cannot export|takes telemetry/.test(line)),
  );
  const reported = [expect.stringMatching(unreachable), expect.stringMatching(reachable)];
  expect(lines).toEqual([reported, reported, [], reported]);
  expect(all.map(({ code, output }) => [code, /port \d+/.test(output)])).toEqual(all.map(() => [0, true]));
  const prefixed = lines[3]?.map((line) => line.startsWith("own: "));
  expect(prefixed).toEqual([true, true]);
});

test("the main thread reports a receiver that refuses once, with what to do; each thread says at its end what it lost", async () => {
  const refusing = `import { Worker } from "node:worker_threads";
    import { log, start, trace } from "telltale";
    const telemetry = start();
    const worker = 'import("telltale").then(async ({ start, trace }) => { const telemetry = start(); trace("t", () => {}); await telemetry.stop(); })';
    const ended = [1, 2].map(() => new Promise((resolve) => new Worker(worker, { eval: true }).on("exit", resolve)));
    trace("t", () => log.info("l"));
    await telemetry.flush();
    console.log("ends", ...(await Promise.all(ended)));`;
  const refuse = (response: ServerResponse): void => void response.writeHead(404).end();
  receiver.script(...Array.from({ length: 100 }, () => refuse));
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TELLTALE_SAMPLING_RATE: "2" };
  const { output } = await runProgram(refusing, variables).ended;
  const at = `${receiver.url}/v1/(?:traces|logs|metrics)`;
  expect(output.trim().split("\n").toSorted()).toEqual([
    "ends 0 0",
    expect.stringMatching(
      new RegExp(
        `^telltale: cannot export to ${at}: HTTP 404\\. Something answers there, .* check OTEL_EXPORTER_OTLP_ENDPOINT\\.`,
      ),
    ),
    "telltale: cannot use TELLTALE_SAMPLING_RATE=`2`: expected a number from 0 to 1; it is ignored",
    expect.stringMatching(/^telltale: lost 1 (?:span|log record)/),
    expect.stringMatching(/^telltale: lost 1 span/),
    expect.stringMatching(/^telltale: lost 1 span/),
  ]);
  expect(receiver.received.length).toBeGreaterThanOrEqual(4);
});

test("each wrong variable is one line on standard error, and the application goes on", async () => {
  const wrong = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRC_EXPORT_INTERVAL: "1000",
    TELLTALE_ENRICHMENT: "/none/rules.json",
    TELLTALE_SAMPLING_RATE: "2",
    TELLTALE_SAMPLING_RULES: '[{"name":',
    TELLTALE_SAMPLNG_RATE: "0.5",
    // of another program
    TELLTALE_SHOP: "yes",
    OTEL_SHOP_NAME: "yes",
  };
  const both = [wrong, { ...wrong, OTEL_LOG_LEVEL: "none" }].map((one) => runProgram(program, one).ended);
  const [reported, silent] = await Promise.all(both);
  expect([reported?.code, silent?.code, silent?.output]).toEqual([0, 0, ""]);
  expect(reported?.output.trim().split("\n").toSorted()).toEqual([
    expect.stringMatching(
      /^telltale: cannot use TELLTALE_ENRICHMENT=`\/none\/rules\.json`: .*\(ENOENT\); it is ignored$/,
    ),
    "telltale: cannot use TELLTALE_SAMPLING_RATE=`2`: expected a number from 0 to 1; it is ignored",
    expect.stringMatching(
      /^telltale: cannot use TELLTALE_SAMPLING_RULES=`\[\{"name":`: .*JSON.*; it is ignored$/,
    ),
    "telltale: unknown variable OTEL_METRC_EXPORT_INTERVAL: did you mean OTEL_METRIC_EXPORT_INTERVAL? It is ignored",
    "telltale: unknown variable TELLTALE_SAMPLNG_RATE: did you mean TELLTALE_SAMPLING_RATE? It is ignored",
  ]);
  expect(receiver.spans()).toHaveLength(2);
});
