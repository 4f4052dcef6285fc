import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { decodeTracesJson, type ResourceSpans, type Span } from "otlp";
import { afterAll, expect, test } from "vitest";
import { nowMs } from "../../test/support/messages.ts";
import type { Batch } from "./batch.ts";
import { coalesce } from "./coalesce.ts";
import { ownLimits } from "./limits.ts";
import { type Format, readBatches } from "./read-batches.ts";
import { readValues } from "./read-values.ts";
import type { ProblemError } from "../problem/problem.ts";
import { createTally } from "./tally.ts";

const fixtures = fileURLToPath(new URL("../../test/fixtures/real-traces/", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "telltale-import-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Loaded {
  readonly batches: Batch[];
  readonly format: Format | undefined;
  /** What could not be read. */
  readonly bad: readonly string[];
}

async function load(path: string): Promise<Loaded> {
  const batches: Batch[] = [];
  let format: Format | undefined;
  const { report, rejectedRows } = createTally(100);
  for await (const next of coalesce(readBatches(path, nowMs, report))) {
    batches.push(next.batch);
    format = next.format;
  }
  return { batches, format, bad: rejectedRows.map(({ where, reason }) => `${where}: ${reason}`) };
}

async function loadText(text: string): Promise<Loaded> {
  const path = join(scratch, "file.json");
  writeFileSync(path, text);
  return load(path);
}

interface Placed {
  readonly service: string;
  readonly span: Span;
}

function spansOf(batches: readonly Batch[]): Placed[] {
  return batches.flatMap((batch) => (batch.signal === "traces" ? placed(batch.request) : []));
}

function placed(request: readonly ResourceSpans[]): Placed[] {
  return request.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ service: String(resource.attributes.get("service.name") ?? ""), span })),
    ),
  );
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}

/** Everything of a span that both forms of a recording must agree on, attributes in one order. */
function comparable({ service, span }: Placed): unknown {
  return {
    ...span,
    service,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    attributes: [...span.attributes].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    events: span.events.map((event) => ({ ...event, attributes: [...event.attributes] })),
    links: span.links.map((link) => ({ ...link, traceId: hex(link.traceId), spanId: hex(link.spanId) })),
  };
}

function bySpanId(spans: readonly Placed[]): ReadonlyMap<string, unknown> {
  return new Map(spans.map((one) => [hex(one.span.spanId), comparable(one)]));
}

test("a recording in Elasticsearch's Jaeger documents gives the same spans as the same recording in OTLP", async () => {
  const jaeger = await load(`${fixtures}hotrod/jaeger-es-bulk.ndjson`);
  const otlp = await load(`${fixtures}hotrod/otlp-traces.json`);
  expect([jaeger.format, otlp.format]).toEqual(["Jaeger", "OTLP JSON"]);
  expect(spansOf(jaeger.batches)).toHaveLength(379);
  expect(bySpanId(spansOf(jaeger.batches))).toEqual(bySpanId(spansOf(otlp.batches)));
});

test("the recording has the services and errors it should have", async () => {
  const expected = JSON.parse(readFileSync(`${fixtures}hotrod/expected.json`, "utf8")) as {
    spansByService: Record<string, number>;
    errorSpans: number;
  };
  const spans = spansOf((await load(`${fixtures}hotrod/jaeger-es-bulk.ndjson`)).batches);
  const byService: Record<string, number> = {};
  for (const { service } of spans) byService[service] = (byService[service] ?? 0) + 1;
  expect(byService).toEqual(expected.spansByService);
  expect(spans.filter(({ span }) => span.status.code === 2)).toHaveLength(expected.errorSpans);
});

test("Jaeger's download of a trace is the OTLP it was made from", async () => {
  const { batches, format } = await load(`${fixtures}jaeger/convert/otlp2jaeger-out.json`);
  const source = placed(
    decodeTracesJson(readFileSync(`${fixtures}jaeger/convert/otlp2jaeger-in.json`, "utf8")),
  );
  expect(format).toBe("Jaeger");
  expect(spansOf(batches).map(comparable)).toEqual(source.map(comparable));
});

