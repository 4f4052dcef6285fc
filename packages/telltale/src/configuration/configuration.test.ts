// What a configuration file comes to: its parts as options and as single values, components by name, and what wins.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { diag } from "@opentelemetry/api";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { read, refusal } from "../../test/config-file.ts";
import { memoryExporter } from "../export/memory.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import { resolveOptions } from "../options.ts";
import { startSettings } from "../options/start-options.ts";
import { batchSettings } from "../settings/batch.ts";
import { locate } from "../settings/resolve.ts";
import { registerComponent } from "./components.ts";
import { severityNumber } from "./providers.ts";

const fixtures = fileURLToPath(new URL("../../test/fixtures/config/", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "telltale-config-"));
let warnings: string[] = [];
const ignore = (): void => {};

beforeEach(() => {
  warnings = [];
  const warn = (text: string): void => void warnings.push(text);
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore });
});
afterEach(() => diag.disable());
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(text: string): string {
  const name = path.join(folder, `${files++}.yaml`);
  writeFileSync(name, `file_format: "1.1"\n${text}`);
  return name;
}

function detected(detection: string, variables: Record<string, string> = {}): Record<string, unknown> {
  const name = fileOf(`resource: {detection/development: ${detection}}`);
  return resolveOptions({}, { ...variables, OTEL_CONFIG_FILE: name }).resource;
}

const consoleTraces = "tracer_provider: {processors: [{simple: {exporter: {console: }}}]}";

describe("the examples and snippets of the upstream project", () => {
  registerComponent("propagator", "xray", () => ({
    inject: ignore,
    extract: (context: unknown) => context,
    fields: () => [],
  }));
  registerComponent("id_generator", "my_custom_id_generator", ({ property }) => ({
    generateTraceId: () => String(property).padEnd(32, "0"),
    generateSpanId: () => String(property).padEnd(16, "0"),
  }));
  const all = ["examples", "snippets"].flatMap((part) =>
    readdirSync(path.join(fixtures, part)).map((name) => `${part}/${name}`),
  );
  // certificates that are not there
  const impossible = /Otlp(?:Http|Grpc)(?:Metric)?Exporter_.*kitchen_sink/;

  test.each(all.filter((name) => !impossible.test(name)))("%s can be used", (name) => {
    const settings = resolveOptions({}, { OTEL_CONFIG_FILE: path.join(fixtures, name) });
    expect(settings.resource["service.name"]).toMatch(/^unknown_service/);
  });

  test.each(all.filter((name) => impossible.test(name)))(
    "%s names files that do not exist, by place",
    (name) => {
      expect(refusal(() => resolveOptions({}, { OTEL_CONFIG_FILE: path.join(fixtures, name) }))).toMatch(
        /exporter\.otlp_(?:http|grpc).*\/app\/cert\.pem|@grpc\/grpc-js/,
      );
    },
  );
});

