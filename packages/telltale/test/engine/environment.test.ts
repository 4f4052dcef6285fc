// The specification's variables, in a process of their own.
import { mkdtempSync, writeFileSync } from "node:fs";
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
  [undefined, 0],
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
