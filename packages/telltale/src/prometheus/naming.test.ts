import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeName, isLegacyLabel, isLegacyName } from "./escape.ts";
import type { NameForm } from "catalog/prometheus-names";
import { createNaming, strategies } from "./naming.ts";

describe("names of metrics, with suffixes (compatibility/prometheus_and_openmetrics, Metric Metadata)", () => {
  const naming = createNaming("UnderscoreEscapingWithSuffixes", "underscores");
  test.each<[name: string, unit: string, form: NameForm, sample: string, unitLine: string]>([
    ["http.server.requests", "{request}", "counter", "http_server_requests_total", ""],
    ["http.server.request.duration", "s", "other", "http_server_request_duration_seconds", "seconds"],
    ["http.server.request.body.size", "By", "other", "http_server_request_body_size_bytes", "bytes"],
    ["payment.amount", "EUR", "counter", "payment_amount_EUR_total", "EUR"],
    ["jobs_total", "", "counter", "jobs_total", ""],
    ["jobs.total", "ms", "counter", "jobs_milliseconds_total", "milliseconds"],
    ["total", "", "counter", "total_total", ""],
    ["cpu.utilization", "1", "gauge", "cpu_utilization_ratio", "ratio"],
    ["hit.ratio", "1", "gauge", "hit_ratio", "ratio"],
    ["retries", "1", "counter", "retries_total", ""],
    ["queue.length", "1", "other", "queue_length", ""],
    ["network.io", "By/s", "gauge", "network_io_bytes_per_second", "bytes_per_second"],
    ["network.bytes", "By/s", "gauge", "network_bytes_per_second", "bytes_per_second"],
    ["requests", "{request}/s", "gauge", "requests_per_second", "per_second"],
    ["speed", "m/min", "gauge", "speed_meters_per_minute", "meters_per_minute"],
    ["wait.seconds", "s", "gauge", "wait_seconds", "seconds"],
    ["seconds.waited", "s", "gauge", "seconds_waited_seconds", "seconds"],
    ["bytes_total.read", "By", "counter", "bytes_total_read_bytes_total", "bytes"],
    ["stage.runs", "{execution}", "counter", "stage_runs_total", ""],
    ["stage.runs", "executions", "counter", "stage_runs_executions_total", "executions"],
    ["stage.executions", "executions", "counter", "stage_executions_total", "executions"],
    ["stage_executions_total", "executions", "counter", "stage_executions_total", "executions"],
    ["executions.failed", "executions", "counter", "executions_failed_executions_total", "executions"],
    ["reexecutions", "executions", "gauge", "reexecutions_executions", "executions"],
    ["disk.use", "%", "gauge", "disk_use_percent", "percent"],
    ["weird unit", "foo/bar", "gauge", "weird_unit_foo_per_bar", "foo_per_bar"],
    ["price", "€/kg", "gauge", "price_per_kg", "per_kg"],
    ["a..b--c  d", "", "gauge", "a_b_c_d", ""],
    ["1st", "", "gauge", "_1st", ""],
    ["größe", "", "gauge", "gr_e", ""],
    ["日本", "", "gauge", "_", ""],
    ["rule:name", "", "gauge", "rule:name", ""],
  ])("%s in %s as %s is %s", (name, unit, form, sample, unitLine) => {
    expect(naming.metric(name, unit, form)).toMatchObject({ sample, unit: unitLine });
  });

  test("a family of counters has no _total in its name", () => {
    expect(naming.metric("jobs", "", "counter").family).toBe("jobs");
    expect(naming.metric("jobs.total", "s", "counter").family).toBe("jobs_seconds");
  });
});

describe("translation_strategy (metrics/sdk_exporters/prometheus)", () => {
  test.each([
    ["UnderscoreEscapingWithSuffixes", "queue_age_seconds_total", "http_method"],
    ["UnderscoreEscapingWithoutSuffixes", "queue_age", "http_method"],
    ["NoUTF8EscapingWithSuffixes", "queue.age_seconds_total", "http.method"],
    ["NoTranslation", "queue.age", "http.method"],
  ] as const)("%s", (strategy, sample, label) => {
    const naming = createNaming(strategy, "allow-utf-8");
    expect(naming.metric("queue.age", "s", "counter").sample).toBe(sample);
    expect(naming.label("http.method")).toBe(label);
  });

  test("what the scraper asks for is stronger than the strategy", () => {
    const naming = createNaming("NoTranslation", "underscores");
    expect(naming.metric("queue.age", "s", "counter").sample).toBe("queue_age");
    expect(naming.label("http.method")).toBe("http_method");
  });

  test("a counter named _total keeps its name where nothing is added", () => {
    const naming = createNaming("UnderscoreEscapingWithoutSuffixes", "underscores");
    expect(naming.metric("jobs.total", "s", "counter")).toEqual({
      family: "jobs",
      sample: "jobs_total",
      unit: "",
    });
  });
});

describe("labels", () => {
  const naming = createNaming("UnderscoreEscapingWithSuffixes", "underscores");
  test.each([
    ["http.method", "http_method"],
    ["a__b", "a_b"],
    ["__name__", "_name_"],
    ["1st", "key_1st"],
    ["with:colon", "with_colon"],
    ["日本", "_"],
    ["", "_"],
  ])("%j is %s", (key, label) => expect(naming.label(key)).toBe(label));
});

describe("escaping schemes (prometheus.io/docs/instrumenting/escaping_schemes)", () => {
  test.each([
    ["metric.name/with/slashes", "underscores", "metric_name_with_slashes"],
    ["metric.name.with.dots", "dots", "metric_dot_name_dot_with_dot_dots"],
    ["some_name", "dots", "some__name"],
    ["metric.name", "values", "U__metric_2e_name"],
    ["some_name", "values", "some_name"],
    ["some_name.x", "values", "U__some__name_2e_x"],
    ["größe", "values", "U__gr_f6__df_e"],
    ["metric.name", "allow-utf-8", "metric.name"],
  ] as const)("%s by %s is %s", (name, escaping, escaped) => {
    expect(escapeName(name, escaping, false)).toBe(escaped);
  });

  test("whatever is escaped can be read by every reader", () => {
    const escapings = fc.constantFrom("underscores", "dots", "values" as const);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), escapings, (name, escaping) => {
        expect(isLegacyName(escapeName(name, escaping, false))).toBe(true);
        expect(isLegacyLabel(escapeName(name, escaping, true))).toBe(true);
      }),
    );
  });

  test("so is whatever is translated", () => {
    const forms = fc.constantFrom<NameForm>("counter", "gauge", "other");
    const naming = fc.constantFrom(...strategies).map((strategy) => createNaming(strategy, "underscores"));
    fc.assert(
      fc.property(naming, fc.string(), fc.string({ maxLength: 8 }), forms, (one, name, unit, form) => {
        const { family, sample, unit: unitLine } = one.metric(name, unit, form);
        expect(isLegacyName(family) && isLegacyName(sample)).toBe(true);
        expect(unitLine === "" || family.endsWith(`_${unitLine}`)).toBe(true);
        expect(isLegacyLabel(one.label(name))).toBe(true);
      }),
    );
  });
});