describe("a file in place of OTEL_* variables", () => {
  test("they count no more, except where the file refers to them; TELLTALE_* and options win over it", () => {
    const name = fileOf(
      `
attribute_limits: {attribute_count_limit: "\${COUNT}", attribute_value_length_limit: 7}
resource: {attributes: [{name: service.name, value: "\${OTEL_SERVICE_NAME:-none}-by-file"}]}
${consoleTraces}`.replace('"${COUNT}"', "${COUNT}"),
    );
    const variables = {
      OTEL_CONFIG_FILE: name,
      OTEL_SERVICE_NAME: "shop",
      OTEL_RESOURCE_ATTRIBUTES: "team=x",
      OTEL_SDK_DISABLED: "true",
      OTEL_BSP_MAX_QUEUE_SIZE: "9",
      COUNT: "5",
    };
    const settings = resolveOptions({}, variables);
    expect(settings.disabled).toBe(false);
    expect(settings.resource).toMatchObject({ "service.name": "shop-by-file" });
    expect(Object.keys(settings.resource)).not.toContain("team");
    expect(settings.limits.span).toMatchObject({ count: 5, valueLength: 7 });
    expect(settings.limits.traces.maxQueueSize).toBe(2048);
    expect(resolveOptions({}, { ...variables, TELLTALE_SERVICE_NAME: "ours" }).resource["service.name"]).toBe(
      "ours",
    );
    expect(resolveOptions({ service: "option", limits: { attributeCount: 3 } }, variables)).toMatchObject({
      resource: { "service.name": "option" },
      limits: { span: { count: 3 } },
    });
  });

  test("a signal without its provider goes nowhere; without a propagator nothing is carried", () => {
    const { exporters, propagators } = resolveOptions({}, { OTEL_CONFIG_FILE: fileOf(consoleTraces) });
    expect(exporters.map(({ name, signals }) => [name, signals])).toEqual([["stdout", ["traces"]]]);
    expect(propagators).toEqual([]);
  });

  test("exporters and an endpoint of the options replace the file's; TELLTALE_ENDPOINT replaces its OTLP endpoints", () => {
    const name = fileOf(
      "tracer_provider: {processors: [{batch: {exporter: {otlp_http: {endpoint: http://file:1/x}}}}]}",
    );
    const own = memoryExporter();
    expect(resolveOptions({ exporters: [own] }, { OTEL_CONFIG_FILE: name }).exporters).toEqual([own]);
    expect(
      resolveOptions({ endpoint: "http://o:1" }, { OTEL_CONFIG_FILE: name }).exporters[0]?.signals,
    ).toBeUndefined();
    const { destinations } = read(readFileSync(name, "utf8").split("\n").slice(1).join("\n"), {
      TELLTALE_ENDPOINT: "http://ours:1",
    });
    expect(destinations).toMatchObject([
      { signal: "traces", options: { endpoint: "http://ours:1", url: undefined } },
    ]);
  });

  test.each([
    [
      "a file that is not there",
      "/nowhere/x.yaml",
      "Cannot read the configuration file `/nowhere/x.yaml` (ENOENT)",
    ],
    ["another kind of file", "/x/config.json", "expected a name that ends in .yaml or .yml"],
    ["an older version", path.join(fixtures, "older/kitchen-sink-v0.4.0.yaml"), "cannot read version `0.4`"],
  ])("%s is refused", (_title, name, expected) => {
    expect(refusal(() => resolveOptions({}, { OTEL_CONFIG_FILE: name }))).toContain(expected);
  });

  test("an empty OTEL_CONFIG_FILE is not a file", () => {
    expect(
      resolveOptions({}, { OTEL_CONFIG_FILE: " ", OTEL_SERVICE_NAME: "a" }).resource["service.name"],
    ).toBe("a");
  });

  test("reports all mistakes at once, by path", () => {
    const name = fileOf("disabled: 1\nlog_level: loud");
    expect(refusal(() => resolveOptions({}, { OTEL_CONFIG_FILE: name }))).toMatch(
      /disabled: [^]*log_level: /,
    );
  });
});

describe("single values", () => {
  test.each<[string, object]>([
    ["disabled: true", { disabled: true }],
    [
      "attribute_limits: {attribute_count_limit: 1, attribute_value_length_limit: }",
      { limits: { span: { count: 1, valueLength: 65_536 }, record: { count: 1 } } },
    ],
    [
      `tracer_provider:
  processors: [{batch: {schedule_delay: 1, export_timeout: 2, max_queue_size: 3, max_export_batch_size: 3, exporter: {console: }}}]
  limits: {attribute_value_length_limit: 4, attribute_count_limit: 5, event_count_limit: 6, link_count_limit: 7, event_attribute_count_limit: 8, link_attribute_count_limit: 9}`,
      {
        limits: {
          traces: { scheduleDelayMs: 1, exportTimeoutMs: 2, maxQueueSize: 3, maxBatchSize: 3 },
          span: {
            valueLength: 4,
            count: 5,
            events: 6,
            links: 7,
            eventAttributes: { count: 8 },
            linkAttributes: { count: 9 },
          },
        },
      },
    ],
    // 0 means no limit, and any other limit is stronger
    [
      "tracer_provider: {processors: [{batch: {export_timeout: 0, exporter: {console: }}}]}",
      { limits: { traces: { exportTimeoutMs: Infinity } } },
    ],
    [
      "tracer_provider: {processors: [{batch: {export_timeout: 0, exporter: {console: }}}, {batch: {export_timeout: 7, exporter: {console: }}}]}",
      { limits: { traces: { exportTimeoutMs: 7 } } },
    ],
    [
      "meter_provider: {readers: [{periodic: {timeout: 7, exporter: {console: }}}, {periodic: {timeout: 0, exporter: {console: }}}]}",
      { metricTimeoutMs: 7 },
    ],
    [
      "logger_provider: {processors: [{simple: {exporter: {console: }}}], limits: {attribute_count_limit: 5}}",
      { limits: { logs: { scheduleDelayMs: 0, maxBatchSize: 1 }, record: { count: 5 } } },
    ],
    [
      "meter_provider: {exemplar_filter: always_off, readers: [{periodic: {interval: 5, timeout: 6, exporter: {console: {temporality_preference: low_memory}}}}, {periodic: {interval: 4, exporter: {console: }}}]}",
      { metricIntervalMs: 4, metricTimeoutMs: 6, metrics: { exemplars: "always_off" } },
    ],
  ])("%s", (text, expected) => {
    expect(resolveOptions({}, { OTEL_CONFIG_FILE: fileOf(text) })).toMatchObject(expected);
  });

  test.each([
    ["log_level: trace3", "verbose"],
    ["log_level: warn2", "warn"],
  ])("%s is %s", (text, level) => {
    const { logLevel } = startSettings.settings;
    const env = createEnvironment({}, read(text).at);
    expect(locate(logLevel, undefined, env)).toEqual({
      value: level,
      source: { kind: "file", name: "log_level" },
    });
  });

  test("each has its place in the file", () => {
    const { at } = read(
      "tracer_provider: {processors: [{simple: {exporter: {console: }}}, {batch: {schedule_delay: 1, exporter: {console: }}}]}",
    );
    const { scheduledDelayMillis, maxQueueSize } = batchSettings.settings;
    const env = createEnvironment({}, at);
    expect(locate(scheduledDelayMillis, undefined, env, "traces")).toEqual({
      value: 0,
      source: { kind: "file", name: "tracer_provider.processors[0].simple" },
    });
    expect(locate(maxQueueSize, undefined, env, "traces")).toEqual({
      value: 2048,
      source: { kind: "default" },
    });
  });
});

