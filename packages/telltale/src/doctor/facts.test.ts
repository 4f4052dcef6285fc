// Where each value is from, and that no secret is shown.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { memoryExporter } from "../export/memory.ts";
import type { StartOptions } from "../options/start-options.ts";
import { allSettings } from "../options/all-settings.ts";
import { variablesOf } from "../settings/by-signal.ts";
import { walk } from "../settings/walk.ts";
import type { Fact } from "./fact.ts";
import { collectFacts } from "./facts.ts";
import { nameOf } from "./settings.ts";
import { hideInUrl } from "./show.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-doctor-"));
const file = path.join(folder, "telemetry.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  file,
  `file_format: "1.1"
resource: {attributes: [{name: service.name, value: by-file}, {name: db.password, value: hunter2}]}
attribute_limits: {attribute_count_limit: 7}
tracer_provider:
  processors:
    - batch: {schedule_delay: 9, exporter: {otlp_http: {endpoint: "https://user:hunter2@c:1/v1/traces?key=hunter2", headers: [{name: a, value: hunter2}]}}}
`,
);

function factOf(
  name: string,
  options: StartOptions,
  variables: Record<string, string>,
): Partial<Fact> | undefined {
  const facts = collectFacts(options, variables);
  return [...facts.settings, ...facts.ways, ...facts.resource].find((fact) => fact.name === name);
}

