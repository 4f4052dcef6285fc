// Options and environment: what wins, what throws, what only warns.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { otlpExporter } from "./index.ts";
import { isTelemetryError } from "./error.ts";
import { resolveOtlp } from "./export/otlp-settings.ts";
import { resolveOptions } from "./options.ts";

let warnings: string[] = [];

const ignore = (): void => {};

beforeEach(() => {
  warnings = [];
  const warn = (message: string): void => void warnings.push(message);
  diag.setLogger(
    { error: ignore, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});

afterEach(() => diag.disable());

function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isTelemetryError(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("wrong options throw, by code", () => {
  test.each([
    ["TT_OPTION", { smapling: {} }],
    ["TT_OPTION", { environment: " " }],
    ["TT_OPTION", { limits: { queueSize: 0 } }],
    ["TT_OPTION", { limits: { queueSize: 1.5 } }],
    ["TT_OPTION", { limits: { attributeValueDepth: 65 } }],
    ["TT_OPTION", { limits: { cardinality: null } }],
    ["TT_OPTION", { limits: { cardinality: { histogram: 0 } } }],
    ["TT_OPTION", { limits: { cardinality: { timer: 5 } } }],
    ["TT_OPTION", { metricIntervalMs: 0 }],
    ["TT_OPTION", { metricIntervalMs: 2_147_483_648 }],
    ["TT_SERVICE_NAME", { service: "" }],
    ["TT_SERVICE_NAME", { service: { name: " " } }],
    ["TT_SERVICE_NAME", { service: {} }],
    ["TT_SERVICE_NAME", { service: 1 }],
    ["TT_SERVICE_NAME", { service: null }],
    ["TT_EXPORTER", { exporters: [{}] }],
    ["TT_EXPORTER", { exporters: [undefined] }],
    ["TT_ENDPOINT", { endpoint: "localhost:4318" }],
    ["TT_ENDPOINT", { endpoint: "/v1" }],
    ["TT_INSTRUMENTATION", { instrumentations: ["http"] }],
  ])("%s for %o", (expected, options) => {
    expect(code(() => resolveOptions(options as never, {}))).toBe(expected);
  });

  test("rejects options that are not an object", () => {
    expect(code(() => resolveOptions("shop" as never, {}))).toBe("TT_OPTION");
    expect(code(() => resolveOptions(null as never, {}))).toBe("TT_OPTION");
  });

  test.each([
    [1, "Cannot use `1` as `service`"],
    [null, "Cannot use `null` as `service`"],
    [true, "Cannot use `true` as `service`"],
    ["", 'Cannot use `""` as `service`'],
    [{ name: 7n }, "Cannot use `7` as `service.name`"],
    [{ title: "shop" }, "Cannot use the field `service.title`: expected one of name, version"],
    [{}, "Cannot use `undefined` as `service.name`"],
  ])("a service that is %o appears in the message as it was given", (service, shown) => {
    expect(() => resolveOptions({ service } as never, {})).toThrow(shown);
  });

  test("the message names the input, the expectation and the fix", () => {
    expect(() => resolveOptions({ servce: "x" } as never, {})).toThrow(/`servce`.*service, environment/);
    expect(() => otlpExporter({ endpoint: "ftp://x" })).toThrow(/`ftp:\/\/x`.*http:\/\/localhost:4318/);
  });
});

describe("who the service is", () => {
  test.each([
    [{}, {}, `unknown_service:${process.release.name}`],
    [{}, { OTEL_RESOURCE_ATTRIBUTES: "service.name=a" }, "a"],
    [{}, { OTEL_RESOURCE_ATTRIBUTES: "service.name=a", OTEL_SERVICE_NAME: "b" }, "b"],
    [{}, { OTEL_SERVICE_NAME: "b", TELLTALE_SERVICE_NAME: "c" }, "c"],
    [{ service: "d" }, { OTEL_SERVICE_NAME: "b", TELLTALE_SERVICE_NAME: "c" }, "d"],
    [{ service: { name: "e" } }, {}, "e"],
  ])("%o with %o is %s", (options, variables, expected) => {
    expect(resolveOptions(options, variables).resource["service.name"]).toBe(expected);
  });

  test("identity, environment and attributes become the resource; undefined ones leave no trace", () => {
    const { resource } = resolveOptions(
      {
        service: { name: "a", version: "1", namespace: undefined, instanceId: "i" },
        environment: "prod",
        attributes: { "service.criticality": "high", gone: undefined },
      },
      { OTEL_RESOURCE_ATTRIBUTES: "team=x%20y,deployment.environment.name=dev" },
    );
    expect(resource).toMatchObject({
      "service.version": "1",
      "service.instance.id": "i",
      "deployment.environment.name": "prod",
      "service.criticality": "high",
      team: "x y",
    });
    expect(Object.keys(resource)).not.toContain("gone");
    expect(Object.keys(resource)).not.toContain("service.namespace");
  });

  test("attributes may come from a function, now or later", async () => {
    expect(resolveOptions({ attributes: () => ({ a: 1 }) }, {}).resource["a"]).toBe(1);
    const { resource, laterResource } = resolveOptions({ attributes: async () => ({ a: 1 }) }, {});
    expect(Object.keys(resource)).not.toContain("a");
    expect(await Promise.all(laterResource)).toEqual([{ ...resource, a: 1 }]);
  });

  test("keys and values of OTEL_RESOURCE_ATTRIBUTES are percent-decoded, blanks around them taken off", () => {
    const { resource } = resolveOptions(
      {},
      { OTEL_RESOURCE_ATTRIBUTES: " a%2Cb = x%3Dy%2C%F0%9F%98%80 ,, empty=" },
    );
    expect(resource).toMatchObject({ "a,b": "x=y,😀", empty: "" });
    expect(warnings).toEqual([]);
  });

  test.each(["a=1,b,c=3", "a=1,=2", "a=1,b=%E0%A4%A", "a=1,b=2=3", "a=1,%=2"])(
    "one bad pair discards all of OTEL_RESOURCE_ATTRIBUTES, with a warning: %s",
    (value) => {
      const { resource } = resolveOptions({}, { OTEL_RESOURCE_ATTRIBUTES: value });
      expect(Object.keys(resource)).not.toContain("a");
      expect(warnings).toEqual([expect.stringContaining("OTEL_RESOURCE_ATTRIBUTES")]);
    },
  );
});

function signalsOf(value: string): unknown {
  const rest = { OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };
  const { exporters } = resolveOptions({}, { OTEL_TRACES_EXPORTER: value, ...rest });
  return exporters.map(({ name, signals }) => `${name}: ${signals?.join()}`);
}

describe("wrong variables warn and are ignored", () => {
  test.each([
    ["OTEL_BSP_MAX_QUEUE_SIZE", "many"],
    ["OTEL_BSP_SCHEDULE_DELAY", "-1"],
    ["OTEL_METRIC_EXPORT_INTERVAL", "0"],
    ["OTEL_TRACES_EXPORTER", "zipkin"],
    ["OTEL_PROPAGATORS", "tracecontext,xray"],
    ["OTEL_SDK_DISABLED", "yes"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "soon"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "brotli"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon"],
    ["OTEL_NODE_RESOURCE_DETECTORS", "env,mine"],
    ["OTEL_LOG_LEVEL", "loud"],
    ["OTEL_TRACES_SAMPLER", "sometimes"],
    ["TELLTALE_ENDPOINT", "here"],
  ])("%s=%s", (name, value) => {
    const settings = resolveOptions({}, { [name]: value });
    const expected = resolveOptions({}, {});
    expect(settings.limits).toEqual(expected.limits);
    expect(settings.disabled).toBe(false);
    expect(settings.metricIntervalMs).toBe(60_000);
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) expect(warning).toContain(`${name}=\`${value}\``);
  });

  test("a value that may be secret is not shown", () => {
    resolveOptions({}, { OTEL_EXPORTER_OTLP_HEADERS: "hunter2" });
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.join()).toContain("OTEL_EXPORTER_OTLP_HEADERS=`…`");
    expect(warnings.join()).not.toContain("hunter2");
  });

  test.each(["1e3", "0x10", "1.0", "12 ms", "-1", "2147483648", "NaN"])(
    "%s is not a number of milliseconds",
    (value) => {
      expect(resolveOptions({}, { OTEL_BSP_SCHEDULE_DELAY: value }).limits.traces.scheduleDelayMs).toBe(5000);
      expect(warnings).toHaveLength(1);
    },
  );

  test("several exporters, without unknown ones and without `none`", () => {
    expect(signalsOf("otlp, Console")).toEqual(["otlp: traces", "stdout: traces"]);
    expect(signalsOf("console,zipkin")).toEqual(["otlp: ", "stdout: traces"]);
    expect(signalsOf("zipkin")).toEqual(["otlp: traces", "stdout: "]);
    expect(signalsOf("none")).toEqual(["otlp: ", "stdout: "]);
  });

  test("an empty value is not a value", () => {
    resolveOptions({}, { OTEL_BSP_MAX_QUEUE_SIZE: "", OTEL_SDK_DISABLED: " " });
    expect(warnings).toEqual([]);
  });
});

test("the specification's variables and defaults", () => {
  const { limits, metricIntervalMs, propagators } = resolveOptions({}, {});
  expect(limits.traces).toMatchObject({ maxQueueSize: 2048, maxBatchSize: 512, scheduleDelayMs: 5000 });
  expect(limits.logs).toMatchObject({ maxQueueSize: 2048, maxBatchSize: 512, scheduleDelayMs: 1000 });
  expect(limits.span).toMatchObject({ count: 128, events: 128, links: 128, valueLength: 65_536 });
  expect([limits.cardinality.counter, metricIntervalMs, propagators]).toEqual([
    2000,
    60_000,
    ["tracecontext", "baggage"],
  ]);
  const set = resolveOptions(
    { limits: { eventCount: 1 } },
    {
      OTEL_BSP_MAX_QUEUE_SIZE: "100",
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "200",
      OTEL_BLRP_SCHEDULE_DELAY: "7",
      OTEL_ATTRIBUTE_COUNT_LIMIT: "9",
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "8",
      OTEL_SPAN_EVENT_COUNT_LIMIT: "6",
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "5",
      OTEL_METRIC_EXPORT_INTERVAL: "1000",
      OTEL_PROPAGATORS: "baggage",
      OTEL_SDK_DISABLED: "TRUE",
    },
  );
  expect(set.limits.traces).toMatchObject({ maxQueueSize: 100, maxBatchSize: 100 });
  expect(set.limits.logs.scheduleDelayMs).toBe(7);
  expect(set.limits.span).toMatchObject({ count: 8, events: 1, valueLength: 5 });
  // the guard's bounds are beside them: a body is not an attribute, and a text that the specification cuts says nothing of it
  const guarded = { count: Infinity, valueLength: 65_536, valueDepth: 64, marksCuts: true };
  const bounded = { count: 9, valueLength: 5, valueDepth: 64, marksCuts: false };
  expect(set.limits.record).toEqual({ ...bounded, body: guarded, bytes: 262_144 });
  expect([set.metricIntervalMs, set.propagators, set.disabled]).toEqual([1000, ["baggage"], true]);
});

function urls(options: object, variables: Record<string, string>): string[] {
  return Object.values(resolveOtlp(options, variables).destinations).map(({ url }) => url.href);
}

function gzip(endpoint: string): boolean {
  return resolveOtlp({ endpoint }, {}).destinations.traces.gzip;
}

describe("where OTLP goes", () => {
  test.each([
    [{}, {}, "http://localhost:4318/v1/traces"],
    [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:1/base/" }, "http://c:1/base/v1/traces"],
    [
      {},
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:1/exact", OTEL_EXPORTER_OTLP_ENDPOINT: "http://x" },
      "http://c:1/exact",
    ],
    [
      {},
      { TELLTALE_ENDPOINT: "http://t:2", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:1" },
      "http://t:2/v1/traces",
    ],
    [{ endpoint: "https://o:3" }, { TELLTALE_ENDPOINT: "http://t:2" }, "https://o:3/v1/traces"],
  ])("%o with %o is %s", (options, variables, expected) => {
    expect(urls(options, variables as Record<string, string>)[0]).toBe(expected);
  });

  test("headers come together, compression is off to this machine only", () => {
    const variables = {
      OTEL_EXPORTER_OTLP_HEADERS: "a=1,b=x%20y",
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: "b=2",
    };
    const { destinations } = resolveOtlp({ headers: { c: "3" } }, variables);
    expect(destinations.traces.headers).toEqual({ a: "1", b: "x y", c: "3" });
    expect(destinations.logs.headers).toEqual({ a: "1", b: "2", c: "3" });
    expect([gzip("http://localhost:4318"), gzip("http://127.0.0.1:1"), gzip("http://[::1]:1")]).toEqual([
      false,
      false,
      false,
    ]);
    expect([gzip("http://collector:4318"), gzip("https://127.example.com")]).toEqual([true, true]);
    expect(resolveOtlp({}, { OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" }).destinations.logs.gzip).toBe(true);
  });
});
