// The larger parts of a configuration file: samplers, views, Prometheus.
import { createEnvironment } from "../engine/settings/environment.ts";
import { startSettings } from "../options/start-options.ts";
import { resolve } from "../settings/resolve.ts";
import { readFileSync } from "node:fs";
import { ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { read, refusal } from "../../test/config-file.ts";
import { registerComponent } from "./components.ts";
import type { FileConfiguration } from "./file-configuration.ts";

const kitchenSink = readFileSync(
  new URL("../../test/fixtures/config/snippets/View_kitchen_sink.yaml", import.meta.url),
  "utf8",
);

function samplerOf(sampler: string): FileConfiguration["options"]["sampler"] {
  const processors = "[{simple: {exporter: {console: }}}]";
  return read(`tracer_provider: {processors: ${processors}, sampler: ${sampler}}`).options.sampler;
}

const withParent = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: "1".repeat(32),
  spanId: "2".repeat(16),
  traceFlags: 1,
});

function pull(exporter: string): string {
  return `meter_provider: {readers: [{pull: {exporter: {prometheus/development: ${exporter}}}}]}`;
}

function aggregationOf(aggregation: string): unknown {
  const views = `[{selector: {}, stream: {aggregation: ${aggregation}}}]`;
  const text = `meter_provider: {readers: [{periodic: {exporter: {console: }}}], views: ${views}}`;
  return read(text).options.views?.[0]?.aggregation;
}

describe("samplers", () => {
  test.each([
    ["{always_on: }", "AlwaysOn"],
    ["{always_off: }", "AlwaysOff"],
    ["{trace_id_ratio_based: {ratio: 0.25}}", "0.25"],
    ["{trace_id_ratio_based: }", "1"],
    ["{probability/development: {ratio: 0.25}}", "th:c"],
    ["{always_record: {root: {always_off: }}}", "AlwaysOff"],
    [
      "{parent_based: {root: {always_off: }, remote_parent_sampled: {trace_id_ratio_based: {ratio: 0.5}}}}",
      "0.5",
    ],
    ["{composite/development: {parent_threshold: {root: {probability: {ratio: 0.25}}}}}", "th:c"],
  ])("%s", (sampler, expected) => {
    expect(String(samplerOf(sampler))).toContain(expected);
  });

  test("a component of the application inside a built-in one", () => {
    const own = { shouldSample: () => ({ decision: 2 }), toString: () => "Own" };
    registerComponent("sampler", "test_own", () => own);
    expect(String(samplerOf("{parent_based: {root: {test_own: }}}"))).toContain("Own");
  });

  test("an unknown one is refused by place", () => {
    expect(
      refusal(() =>
        samplerOf(
          "{parent_based: {root: {jaeger_remote/development: {endpoint: x, initial_sampler: {always_on: }}}}}",
        ),
      ),
    ).toContain("tracer_provider.sampler.parent_based.root.jaeger_remote/development: is not known");
  });

  const rules = `{composite/development: {rule_based: {rules: [
    {attribute_values: {key: http.route, values: [/healthz, "404"]}, sampler: {always_off: }},
    {attribute_patterns: {key: http.path, included: [/internal/*], excluded: [/internal/special/*]}, sampler: {always_off: }},
    {parent: [none], span_kinds: [client], sampler: {always_off: }},
    {sampler: {always_on: }}]}}}`;

  test.each([
    [{ "http.route": "/healthz" }, SpanKind.SERVER, ROOT_CONTEXT, 0],
    [{ "http.route": 404 }, SpanKind.SERVER, ROOT_CONTEXT, 0],
    [{ "http.route": ["/a", "/healthz"] }, SpanKind.SERVER, ROOT_CONTEXT, 0],
    [{ "http.route": "/healthz/x" }, SpanKind.SERVER, ROOT_CONTEXT, 2],
    [{ "http.path": "/internal/a" }, SpanKind.SERVER, ROOT_CONTEXT, 0],
    [{ "http.path": "/internal/special/a" }, SpanKind.SERVER, ROOT_CONTEXT, 2],
    [{}, SpanKind.CLIENT, ROOT_CONTEXT, 0],
    [{}, SpanKind.CLIENT, withParent, 2],
    [{}, SpanKind.INTERNAL, ROOT_CONTEXT, 2],
  ])("rules: %o of kind %s", (attributes, kind, context, decision) => {
    const { shouldSample } = samplerOf(rules) ?? {};
    expect(shouldSample?.(context, "1".repeat(32), "x", kind, attributes, []).decision).toBe(decision);
  });
});

test("views, in the words of the schema", () => {
  const file = read(kitchenSink.replace(/^file_format.*$/m, ""));
  expect(file.options.views).toMatchObject([
    {
      instrumentName: "my_instrument",
      instrumentType: "histogram",
      instrumentUnit: "ms",
      meterName: "my-meter",
      name: "new_instrument_name",
      aggregation: { type: "histogram", recordMinMax: true },
      aggregationCardinalityLimit: 2000,
      attributes: { include: ["foo.*"], exclude: ["foo.bar"] },
    },
  ]);
  expect(aggregationOf("{base2_exponential_bucket_histogram: {max_scale: 3, max_size: 4}}")).toEqual({
    type: "exponentialHistogram",
    maxScale: 3,
    maxSize: 4,
    recordMinMax: undefined,
  });
  expect(["{drop: }", "{sum: }", "{last_value: }", "{default: }"].map(aggregationOf)).toEqual([
    { type: "drop" },
    { type: "sum" },
    { type: "lastValue" },
    { type: "default" },
  ]);
});

test("Prometheus, with what the schema has", () => {
  const prometheus = (config: string, variables: Record<string, string> = {}): unknown =>
    resolve(startSettings, {}, "", createEnvironment(variables, read(pull(config)).at)).prometheus;
  const { prometheus: none } = resolve(startSettings, {}, "", createEnvironment({}));
  expect(none).toBeUndefined();
  expect(prometheus("")).toMatchObject({ port: 9464 });
  const full =
    "{host: h, port: 1, scope_info_enabled: false, target_info_enabled/development: false, resource_constant_labels: {included: [a*]}, translation_strategy: no_translation/development}";
  expect(prometheus(full)).toMatchObject({
    host: "h",
    port: 1,
    scopeLabels: false,
    targetInfo: false,
    resourceLabels: ["a*"],
    translationStrategy: "NoTranslation",
  });
  expect(prometheus(full, { TELLTALE_PROMETHEUS_PORT: "2" })).toMatchObject({ port: 2 });
});
