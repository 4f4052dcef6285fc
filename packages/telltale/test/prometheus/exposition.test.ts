// What a scraper gets, by the clauses of compatibility/prometheus_and_openmetrics and metrics/sdk_exporters/prometheus.
import { readFileSync } from "node:fs";
import { diag, DiagLogLevel, metrics as api } from "@opentelemetry/api";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  counter,
  gauge,
  histogram,
  memoryExporter,
  start,
  type StartOptions,
  timer,
  trace,
  upDownCounter,
} from "../../src/index.ts";
import { type PrometheusOptions, scrape } from "../../src/prometheus/index.ts";
import { bucketsOf, readProtobuf } from "./metrics-proto.ts";
import { type ReadFamily, readOpenMetrics, readPrometheus } from "./read-exposition.ts";

const openMetrics = "application/openmetrics-text; version=1.0.0";
const utf8 = `${openMetrics}; escaping=allow-utf-8`;
const protobuf =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

let telemetry: ReturnType<typeof start> | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function begin(prometheus: PrometheusOptions = {}, options: StartOptions = {}): void {
  telemetry = start({
    service: "shop",
    resourceDetectors: [],
    exporters: [memoryExporter()],
    ...options,
    prometheus: { server: false, scopeLabels: false, ...prometheus },
  });
}

async function read(accept: string = openMetrics): Promise<ReadFamily[]> {
  const text = await readText(accept);
  return accept.startsWith("text/plain") ? readPrometheus(text) : readOpenMetrics(text);
}

async function readText(accept: string): Promise<string> {
  const { status, body } = await scrape({ accept });
  expect(status).toBe(200);
  return new TextDecoder().decode(body);
}

async function family(name: string, accept?: string): Promise<ReadFamily | undefined> {
  return (await read(accept)).find((one) => one.name === name);
}

const meter = (): ReturnType<typeof api.getMeter> => api.getMeter("of-the-api");

describe("kinds", () => {
  test("Sums: monotonic ones are counters, others gauges", async () => {
    begin();
    counter("jobs", { description: "Jobs" }).add(3);
    upDownCounter("open").add(-2);
    expect(await family("jobs")).toMatchObject({ type: "counter", help: "Jobs", metrics: [{ total: 3 }] });
    expect(await family("open")).toMatchObject({ type: "gauge", metrics: [{ value: -2 }] });
  });

  test("Gauges: recorded and observed", async () => {
    begin();
    gauge("told").set(1.5);
    gauge("asked", {}, () => 7);
    expect(await family("told")).toMatchObject({ type: "gauge", metrics: [{ value: 1.5 }] });
    expect(await family("asked")).toMatchObject({ type: "gauge", metrics: [{ value: 7 }] });
  });

  test.each([
    [Number.NaN, "NaN"],
    [Infinity, "+Inf"],
    [-Infinity, "-Inf"],
  ])("a gauge that is %s, in every format", async (value, written) => {
    begin();
    gauge("odd").set(value);
    for (const accept of [openMetrics, "text/plain"])
      expect(await readText(accept)).toContain(`\nodd ${written}\n`);
    const { body } = await scrape({ accept: protobuf });
    const found = readProtobuf(body).find(({ name }) => name === "odd");
    expect(found?.["metric"][0]["gauge"]["value"]).toBe(value);
  });

  test("Histograms: buckets, count and sum", async () => {
    begin();
    const sizes = histogram("size", { unit: "By", buckets: [0, 1024] });
    for (const value of [1, 1023, 4096]) sizes.record(value);
    expect(await family("size_bytes")).toEqual({
      name: "size_bytes",
      type: "histogram",
      help: "size",
      unit: "bytes",
      metrics: [
        {
          labels: {},
          buckets: [
            { le: 0, count: 0 },
            { le: 1024, count: 2 },
            { le: "+Inf", count: 3 },
          ],
          count: 3,
          sum: 5120,
        },
      ],
    });
  });

  test("Exponential Histograms: explicit in text, native in protobuf", async () => {
    begin();
    const values = histogram("amount");
    for (const value of [1, 2, 3, 1000]) values.record(value);
    const [metric] = (await family("amount"))?.metrics ?? [];
    expect(metric?.buckets?.find(({ le }) => le === 2)?.count).toBe(2);
    expect(metric?.buckets?.at(-1)).toEqual({ le: "+Inf", count: 4 });
    const { body } = await scrape({ accept: protobuf });
    const native = readProtobuf(body).find(({ name }) => name === "amount")?.["metric"][0].histogram;
    expect(native).toMatchObject({ sampleCount: 4, sampleSum: 1006, zeroCount: 0, zeroThreshold: 1e-128 });
    expect(native.bucket).toBeUndefined();
    const buckets = bucketsOf(native);
    expect([...buckets.values()].reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(buckets.get(1)).toBe(1);
    expect(buckets.get(2)).toBe(1);
  });

  test("a native histogram without a bucket differs from an explicit one by an empty span", async () => {
    begin();
    histogram("amount").record(0);
    const { body } = await scrape({ accept: protobuf });
    const native = readProtobuf(body).find(({ name }) => name === "amount")?.["metric"][0].histogram;
    expect(native).toMatchObject({ sampleCount: 1, zeroCount: 1, positiveSpan: [{ offset: 0, length: 0 }] });
  });

  test("histograms: what they become is a matter of choice", async () => {
    begin({ histograms: "explicit" });
    histogram("amount").record(6);
    const [metric] = (await family("amount"))?.metrics ?? [];
    expect(metric?.buckets?.map(({ le }) => le).slice(0, 4)).toEqual([0, 5, 10, 25]);
  });

  test("temporality: cumulative, whatever other readers want", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");
    begin({}, { exporters: [memoryExporter()] });
    const jobs = meter().createCounter("jobs");
    jobs.add(2);
    await telemetry?.flush();
    expect(await family("jobs")).toMatchObject({ metrics: [{ total: 2 }] });
    jobs.add(1);
    await telemetry?.flush();
    expect(await family("jobs")).toMatchObject({ metrics: [{ total: 3 }] });
    expect(await family("jobs")).toMatchObject({ metrics: [{ total: 3 }] });
    vi.unstubAllEnvs();
  });

  test("explicit timestamps are never written", async () => {
    begin();
    counter("jobs").add(1);
    expect((await family("jobs"))?.metrics[0]?.timestamp).toBeUndefined();
    expect(await readText("text/plain")).toMatch(/^jobs_total 1$/m);
  });
});

