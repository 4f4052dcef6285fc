// The specification's variables, in a process of their own.
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