describe("exporters", () => {
  test("OTLP with everything the schema has", () => {
    const text = `tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_http:
            endpoint: http://c:1/v1/traces
            headers: [{name: a, value: "1"}, {name: gone, value: }]
            headers_list: "a=0,b=x%20y"
            compression: gzip
            timeout: 0
            max_request_size: 0
            encoding: json`;
    expect(read(text).destinations).toEqual([
      {
        path: "tracer_provider.processors[0].batch.exporter.otlp_http",
        signal: "traces",
        options: {
          protocol: "http/json",
          signals: ["traces"],
          endpoint: undefined,
          url: "http://c:1/v1/traces",
          headers: { a: "1", b: "x y" },
          compression: "gzip",
          timeoutMs: 2_147_483_647,
          maxRequestBytes: Number.MAX_SAFE_INTEGER,
          certificate: undefined,
          clientKey: undefined,
          clientCertificate: undefined,
          insecure: false,
          temporality: undefined,
          histograms: undefined,
        },
      },
    ]);
  });

  test("each exporter of metrics has a temporality and a form of histograms of its own", () => {
    const text = `meter_provider:
  readers:
    - periodic: {exporter: {console: {temporality_preference: low_memory}}}
    - periodic: {exporter: {otlp_http: {temporality_preference: delta, default_histogram_aggregation: base2_exponential_bucket_histogram}}}`;
    expect(read(text).options.exporters).toMatchObject([
      { metricPreference: { temporality: "lowmemory" } },
      { metricPreference: { temporality: "delta", histograms: "exponential" } },
    ]);
  });

  test.each([
    ["{otlp_http: {compression: zstd}}", "otlp_http.compression: cannot use `zstd`: expected gzip or none"],
    [
      "{otlp_http: {endpoint: nowhere}}",
      "otlp_http: Cannot use `nowhere` as `url`: expected an absolute http or https URL",
    ],
    ["{otlp_http: {headers_list: x}}", "otlp_http.headers_list: cannot be read"],
    [
      "{mine: {a: 1}}",
      'exporter.mine: is not known: expected one of otlp_http, otlp_grpc, otlp_file/development, console, or a component of your own, made known by `registerComponent("span_exporter", "mine", …)`',
    ],
  ])("%s is refused by place", (exporter, expected) => {
    const text = `tracer_provider: {processors: [{batch: {exporter: ${exporter}}}]}`;
    expect(refusal(() => read(text))).toContain(expected);
  });
});