describe("labels", () => {
  test("Metric Attributes: values that are not strings become strings", async () => {
    begin();
    counter("jobs").add(1, {
      text: "a",
      flag: true,
      number: 1.5,
      list: ["x", 2],
      map: { a: 1 },
      bytes: new Uint8Array([1, 2]),
    });
    expect((await family("jobs"))?.metrics[0]?.labels).toEqual({
      text: "a",
      flag: "true",
      number: "1.5",
      list: '["x",2]',
      map: '{"a":1}',
      bytes: "AQI=",
    });
  });

  test("Metric Attributes: keys that become one share it, in the order of the keys", async () => {
    begin();
    counter("jobs").add(1, { a_b: "2", "a.b": "1", "a-b": "0" });
    expect((await family("jobs"))?.metrics[0]?.labels).toEqual({ a_b: "0;1;2" });
  });

  test("Metric Attributes: keys that become one keep a value that is the name of another key", async () => {
    begin();
    counter("jobs").add(1, { kind: "queue", queue: "mail", a_b: "2", "a.b": "1" });
    expect((await family("jobs"))?.metrics[0]?.labels).toEqual({ kind: "queue", queue: "mail", a_b: "1;2" });
  });

  test("a label that a histogram needs itself is given way", async () => {
    begin();
    histogram("size", { buckets: [1] }).record(1, { le: "mine" });
    expect((await family("size"))?.metrics[0]?.labels).toEqual({ exported_le: "mine" });
  });

  test("values are escaped", async () => {
    begin();
    counter("jobs", { description: 'a "quote"\nand \\ more' }).add(1, { text: 'a "quote"\nand \\ more' });
    for (const accept of ["text/plain", openMetrics]) {
      const all = await read(accept);
      const one = all.find(({ name }) => name.startsWith("jobs"));
      expect(one).toMatchObject({
        help: 'a "quote"\nand \\ more',
        metrics: [{ labels: { text: 'a "quote"\nand \\ more' } }],
      });
    }
  });

  const scoped = { otel_scope_name: "payments" };
  const versioned = { otel_scope_version: "2.1.0", otel_scope_schema_url: "https://example.test/1" };

  test.each<[PrometheusOptions["scopeLabels"], Record<string, string>]>([
    [undefined, { ...scoped, exported_otel_scope_name: "mine" }],
    ["name", { ...scoped, exported_otel_scope_name: "mine" }],
    [true, { ...scoped, ...versioned, otel_scope_team: "a", exported_otel_scope_name: "mine" }],
    [false, { otel_scope_name: "mine" }],
  ])("Instrumentation Scope: scopeLabels %s, on every point", async (scopeLabels, labels) => {
    begin({ scopeLabels });
    const options = { schemaUrl: "https://example.test/1", attributes: { team: "a" } };
    api.getMeter("payments", "2.1.0", options).createCounter("paid").add(1, { otel_scope_name: "mine" });
    expect((await family("paid"))?.metrics[0]?.labels).toEqual(labels);
  });

  test("Instrumentation Scope: the series of an application stay the same when the library is upgraded", async () => {
    begin({ scopeLabels: undefined });
    counter("jobs").add(1, { queue: "mail" });
    expect((await family("jobs"))?.metrics[0]?.labels).toEqual({
      otel_scope_name: "telltale",
      queue: "mail",
    });
    expect(await readText(openMetrics)).not.toMatch(/otel_scope_(?:version|schema_url)/);
  });

  test("Instrumentation Scope: one family for two scopes, unless their labels are off", async () => {
    begin({ scopeLabels: "name" });
    api.getMeter("one").createCounter("paid").add(1);
    api.getMeter("two").createCounter("paid").add(2);
    expect((await family("paid"))?.metrics.map(({ total }) => total)).toEqual([1, 2]);
  });

  test("Resource Attributes: one target_info, with nothing but them", async () => {
    begin({}, { attributes: { "team.name": "a" } });
    counter("jobs").add(1);
    expect((await family("target"))?.metrics[0]?.info).toMatchObject({
      service_name: "shop",
      team_name: "a",
      telemetry_sdk_language: "nodejs",
    });
    expect(await readText("text/plain")).toContain("# TYPE target_info gauge\n");
  });

  test("Resource Attributes: none where they are not wanted, some on every series where they are", async () => {
    begin({ targetInfo: false, resourceLabels: ["service.*"] });
    counter("jobs").add(1, { service_name: "mine" });
    expect(await family("target")).toBeUndefined();
    expect((await family("jobs"))?.metrics[0]?.labels).toEqual({
      service_name: "shop",
      exported_service_name: "mine",
    });
  });
});