interface ZipkinExpectation {
  readonly spans: number;
  readonly distinctSpanIds: number;
  readonly localServices: readonly string[];
  readonly kinds: Readonly<Record<string, number>>;
  readonly spansWithErrorTag: number;
  readonly annotations: number;
  readonly withoutTimestamp: number;
  readonly rootRecords: number;
  readonly recordsWithMissingParent: number;
  readonly minTimestamp: number;
}

const zipkin = JSON.parse(readFileSync(`${fixtures}zipkin/expected.json`, "utf8")) as Record<
  string,
  ZipkinExpectation
>;
const kindNumbers: Readonly<Record<string, number>> = {
  SERVER: 2,
  CLIENT: 3,
  PRODUCER: 4,
  CONSUMER: 5,
  none: 1,
};

test.each(Object.entries(zipkin))("Zipkin: %s", async (file, expected) => {
  const path = readdirSync(`${fixtures}zipkin`).find((name) => name.startsWith(file))!;
  const { batches, format } = await load(`${fixtures}zipkin/${path}`);
  const spans = spansOf(batches);
  expect(format).toBe("Zipkin v2");
  expect(spans).toHaveLength(expected.spans);
  // Every record has an id of its own, and hangs below one that is there.
  const ids = new Set(spans.map(({ span }) => hex(span.spanId)));
  expect(ids.size).toBe(expected.spans);
  const roots = spans.filter(({ span }) => span.parentSpanId.length === 0);
  const lost = spans.filter(({ span }) => span.parentSpanId.length > 0 && !ids.has(hex(span.parentSpanId)));
  expect([roots.length, lost.length]).toEqual([expected.rootRecords, expected.recordsWithMissingParent]);
  expect(
    [...new Set(spans.map(({ service }) => service))].filter((service) => service !== "").toSorted(),
  ).toEqual(expected.localServices);
  for (const [kind, count] of Object.entries(expected.kinds)) {
    expect(spans.filter(({ span }) => span.kind === kindNumbers[kind])).toHaveLength(count);
  }
  expect(spans.filter(({ span }) => span.status.code === 2)).toHaveLength(expected.spansWithErrorTag);
  expect(spans.flatMap(({ span }) => span.events)).toHaveLength(expected.annotations);
  expect(spans.filter(({ span }) => span.attributes.has("telltale.import.time_from"))).toHaveLength(
    expected.withoutTimestamp,
  );
  expect(
    spans.reduce(
      (first, { span }) => (span.startTimeUnixNano < first ? span.startTimeUnixNano : first),
      1n << 63n,
    ),
  ).toBe(BigInt(expected.minTimestamp) * 1000n);
});

test("nests the two halves of a Zipkin call, and the server's own work below the server", async () => {
  const spans = spansOf((await load(`${fixtures}zipkin/skew.json`)).batches);
  const find = (service: string, name: string, kind: number): Span =>
    spans.find((one) => one.service === service && one.span.name === name && one.span.kind === kind)!.span;
  const client = find("servicea", "post", 3);
  const server = find("serviceb", "post", 2);
  expect(hex(client.spanId)).toBe("74280ae0c10d8062");
  expect(hex(server.parentSpanId)).toBe("74280ae0c10d8062");
  expect(hex(find("serviceb", "async", 1).parentSpanId)).toBe(hex(server.spanId));
});

test.each([
  ["signoz-golden/otel-demo-traces-golden.jsonl", "seed lines", { traces: 180 }],
  ["signoz-golden/otel-demo-logs-golden.jsonl", "seed lines", { logs: 192 }],
  ["signoz-golden/otel-demo-metrics-golden.checkout-cart.jsonl.gz", "seed lines", { metrics: 1800 }],
  ["otel-demo/traces-samples.json", "OpenSearch", { traces: 10 }],
  ["otel-demo/logs-samples.json", "OpenSearch", { logs: 5 }],
  ["otel-demo/metrics-samples.json", "OpenSearch", { metrics: 20 }],
  ["jaeger/convert/otlp2jaeger-in.json", "OTLP JSON", { traces: 2 }],
  ["jaeger/convert/db_traces_01.json", "OTLP JSON", { traces: 2 }],
] as const)("%s holds what it should, in few requests", async (file, format, counts) => {
  const loaded = await load(fixtures + file);
  expect(loaded.format).toBe(format);
  const found: Record<string, number> = {};
  for (const { signal, items } of loaded.batches) found[signal] = (found[signal] ?? 0) + items;
  expect(found).toEqual(counts);
  expect(loaded.batches.length).toBeLessThanOrEqual(3);
});