describe("components of the application", () => {
  test("get their configuration and take their place", () => {
    const seen: unknown[] = [];
    const exporter = memoryExporter();
    registerComponent("span_exporter", "test_memory", (config) => {
      seen.push(config);
      return exporter;
    });
    const text =
      "tracer_provider: {processors: [{batch: {exporter: {test_memory: {a: [1]}}}}, {simple: {exporter: {test_memory: }}}]}";
    expect(read(text).options.exporters).toEqual([exporter, exporter]);
    expect(seen).toEqual([{ a: [1] }, {}]);
  });

  test("reports one that cannot be made with its path", () => {
    registerComponent("log_record_processor", "test_broken", () => {
      throw new Error("no key");
    });
    const text = "logger_provider: {processors: [{test_broken: }]}";
    expect(refusal(() => read(text))).toContain("logger_provider.processors[0].test_broken: no key");
  });

  test("rejects an invalid one", () => {
    registerComponent("metric_exporter", "test_none", () => ({}));
    const name = fileOf("meter_provider: {readers: [{periodic: {exporter: {test_none: }}}]}");
    expect(() => resolveOptions({}, { OTEL_CONFIG_FILE: name })).toThrow(
      /periodic\.exporter: made no exporter/,
    );
  });

  test("exporters of the OpenTelemetry shape get their signal", () => {
    const exporter = { export: ignore, shutdown: async () => {}, forceFlush: async () => {} };
    for (const kind of ["span_exporter", "log_record_exporter", "metric_exporter"] as const)
      registerComponent(kind, "test_stock", () => exporter);
    const processors =
      "[{batch: {schedule_delay: 0, exporter: {test_stock: }}}, {simple: {exporter: {test_stock: }}}]";
    const { options } = read(`tracer_provider: {processors: ${processors}}
logger_provider: {processors: ${processors}}
meter_provider: {readers: [{periodic: {exporter: {test_stock: }}}]}`);
    expect(options.exporters).toEqual([]);
    expect([options.processors?.length, options.logRecordProcessors?.length]).toEqual([2, 2]);
    expect(options.metricReaders).toEqual([exporter]);
  });

  test("a processor of log records becomes an option", () => {
    const processor = { onEmit: ignore, forceFlush: async () => {}, shutdown: async () => {} };
    registerComponent("log_record_processor", "test_processor", () => processor);
    const file = read("logger_provider: {processors: [{test_processor: }]}");
    expect(file.options.logRecordProcessors).toEqual([processor]);
  });

  test.each([
    ["", () => 1],
    ["x", 1],
  ])("a name and a function are needed: %j, %o", (name, create) => {
    expect(() => registerComponent("sampler", name, create as never)).toThrow(
      /expected a name and a function/,
    );
  });
});

describe("resource", () => {
  test("attributes have the types they are given; the list is weaker; null is nothing", () => {
    const { resource } = read(`resource:
  attributes: [{name: a, value: 1}, {name: b, value: 1, type: int}, {name: c, value: [true], type: bool_array}, {name: d, value: }]
  attributes_list: "a=0,e=x%2Cy"
  schema_url: https://x/1`);
    expect(resource.attributes).toEqual({ a: "1", b: 1, c: [true], e: "x,y" });
    expect(resource.schemaUrl).toBe("https://x/1");
  });

  test.each([
    [
      "{attributes: [{name: a, value: 1.5, type: int}]}",
      "resource.attributes[0].value: cannot use `1.5`: expected a value of type int",
    ],
    ["{attributes: [{name: a, value: x, type: string_array}]}", "expected a value of type string_array"],
    ["{attributes_list: x}", "resource.attributes_list: cannot be read"],
    [
      "{detection/development: {detectors: [{mine: }]}}",
      "resource.detection/development.detectors[0].mine: is not known: expected one of os, host",
    ],
  ])("%s is refused by place", (resource, expected) => {
    expect(refusal(() => read(`resource: ${resource}`))).toContain(expected);
  });

  test("nothing is detected unless the file asks for it", () => {
    const { resource } = resolveOptions({}, { OTEL_CONFIG_FILE: fileOf("") });
    expect(Object.keys(resource).toSorted()).toEqual([
      "service.name",
      "telemetry.sdk.language",
      "telemetry.sdk.name",
      "telemetry.sdk.version",
    ]);
  });

  test("detectors by name; host tells of the system, service of OTEL_SERVICE_NAME", () => {
    expect(
      detected("{detectors: [{host: }, {service: }, {process: }]}", { OTEL_SERVICE_NAME: "s" }),
    ).toMatchObject({
      "os.type": expect.any(String),
      "host.name": expect.any(String),
      "service.name": "s",
      "service.instance.id": expect.any(String),
      "process.pid": process.pid,
    });
  });

  test("only what is included and not excluded stays; arguments are included when named", () => {
    const found = detected(
      "{attributes: {included: [process.*, process.command_args], excluded: [process.runtime.*]}, detectors: [{host: }, {process: }]}",
    );
    expect(Object.keys(found)).toEqual(expect.arrayContaining(["process.pid", "process.command_args"]));
    expect(Object.keys(found).filter((key) => /^(?:host|os|process\.runtime)\./.test(key))).toEqual([]);
  });
});