describe("exemplars", () => {
  test("on counters and buckets, in OpenMetrics and protobuf, not in the older text", async () => {
    begin();
    let traceId = "";
    trace("work", (span) => {
      ({ traceId } = span.spanContext());
      timer("took").record(0.3);
      counter("jobs").add(1);
    });
    const exemplar = (await family("jobs"))?.metrics[0]?.exemplar;
    expect(exemplar).toMatchObject({ labels: { trace_id: traceId }, value: 1 });
    expect(Math.abs(Number(exemplar?.timestamp) - Date.now() / 1000)).toBeLessThan(10);
    const [took] = (await family("took_seconds"))?.metrics ?? [];
    const withOne = took?.buckets?.filter((bucket) => bucket.exemplar !== undefined) ?? [];
    expect(withOne.map(({ le }) => le)).toEqual([0.5]);
    expect(withOne[0]?.exemplar).toMatchObject({ labels: { trace_id: traceId }, value: 0.3 });
    const { body } = await scrape({ accept: protobuf });
    const [jobs] = readProtobuf(body).filter(({ name }) => name === "jobs_total");
    expect(jobs?.["metric"][0].counter.exemplar.label[0]).toEqual({ name: "trace_id", value: traceId });
    expect(await readText("text/plain")).not.toContain(traceId);
  });

  test("of a bucket never come before one that was shown: a Prometheus refuses those", async () => {
    begin();
    const sizes = histogram("sizes");
    const traces: string[] = [];
    const shown = new Map<unknown, number>();
    for (let scrapes = 0; scrapes < 50; scrapes++) {
      for (let at = 0; at < 1 + ((scrapes * 7) % 30); at++)
        trace("work", (span) => {
          traces.push(span.spanContext().traceId);
          sizes.record(1 + ((traces.length * 7919) % 31));
        });
      const buckets = (await family("sizes"))?.metrics.flatMap((one) => one.buckets ?? []) ?? [];
      for (const { le, exemplar } of buckets) {
        if (exemplar === undefined) continue;
        const place = traces.indexOf(exemplar.labels["trace_id"] ?? "");
        expect(place).toBeGreaterThanOrEqual(shown.get(le) ?? 0);
        shown.set(le, place);
      }
    }
    expect(shown.size).toBeGreaterThan(8);
  });

  test("attributes that a view took away are on them, as long as they fit", async () => {
    begin({}, { views: [{ instrumentName: "jobs", attributes: { include: [] } }] });
    trace("work", () => counter("jobs").add(1, { small: "x", large: "y".repeat(128), trace_id: "forged" }));
    const labels = (await family("jobs"))?.metrics[0]?.exemplar?.labels ?? {};
    expect(Object.keys(labels)).toEqual(["trace_id", "span_id", "small"]);
    expect(labels["trace_id"]).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("what does not fit together is reported, and the rest is shown", () => {
  async function conflicts(
    make: () => void,
    options: PrometheusOptions = {},
  ): Promise<[string[], ReadFamily[]]> {
    const warnings: string[] = [];
    begin(options);
    const before = telemetry?.stats().reports["prometheus_conflict"] ?? 0;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 * ++hours });
    diag.setLogger(
      { warn: (text: string) => warnings.push(text), error() {}, info() {}, debug() {}, verbose() {} },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    try {
      make();
      const families = await read();
      const after = telemetry?.stats().reports["prometheus_conflict"] ?? 0;
      expect(after - before).toBe(1);
      return [warnings.filter((text) => text.includes("prometheus_conflict")), families];
    } finally {
      diag.disable();
      vi.useRealTimers();
    }
  }
  let hours = 0;

  test("TYPE: a name of two kinds", async () => {
    const [warnings, families] = await conflicts(() => {
      api.getMeter("one").createCounter("jobs").add(1);
      api.getMeter("two").createHistogram("jobs").record(1);
    });
    expect(warnings[0]).toContain(
      "jobs (histogram) is left out: as jobs it falls together with jobs (counter)",
    );
    expect(families.find(({ name }) => name === "jobs")?.type).toBe("counter");
  });

  test("samples of two families", async () => {
    const [warnings] = await conflicts(() => {
      histogram("size", { buckets: [1] }).record(1);
      gauge("size.count").set(1);
    });
    expect(warnings[0]).toContain(
      "size.count (gauge) is left out: as size_count it falls together with size (histogram)",
    );
  });

  test("HELP: the first description is used, no point is lost", async () => {
    const [warnings, families] = await conflicts(
      () => {
        api.getMeter("one").createCounter("jobs", { description: "first" }).add(1);
        api.getMeter("two").createCounter("jobs", { description: "second" }).add(1);
      },
      { scopeLabels: "name" },
    );
    expect(warnings[0]).toContain("jobs has two descriptions");
    expect(families.find(({ name }) => name === "jobs")).toMatchObject({
      help: "first",
      metrics: [{ total: 1 }, { total: 1 }],
    });
  });

  test("series with the same labels", async () => {
    const [warnings, families] = await conflicts(() => {
      api.getMeter("one").createCounter("a.b").add(1);
      api.getMeter("two").createCounter("a-b").add(5);
    });
    expect(warnings[0]).toContain("series of a-b are left out: others of a.b have the same labels");
    expect(families.find(({ name }) => name === "a_b")?.metrics).toEqual([{ labels: {}, total: 1 }]);
  });

  test("series are told apart whatever is in their labels", async () => {
    begin();
    const jobs = counter("jobs");
    jobs.add(1, { a: "1", b: "2" });
    jobs.add(2, { a: "1\nb=2" });
    jobs.add(3, { "a=1\nb": "2" });
    expect(await readText(utf8)).toContain('jobs_total{a="1\\nb=2"} 2');
    const found = (await read(utf8)).find(({ name }) => name === "jobs");
    expect(found?.metrics.map(({ total }) => total)).toEqual([1, 2, 3]);
  });

  test("target_info of the application", async () => {
    const [warnings] = await conflicts(() => gauge("target.info").set(1));
    expect(warnings[0]).toContain(
      "target.info (gauge) is left out: as target_info it falls together with the resource (info)",
    );
  });
});

describe("formats", () => {
  test("_created: by choice, in OpenMetrics", async () => {
    begin({ created: true });
    counter("jobs").add(1);
    const created = (await family("jobs"))?.metrics[0]?.created ?? 0;
    expect(Math.abs(created - Date.now() / 1000)).toBeLessThan(60);
    expect(await readText("text/plain")).not.toContain("jobs_created");
    await telemetry?.stop();
    begin();
    counter("jobs").add(1);
    expect((await family("jobs"))?.metrics[0]?.created).toBeUndefined();
  });

  test("UTF-8 names: quoted where the scraper takes them, escaped where not", async () => {
    begin({ translationStrategy: "NoTranslation" });
    counter("http.requests", { unit: "s" }).add(1, { "http.method": "GET" });
    expect(await family("http.requests", utf8)).toMatchObject({
      type: "unknown",
      metrics: [{ labels: { "http.method": "GET" }, value: 1 }],
    });
    expect(await readText(utf8)).toContain('{"http.requests","http.method"="GET"} 1\n');
    expect(await family("http_requests", openMetrics)).toMatchObject({
      metrics: [{ labels: { http_method: "GET" } }],
    });
    expect(await family("U__http_2e_requests", `${openMetrics}; escaping=values`)).toBeDefined();
    expect(await family("http_dot_requests", `${openMetrics}; escaping=dots`)).toBeDefined();
    const text = "text/plain; version=1.0.0; escaping=allow-utf-8";
    expect(await family("http.requests", text)).toMatchObject({ type: "counter" });
  });

  test("gzip: where the scraper takes it, and it pays", async () => {
    begin();
    const jobs = counter("jobs");
    for (let at = 0; at < 100; at++) jobs.add(1, { at });
    const { headers, body } = await scrape({ acceptEncoding: "gzip" });
    expect(headers["content-encoding"]).toBe("gzip");
    const text = await new Response(
      new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip")),
    ).text();
    expect(text).toContain('jobs_total{at="99"} 1\n');
    expect((await scrape({ acceptEncoding: "identity" })).headers["content-encoding"]).toBeUndefined();
  });

  test("vector 12: from OTLP's terms to the exposition", async () => {
    const folder = new URL("../fixtures/prometheus-text/", import.meta.url);
    const expected = readOpenMetrics(readFileSync(new URL("12-otel-shaped.txt", folder), "utf8"));
    begin({ scopeLabels: true });
    const payments = api.getMeter("payments", "2.1.0");
    payments.createCounter("payment.amount", { unit: "EUR" }).add(310.5, { "card.brand": "visa" });
    const size = payments.createHistogram("http.client.request.body.size", {
      unit: "By",
      advice: { explicitBucketBoundaries: [0, 1024] },
    });
    for (const value of [512, 512, 4096]) size.record(value);
    payments.createGauge("jvm_like.heap.used", { unit: "By" }).record(25_000_000, { pool: "old" });
    const got = await read();
    for (const one of expected) {
      // the specification has since replaced `otel_scope_info` by labels; ours says more of the resource
      if (one.name === "otel_scope" || one.name === "target") continue;
      for (const metric of one.metrics) for (const bucket of metric.buckets ?? []) delete bucket.exemplar;
      expect(got.find(({ name }) => name === one.name)).toEqual({ ...one, help: expect.any(String) });
    }
  });

  test("whatever is recorded, a strict reader takes it", async () => {
    begin({ created: true, scopeLabels: true });
    const kinds = fc.constantFrom("counter", "histogram", "gauge" as const);
    const text = fc.string({ unit: "binary", maxLength: 12 });
    const measured = fc.record({
      name: text,
      unit: text,
      kind: kinds,
      attributes: fc.dictionary(text, text, { maxKeys: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(measured, { maxLength: 6 }), text, async (all, scope) => {
        const one = api.getMeter(scope);
        for (const { name, unit, kind, attributes } of all) {
          if (kind === "counter")
            one.createCounter(`n${name}`, { unit, description: name }).add(1, attributes);
          else if (kind === "gauge") one.createGauge(`n${name}`, { unit }).record(-1, attributes);
          else one.createHistogram(`n${name}`, { unit }).record(3, attributes);
        }
        const families = readProtobuf((await scrape({ accept: protobuf })).body).length;
        expect(await read(openMetrics)).toHaveLength(families);
        expect((await read(utf8)).length).toBe(families);
        expect((await read("text/plain")).length).toBe(families);
      }),
      { numRuns: 40 },
    );
  });
});