test.each(readdirSync(`${fixtures}jaeger/integration`))(
  "Jaeger's integration fixture %s is OTLP",
  async (file) => {
    const { batches, format } = await load(`${fixtures}jaeger/integration/${file}`);
    expect(format).toBe("OTLP JSON");
    expect(spansOf(batches).length).toBeGreaterThan(0);
  },
);

test("OpenSearch's documents keep times to the nanosecond and the names of attributes", async () => {
  const traces = spansOf((await load(`${fixtures}otel-demo/traces-samples.json`)).batches);
  expect(traces[0]!.service).toBe("featureflagservice");
  expect(traces[0]!.span.endTimeUnixNano - traces[0]!.span.startTimeUnixNano).toBe(37_478_842n);
  const [metrics] = (await load(`${fixtures}otel-demo/metrics-samples.json`)).batches;
  expect(metrics!.signal === "metrics" && metrics!.request[0]!.scopeMetrics[0]!.metrics[0]).toMatchObject({
    name: "app_recommendations_counter",
    unit: "recommendations",
    data: {
      kind: "sum",
      temporality: 2,
      monotonic: true,
      points: [{ value: 750n, attributes: new Map([["recommendation.type", "catalog"]]) }],
    },
  });
});

test("a kind or status with the name of a property that each object has is unknown", async () => {
  const [span] = spansOf(
    (
      await loadText(
        JSON.stringify({
          traceId: "5b8efff798038103d269b633813fc60c",
          spanId: "eee19b7ec3c1b174",
          name: "a",
          kind: "constructor",
          status: { code: "toString" },
          startTime: "2026-11-20T14:31:06Z",
          endTime: "2026-11-20T14:31:07Z",
        }),
      )
    ).batches,
  );
  expect(span!.span).toMatchObject({ kind: 0, status: { code: 0 } });
});

test("OTLP lines of several signals, and a whole document over many lines, are read", async () => {
  const trace = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"a","startTimeUnixNano":1732093200000000001}]}]}]}`;
  const log = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1732093200000000000","body":{"stringValue":"b"}}]}]}]}`;
  const lines = await loadText(`\n${trace}\n\n${log}\n`);
  expect(lines.batches.map(({ signal, items }) => [signal, items])).toEqual([
    ["traces", 1],
    ["logs", 1],
  ]);
  // The digits of a time that is written as a number survive.
  expect(spansOf(lines.batches)[0]!.span.startTimeUnixNano).toBe(1732093200000000001n);
  const document = await loadText(`\n${JSON.stringify(JSON.parse(log), null, 2)}`);
  expect(document.batches).toHaveLength(1);
});

test.each([
  ["[1, 2", "Line 1 is not JSON"],
  ['{\n"a": 1,\n"b" 2\n}', "Line 3 is not JSON"],
  [
    '[{"traceId":"xyz","id":"1","timestamp":1}]',
    "Cannot read the trace id `xyz`: expected up to 32 hex digits.",
  ],
])("%j is refused as a whole: %s", async (text, message) => {
  await expect(loadText(text)).rejects.toThrow(message);
});

const goodLine = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1732093200000000000","body":{"stringValue":"b"}}]}]}]}`;

test.each([
  ["nonsense", "Line 2: Not JSON: "],
  ['{"a":1}', 'Line 2: Cannot recognize `{"a":1}`: expected OTLP JSON'],
  ['{"resourceSpans":{}}', "Line 2: "],
  ["42", "Line 2: Cannot recognize `42`"],
  ['[42,{"resourceSpans":[]}]', "Line 2, item 1: Cannot recognize `42`"],
  [goodLine.replace('"1732093200000000000"', '"soon"'), "Line 2: "],
])("reports a line %j with its place, and reads the lines around it", async (line, reason) => {
  const { batches, bad } = await loadText([goodLine, line, goodLine].join("\n"));
  expect(bad).toEqual([expect.stringContaining(reason)]);
  expect(batches.reduce((sum, { items }) => sum + items, 0)).toBe(2);
});