test("loggers by name, and for all others", () => {
  const text = `logger_provider:
  processors: [{simple: {exporter: {console: }}}]
  logger_configurator/development:
    default_config: {enabled: false}
    loggers: [{name: "io.*", config: {minimum_severity: info2, trace_based: true}}]`;
  expect(read(text).options.logs).toEqual({
    loggers: [
      { name: "io.*", enabled: true, minimumSeverity: 10, traceBased: true },
      { name: "*", enabled: false, minimumSeverity: 0, traceBased: false },
    ],
  });
  expect(["trace", "debug4", "info", "warn", "error2", "fatal4"].map(severityNumber)).toEqual([
    1, 8, 9, 13, 18, 24,
  ]);
});

test("tracers and meters are switched off by name, the default last", () => {
  const config = "default_config: {enabled: false}";
  const file = read(`tracer_provider:
  processors: [{simple: {exporter: {console: }}}]
  tracer_configurator/development: {${config}, tracers: [{name: "io.*", config: {enabled: true}}]}
meter_provider:
  readers: [{periodic: {exporter: {console: }}}]
  meter_configurator/development: {meters: [{name: b, config: {enabled: false}}]}`);
  expect(file.options.tracers).toEqual([
    { name: "io.*", enabled: true },
    { name: "*", enabled: false },
  ]);
  expect(file.options.meters).toEqual([{ name: "b", enabled: false }]);
  expect(file.notes).toEqual([]);
});

test("propagators: the list is appended, each once, none is nothing", () => {
  const text =
    'propagator: {composite: [{b3: }, {tracecontext: }], composite_list: "tracecontext, baggage,none"}';
  expect(read(text).options.propagators).toEqual(["b3", "tracecontext", "baggage"]);
  expect(refusal(() => read("propagator: {composite_list: nobody}"))).toContain(
    "propagator.composite_list.nobody: is not known",
  );
});

function reader(limits: string): string {
  return `{periodic: {exporter: {console: }, cardinality_limits: {${limits}}}}`;
}

function batchFor(timeout: number): string {
  return `{batch: {export_timeout: ${timeout}, exporter: {console: }}}`;
}

test("cardinality: by kind of instrument, the smallest of all readers; an option is stronger", () => {
  const variables = {
    OTEL_CONFIG_FILE: fileOf(
      `meter_provider: {readers: [${reader("default: 9, counter: 3")}, ${reader("default: 8")}, ${reader("observable_up_down_counter: 2")}]}`,
    ),
  };
  const { cardinality } = resolveOptions({ limits: { eventCount: 1 } }, variables).limits;
  expect(cardinality).toMatchObject({ counter: 3, histogram: 8, observedUpDownCounter: 2 });
  expect(resolveOptions({ limits: { cardinality: 7 } }, variables).limits.cardinality.counter).toBe(7);
  const without = { OTEL_CONFIG_FILE: fileOf(`meter_provider: {readers: [${reader("gauge: 3")}]}`) };
  expect(resolveOptions({}, without).limits.cardinality.counter).toBe(2000);
});

test("what has no effect is said, unless it is what holds anyway", () => {
  const text = `attribute_limits: {attribute_value_depth_limit: 64}
tracer_provider: {processors: [${batchFor(30_000)}, ${batchFor(1)}], limits: {attribute_value_depth_limit: 65}}`;
  resolveOptions({}, { OTEL_CONFIG_FILE: fileOf(text) });
  expect(warnings).toEqual([
    expect.stringContaining("tracer_provider.limits.attribute_value_depth_limit has no effect above 64"),
  ]);
});

test("depth of values: the provider's own, else that for all; an option is stronger", () => {
  const text = `attribute_limits: {attribute_value_depth_limit: 9}
tracer_provider: {processors: [${batchFor(1)}], limits: {attribute_value_depth_limit: 3}}`;
  const variables = { OTEL_CONFIG_FILE: fileOf(text) };
  const { limits } = resolveOptions({}, variables);
  expect([limits.span.valueDepth, limits.span.eventAttributes.valueDepth, limits.record.valueDepth]).toEqual([
    3, 3, 9,
  ]);
  expect(resolveOptions({ limits: { attributeValueDepth: 2 } }, variables).limits.record.valueDepth).toBe(2);
});

test("what has no effect is warned of", () => {
  resolveOptions(
    {},
    {
      OTEL_CONFIG_FILE: fileOf(
        "distribution: {some: {a: 1}}\ninstrumentation/development: {js: {http: {a: 1}}, general: {stability_opt_in_list: http}}",
      ),
    },
  );
  expect(warnings).toEqual([
    expect.stringContaining("general.stability_opt_in_list has no effect: set OTEL_SEMCONV_STABILITY_OPT_IN"),
    expect.stringContaining("instrumentation/development.js has no effect without telltale/register"),
    expect.stringContaining("distribution has no effect"),
  ]);
});
