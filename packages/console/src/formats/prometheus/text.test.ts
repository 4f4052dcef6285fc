import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Family, PrometheusExemplar } from "./family.ts";
import { isOpenMetrics, readExposition } from "./text.ts";
import { toNumber } from "./text-sample.ts";
import { toOtlp } from "./to-otlp.ts";

const folder = new URL("../../../../telltale/test/fixtures/prometheus-text/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".txt"));

interface Vector {
  readonly contentType: string;
  readonly families: readonly VectorFamily[];
  readonly asOtlpResource?: Readonly<Record<string, string>>;
}

interface VectorFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
  readonly metrics: readonly Record<string, unknown>[];
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** What a family's samples say, in the words of the vectors: a flat list of name suffix, labels and value. */
function samplesOf(family: Family): readonly unknown[] {
  return family.samples
    .map(({ name, labels, value, timestampMs, exemplars }) => [
      name.slice(family.name.length),
      JSON.stringify([...labels].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      String(value),
      timestampMs === undefined ? null : timestampMs / 1000,
      exemplars.map(toVectorExemplar),
    ])
    .toSorted(compare);
}

function toVectorExemplar({ labels, value, timestampMs }: PrometheusExemplar): unknown {
  return {
    labels: Object.fromEntries(labels),
    value,
    ...(timestampMs === undefined ? {} : { timestamp: timestampMs / 1000 }),
  };
}

function expectedSamples({ name, type, metrics }: VectorFamily, isOld: boolean): readonly unknown[] {
  const samples: unknown[] = [];
  for (const metric of metrics) {
    const labels = (metric["labels"] ?? {}) as Record<string, string>;
    const add = (
      suffix: string,
      value: unknown,
      more: Record<string, string> = {},
      exemplar?: unknown,
      time?: unknown,
    ) =>
      samples.push([
        suffix,
        JSON.stringify(Object.entries({ ...labels, ...more }).toSorted(([a], [b]) => (a < b ? -1 : 1))),
        String(typeof value === "string" ? toNumber(value) : Number(value)),
        time ?? metric["timestamp"] ?? null,
        exemplar === undefined ? [] : [exemplar],
      ]);
    if ("total" in metric) add(isOld ? "" : "_total", metric["total"], {}, metric["exemplar"]);
    if ("created" in metric) add("_created", metric["created"]);
    if ("value" in metric) add("", metric["value"]);
    for (const point of (metric["points"] ?? []) as Record<string, unknown>[])
      add("", point["value"], {}, undefined, point["timestamp"]);
    for (const bucket of (metric["buckets"] ?? []) as {
      le: number | string;
      count: number;
      exemplar?: unknown;
    }[]) {
      const le = typeof bucket.le === "string" ? bucket.le : String(bucket.le);
      add("_bucket", bucket.count, { le }, bucket.exemplar);
    }
    for (const { quantile, value } of (metric["quantiles"] ?? []) as { quantile: number; value: unknown }[])
      add("", value, { quantile: String(quantile) });
    const words = type === "gaugehistogram" ? ["gcount", "gsum"] : ["count", "sum"];
    for (const word of words) if (word in metric) add(`_${word}`, metric[word]);
    if ("info" in metric) add("_info", 1, metric["info"] as Record<string, string>);
    for (const [state, isSet] of Object.entries((metric["states"] ?? {}) as Record<string, boolean>))
      add("", isSet ? 1 : 0, { [name]: state });
  }
  return samples.toSorted(compare);
}

function compare(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** `le="1.0"` and `le="1"` are the same bound. */
function normalized(samples: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(samples).replaceAll(
      /\\"(le|quantile)\\",\\"([^\\]+)\\"/g,
      (_, label: string, text: string) => `\\"${label}\\",\\"${String(toNumber(text))}\\"`,
    ),
  );
}

test.each(names)("%s means what its vector says", (name) => {
  const vector = JSON.parse(read(name.replace(".txt", ".json"))) as Vector;
  const openMetrics = isOpenMetrics(vector.contentType);
  const families = readExposition(read(name), openMetrics);
  expect(families.map(({ name: family, type, help, unit }) => ({ name: family, type, help, unit }))).toEqual(
    vector.families.map(({ name: family, type, help, unit }) => ({ name: family, type, help, unit })),
  );
  for (const [at, family] of families.entries()) {
    const expected = expectedSamples(vector.families[at]!, !openMetrics);
    expect((normalized(samplesOf(family)) as unknown[]).toSorted(compare)).toEqual(
      (normalized(expected) as unknown[]).toSorted(compare),
    );
  }
});

/** Broken values, not a broken exposition: they cost their own sample, where points are made, or nothing. */
const readAnyway = new Set([
  "counter-nan",
  "counter-negative",
  "histogram-no-inf",
  "histogram-not-cumulative",
  "histogram-count-differs",
  "histogram-negative-sum",
  "exemplar-too-long",
  "info-not-one",
  "stateset-two",
  "quantile-above-one",
  "clash",
]);

const invalid = JSON.parse(read("invalid.json")) as { name: string; text: string; why: string }[];

test.each(invalid.filter(({ name }) => !readAnyway.has(name)))("refused as a whole: $name", ({ text }) => {
  expect(() => readExposition(text, true)).toThrow(expect.objectContaining({ code: "FORMAT_INVALID" }));
});

const brokenPoints = ["histogram-no-inf", "histogram-not-cumulative", "histogram-count-differs"];

test.each(invalid.filter(({ name }) => brokenPoints.includes(name)))(
  "refused as a point: $name",
  ({ text }) => {
    expect([...convert(text).refused.values()]).toEqual([1]);
  },
);

test("names the line that cannot be read", () => {
  expect(() => readExposition("a 1\nb{x=1} 2\n", false)).toThrow(
    "Line 2: Cannot read `b{x=1} 2`: expected a value in quotes at character 5.",
  );
});

test("more samples than the limit are refused, the limit is not", () => {
  expect(readExposition("a 1\nb 2\n", false, 2)).toHaveLength(2);
  expect(() => readExposition("a 1\nb 2\nc 3\n", false, 2)).toThrow("more than 2 samples");
});

test("the old format may have blanks around each part of its labels, OpenMetrics has none", () => {
  const text = 'a { x = "1" , y\t= "2" , } 3\n';
  expect([...readExposition(text, false)[0]!.samples[0]!.labels]).toEqual([
    ["x", "1"],
    ["y", "2"],
  ]);
  expect(() => readExposition('a{ x="1"} 3\n# EOF\n', true)).toThrow("expected a label name");
});

test("reads quoted names outside the old alphabet", () => {
  const [family] = readExposition(
    '# TYPE "http.server.requests" counter\n{"http.server.requests","http.route"="/cart"} 3\n',
    false,
  );
  expect([family!.name, family!.type, family!.samples[0]!.name, [...family!.samples[0]!.labels]]).toEqual([
    "http.server.requests",
    "counter",
    "http.server.requests",
    [["http.route", "/cart"]],
  ]);
});

function convert(text: string) {
  return toOtlp(readExposition(text, true), {
    nowMs: 1_700_000_300_000,
    resourceOf: (job) => new Map([["service.name", job]]),
    keepParts: false,
  });
}

test("every label of the scope is the scope's, in any order, and what differs in one is another scope", () => {
  const { request } = convert(
    [
      "# TYPE a gauge",
      'a{otel_scope_name="s",otel_scope_version="1",otel_scope_schema_url="http://schema.example/1",otel_scope_team="x",k="1"} 1',
      'a{k="2",otel_scope_team="x",otel_scope_schema_url="http://schema.example/1",otel_scope_version="1",otel_scope_name="s"} 2',
      'a{otel_scope_name="s",k="3"} 3',
      'a{k="4"} 4',
      "# EOF\n",
    ].join("\n"),
  );
  expect(
    request[0]!.scopeMetrics.map(({ scope, schemaUrl, metrics }) => [
      scope.name,
      scope.version,
      schemaUrl,
      [...scope.attributes],
      metrics.flatMap(({ data }) => data!.points.map(({ attributes }) => [...attributes].flat().join())),
    ]),
  ).toEqual([
    ["s", "1", "http://schema.example/1", [["team", "x"]], ["k,1", "k,2"]],
    ["s", "", "", [], ["k,3"]],
    ["prometheus", "", "", [], ["k,4"]],
  ]);
});

test("target_info is the resource, scope labels are the scope, and exemplars keep their trace", () => {
  const { request, refused } = convert(read("12-otel-shaped.txt"));
  expect(refused.size).toBe(0);
  expect(request).toHaveLength(1);
  expect(Object.fromEntries(request[0]!.resource.attributes)).toMatchObject({ service_name: "checkout" });
  const [scoped] = request[0]!.scopeMetrics;
  expect([scoped!.scope.name, scoped!.scope.version]).toEqual(["payments", "2.1.0"]);
  const byName = new Map(scoped!.metrics.map((metric) => [metric.name, metric]));
  expect(byName.get("payment_amount_EUR_total")).toMatchObject({
    unit: "EUR",
    data: { kind: "sum", monotonic: true, temporality: 2, points: [{ value: 310.5 }] },
  });
  expect(byName.get("http_client_request_body_size_bytes")).toMatchObject({
    unit: "By",
    data: {
      kind: "histogram",
      points: [{ count: 3n, sum: 5120, explicitBounds: [0, 1024], bucketCounts: [0n, 2n, 1n] }],
    },
  });
  const { points } = byName.get("http_client_request_body_size_bytes")!.data as unknown as {
    points: {
      exemplars: { traceId: Uint8Array; value: number }[];
      attributes: ReadonlyMap<string, string>;
    }[];
  };
  expect(Buffer.from(points[0]!.exemplars[0]!.traceId).toString("hex")).toBe(
    "4bf92f3577b34da6a3ce929d0e0e4736",
  );
  expect(points[0]!.attributes.size).toBe(0);
});

test("_created is when a counter or histogram began", () => {
  const { request } = convert(read("01-counter.txt"));
  const [metric] = request[0]!.scopeMetrics[0]!.metrics;
  expect(metric).toMatchObject({
    name: "orders_placed_total",
    description: "Orders accepted since the process started.",
    data: {
      points: [
        { value: 1027, startTimeUnixNano: 1_700_000_000_250_000_000n },
        { value: 3, startTimeUnixNano: 1_700_000_050_000_000_000n },
      ],
    },
  });
});

test("info and state sets are sums that do not only grow, summaries are summaries, gauge histograms are left out", () => {
  const kinds = (name: string) =>
    convert(read(name)).request.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) =>
        metrics.map(({ name: metric, data }) => [metric, data!.kind, data!.points.length]),
      ),
    );
  expect(kinds("08-info-stateset-target.txt")).toEqual([
    ["build_info", "sum", 1],
    ["circuit", "sum", 3],
  ]);
  expect(kinds("07-summary.txt")).toEqual([["gc_pause_seconds", "summary", 1]]);
  expect(kinds("09-gaugehistogram.txt")).toEqual([]);
  expect([...convert(read("09-gaugehistogram.txt")).refused.values()]).toEqual([5]);
});