describe("the origin of a value", () => {
  test.each<[string, StartOptions, Record<string, string>, string, string, string | undefined]>([
    ["traces: delay ms", {}, {}, "5000", "default", undefined],
    ["traces: delay ms", {}, { OTEL_BSP_SCHEDULE_DELAY: "7" }, "7", "OTEL", "OTEL_BSP_SCHEDULE_DELAY"],
    ["traces: delay ms", {}, { OTEL_BSP_SCHEDULE_DELAY: "soon" }, "5000", "default", undefined],
    [
      "traces: delay ms",
      {},
      { OTEL_BSP_SCHEDULE_DELAY: "7", OTEL_CONFIG_FILE: file },
      "9",
      "file",
      "tracer_provider.processors[0].batch.schedule_delay",
    ],
    [
      "logs: delay ms",
      {},
      { OTEL_BLRP_SCHEDULE_DELAY: "7", OTEL_CONFIG_FILE: file },
      "1000",
      "default",
      undefined,
    ],
    [
      "attributes of a span",
      { limits: { attributeCount: 3 } },
      { OTEL_CONFIG_FILE: file },
      "3",
      "option",
      "limits.attributeCount",
    ],
    [
      "attributes of a span",
      {},
      { OTEL_CONFIG_FILE: file },
      "7",
      "file",
      "attribute_limits.attribute_count_limit",
    ],
    [
      "attributes of a span",
      {},
      { OTEL_ATTRIBUTE_COUNT_LIMIT: "6", OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "5" },
      "5",
      "OTEL",
      "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
    ],
    [
      "service.name",
      {},
      { TELLTALE_SERVICE_NAME: "t", OTEL_SERVICE_NAME: "o" },
      "t",
      "TELLTALE",
      "TELLTALE_SERVICE_NAME",
    ],
    ["service.name", { service: "s" }, { TELLTALE_SERVICE_NAME: "t" }, "s", "option", "service"],
    [
      "service.name",
      {},
      { OTEL_RESOURCE_ATTRIBUTES: "service.name=r" },
      "r",
      "OTEL",
      "OTEL_RESOURCE_ATTRIBUTES",
    ],
    ["service.name", {}, { OTEL_CONFIG_FILE: file, OTEL_SERVICE_NAME: "o" }, "by-file", "file", "resource"],
    ["os.type", {}, {}, process.platform, "default", "detectors"],
    [
      "traces: endpoint",
      { endpoint: "http://o:1" },
      {},
      "http://o:1/v1/traces (http/protobuf)",
      "option",
      "endpoint",
    ],
    [
      "traces: endpoint",
      {},
      { TELLTALE_ENDPOINT: "http://t:1", OTEL_EXPORTER_OTLP_ENDPOINT: "http://x" },
      "http://t:1/v1/traces (http/protobuf)",
      "TELLTALE",
      "TELLTALE_ENDPOINT",
    ],
    [
      "logs: endpoint",
      {},
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://l:1/x" },
      "http://l:1/x (http/protobuf)",
      "OTEL",
      "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ],
    ["metrics: endpoint", {}, {}, "http://localhost:4318/v1/metrics (http/protobuf)", "default", undefined],
    [
      "traces: endpoint",
      {},
      { OTEL_CONFIG_FILE: file, TELLTALE_ENDPOINT: "http://t:1" },
      "http://t:1/v1/traces (http/protobuf)",
      "TELLTALE",
      "TELLTALE_ENDPOINT",
    ],
  ])("%s with %j and %j is %s by %s", (name, options, variables, value, origin, source) => {
    expect(factOf(name, options, variables)).toMatchObject({ name, value, origin });
    expect(factOf(name, options, variables)?.source).toBe(source);
  });

  test("a file's endpoint is named by its place; signals that go elsewhere have none", () => {
    const { ways } = collectFacts({}, { OTEL_CONFIG_FILE: file });
    expect(ways.map(({ signal, origin, source }) => [signal, origin, source])).toEqual([
      ["traces", "file", "tracer_provider.processors[0].batch.exporter.otlp_http"],
    ]);
    expect(collectFacts({ exporters: [memoryExporter()] }, {}).ways).toEqual([]);
    const { ways: some } = collectFacts({}, { OTEL_TRACES_EXPORTER: "console", OTEL_LOGS_EXPORTER: "none" });
    expect(some.map(({ signal }) => signal)).toEqual(["metrics"]);
  });

  test("what a file names is shown with its path; what it leaves out is missing", () => {
    const place = path.join(folder, "named.yaml");
    writeFileSync(
      place,
      `file_format: "1.1"
resource: {detection/development: {detectors: [{host: }, {process: }]}}
propagator: {composite: [{b3: }]}
tracer_provider:
  sampler: {parent_based: {root: {trace_id_ratio_based: {ratio: 0.1}}}}
  processors: [{batch: {exporter: {otlp_http: }}}, {simple: {exporter: {console: }}}]
meter_provider:
  readers: [{pull: {exporter: {prometheus/development: {port: 9999}}, cardinality_limits: {gauge: 7}}}]`,
    );
    const reported = (options: StartOptions, ...names: readonly string[]): unknown[] => {
      const { settings: all } = collectFacts(options, { OTEL_CONFIG_FILE: place });
      return names.map((wanted) => {
        const { value, origin, source } = all.find(({ name }) => name === wanted) ?? {};
        return [value, origin, source];
      });
    };
    expect(
      reported({}, "resource detectors", "propagators", "sampler", "metrics: series of an instrument"),
    ).toEqual([
      ["host,process", "file", "resource.detection/development.detectors"],
      ["b3", "file", "propagator.composite[0].b3"],
      [expect.stringContaining("TraceIdRatioBased{0.1}"), "file", "tracer_provider.sampler.parent_based"],
      ['{"gauge":7}', "file", "meter_provider.readers[0].pull.cardinality_limits"],
    ]);
    expect(
      reported({}, "traces: exporter", "metrics: exporter", "logs: exporter", "Prometheus port"),
    ).toEqual([
      ["otlp_http,console", "file", "tracer_provider.processors"],
      ["prometheus/development", "file", "meter_provider.readers[0].pull.exporter.prometheus/development"],
      ["none", "file", undefined],
      ["9999", "file", "meter_provider.readers[0].pull.exporter.prometheus/development.port"],
    ]);
    expect(
      reported({ endpoint: "http://c:1", propagators: ["jaeger"] }, "logs: exporter", "propagators"),
    ).toEqual([
      ["otlp", "default", undefined],
      ["jaeger", "option", "propagators"],
    ]);
  });

  test("what a file says of its exporters", () => {
    const { settings: all } = collectFacts({}, { OTEL_CONFIG_FILE: file });
    const source = "tracer_provider.processors[0].batch.exporter.otlp_http";
    expect(all.filter(({ name }) => /^traces: (?:headers|compression|timeout ms)/.test(name))).toMatchObject([
      { value: "a=…", origin: "file", source },
      { value: "10000", origin: "default" },
      { value: "none", origin: "file", source },
    ]);
  });

  test("what is wrong warns", () => {
    const { warnings } = collectFacts({}, { OTEL_BSP_SCHEDULE_DELAY: "soon" });
    expect(warnings).toEqual([expect.stringContaining("OTEL_BSP_SCHEDULE_DELAY=`soon`")]);
  });
});

describe("no secret is shown", () => {
  test.each([
    { OTEL_EXPORTER_OTLP_HEADERS: "api-key=hunter2,b=hunter2" },
    { OTEL_EXPORTER_OTLP_TRACES_HEADERS: "hunter2" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:hunter2@c:1/a" },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c:1/a?token=hunter2&x=hunter2" },
    { OTEL_RESOURCE_ATTRIBUTES: "db.password=hunter2" },
    { OTEL_EXPORTER_OTLP_CLIENT_KEY: "-----BEGIN KEY----- hunter2" },
    { OTEL_CONFIG_FILE: file },
  ])("of %j", (variables) => {
    const { ways, ...facts } = collectFacts({}, variables);
    const shown = JSON.stringify([facts, ways.map(({ value }) => value)]);
    expect(shown).not.toContain("hunter2");
  });

  test("URLs keep what is not a secret", () => {
    expect(hideInUrl("http://u:p@c:1/v1?a=1&b=2#x")).toBe("http://…@c:1/v1?a=…&b=…#x");
    expect(hideInUrl("http://c:1/a@b")).toBe("http://c:1/a@b");
    expect(hideInUrl("plain text")).toBe("plain text");
  });
});

test("every variable has a row, and every row one name", () => {
  const { settings, ways } = collectFacts({}, {});
  const names = settings.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const shown = new Set([...settings, ...ways].map(({ name }) => name));
  const all = Object.values(allSettings).flatMap((group) => [...walk(group)]);
  const hidden = all.filter(
    (one) => variablesOf(one.setting, one.signal).length > 0 && !shown.has(nameOf(one)),
  );
  expect(hidden.map(nameOf)).toEqual([]);
});