test.each([
  [Buffer.from("PK\u0003\u0004rest"), "it is a zip archive. Unpack it"],
  [Buffer.from("28b52ffd00", "hex"), "compressed with zstd"],
  [Buffer.from("fffe7b00", "hex"), "text in UTF-16"],
  [Buffer.from([1, 2, 0, 4]), "a binary file of an unknown kind. Expected JSON, CSV or Parquet"],
])("names a file that is not text: %j", async (content, message) => {
  const path = join(scratch, "binary");
  writeFileSync(path, content);
  const error = await load(path).catch((thrown: unknown) => thrown);
  expect((error as ProblemError).text).toContain(message);
});

test("a document and a line may have so much and no more", async () => {
  const limits = { maxValueBytes: 20, toText: ownLimits.toText };
  const values = async (text: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const { value } of readValues(Readable.from([text]), undefined, limits)) found.push(value);
    return found;
  };
  const longest = JSON.stringify("a".repeat(18));
  expect(await values(`${longest}\n${longest}\n`)).toEqual(["a".repeat(18), "a".repeat(18)]);
  await expect(values(JSON.stringify("a".repeat(19)))).rejects.toThrow(
    "Cannot read line 1: it has more than",
  );
  expect(await values('[\n"aaaaaaaaaaaaa"\n]')).toEqual([["aaaaaaaaaaaaa"]]);
  await expect(values('[\n"aaaaaaaaaaaaaa"\n]\n\n')).rejects.toThrow(
    "Cannot read a JSON document of more than",
  );
});

test("a file that is not there is said so", async () => {
  await expect(load(join(scratch, "missing.json"))).rejects.toThrow("Cannot open it: ENOENT");
});

test("a compressed file that is cut off is said to be", async () => {
  const lines = Array.from({ length: 20_000 }, (_unused, at) => `{"resourceLogs":[],"at":${at * 7919}}`);
  const whole = gzipSync(lines.join("\n"));
  const path = join(scratch, "cut.json.gz");
  for (const bytes of [20, whole.length - 100]) {
    writeFileSync(path, whole.subarray(0, bytes));
    await expect(load(path)).rejects.toThrow("Cannot read it: unexpected end of file. It is cut off");
  }
});

test("an empty file has nothing in it", async () => {
  expect(await loadText("\n\n")).toEqual({ batches: [], format: undefined, bad: [] });
});

test("a request is cut into parts of 5,000 and small ones are joined", async () => {
  const span = {
    traceId: "5b8efff798038103d269b633813fc60c",
    name: "a",
    startTimeUnixNano: "1732093200000000000",
  };
  const spans = Array.from({ length: 5001 }, (_unused, at) => ({
    ...span,
    spanId: (at + 1).toString(16).padStart(16, "0"),
  }));
  const { batches } = await loadText(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  expect(batches.map(({ items }) => items)).toEqual([5000, 1]);
});

const bigLog = (body: string, at: number): string =>
  JSON.stringify({
    resourceLogs: [
      { scopeLogs: [{ logRecords: [{ timeUnixNano: `${at + 1}`, body: { stringValue: body } }] }] },
    ],
  });

test("large records make more requests, whether lines hold one or many of them", async () => {
  const body = "x".repeat(1_000_000);
  const lines = Array.from({ length: 20 }, (_, at) => bigLog(body, at));
  const { batches } = await loadText(lines.join("\n"));
  expect(batches.length).toBeGreaterThan(2);
  expect(batches.reduce((sum, { items }) => sum + items, 0)).toBe(20);
});

test("a named pipe is read whole, gzip or not", async () => {
  const path = join(scratch, "pipe");
  const text = bigLog("whole", 1);
  for (const content of [text, gzipSync(text)]) {
    execFileSync("mkfifo", [path]);
    const [{ batches }] = await Promise.all([load(path), writeFile(path, content)]);
    expect(batches.map(({ items }) => items)).toEqual([1]);
    rmSync(path);
  }
});
