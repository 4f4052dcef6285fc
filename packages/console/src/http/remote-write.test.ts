import { ProblemError } from "../problem/problem.ts";
import protobuf from "protobufjs";
import snappy from "snappyjs";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { startReceiver, type TestReceiver } from "../../test/support/receivers.ts";
import { queueFull } from "../store/store-error.ts";
import { createAuth } from "./auth.ts";
import { createOtlpHttp } from "./otlp-http.ts";
import type { ReceiverOptions } from "./receiver.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(options: Partial<ReceiverOptions> = {}): Promise<TestReceiver> {
  const receiver = await startReceiver(createOtlpHttp, options);
  closers.push(receiver.close);
  return receiver;
}

/** As in prompb/types.proto and remote.proto: an independent encoder. */
const root = protobuf.parse(
  `syntax = "proto3"; package prometheus;
   message WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
   message MetricMetadata { int32 type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
   message Sample { double value = 1; int64 timestamp = 2; }
   message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
   message Histogram { oneof count { uint64 count_int = 1; double count_float = 2; } double sum = 3; sint32 schema = 4; double zero_threshold = 5;
     oneof zero_count { uint64 zero_count_int = 6; double zero_count_float = 7; } repeated BucketSpan negative_spans = 8;
     repeated sint64 negative_deltas = 9; repeated double negative_counts = 10; repeated BucketSpan positive_spans = 11;
     repeated sint64 positive_deltas = 12; repeated double positive_counts = 13; int32 reset_hint = 14; int64 timestamp = 15;
     repeated double custom_values = 16; }
   message BucketSpan { sint32 offset = 1; uint32 length = 2; }
   message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }
   message Label { string name = 1; string value = 2; }`,
  { keepCase: true },
).root;
const writeRequest = root.lookupType("prometheus.WriteRequest");

const nowMs = Date.now();
const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };

function labels(record: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}

function series(
  name: string,
  own: Readonly<Record<string, string>>,
  value: number,
  more: object = {},
): Record<string, unknown> {
  return {
    labels: labels({ __name__: name, job: "shop", instance: "shop-1:9100", ...own }),
    samples: [{ value, timestamp: nowMs }],
    ...more,
  };
}

function encode(request: object): Uint8Array {
  return snappy.compress(Uint8Array.from(writeRequest.encode(writeRequest.create(request)).finish()));
}

const path = "/api/v1/write";

test("samples become points of the job and instance they are of; what a counter is, its name or its metadata says", async () => {
  const { post, writer } = await start();
  const answer = await post(
    path,
    encode({
      timeseries: [
        series("http_requests_total", { code: "200" }, 7),
        series("room_celsius", {}, 21.5),
        series("jobs_done", {}, 3, {
          exemplars: [
            {
              labels: labels({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", user: "u1" }),
              value: 1,
              timestamp: nowMs,
            },
          ],
        }),
        series("target_info", { region: "north" }, 1),
      ],
      metadata: [
        { type: 1, metric_family_name: "jobs_done", help: "Jobs that are done.", unit: "" },
        { type: 2, metric_family_name: "room_celsius", unit: "celsius" },
      ],
    }),
    headers,
  );
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  const byName = new Map(writer.rows.samples.map((row) => [row.series.name, row]));
  expect([...byName.keys()].toSorted()).toEqual(["http_requests_total", "jobs_done", "room_celsius"]);
  expect(byName.get("http_requests_total")).toMatchObject({
    value: 7,
    timeNs: BigInt(nowMs) * 1_000_000n,
    series: {
      type: 2,
      monotonic: true,
      temporality: 2,
      resource: { service: "shop", instance: "shop-1:9100" },
    },
  });
  expect(Object.fromEntries(byName.get("http_requests_total")!.series.attributes)).toEqual({ code: "200" });
  expect(byName.get("room_celsius")!.series).toMatchObject({ type: 1, unit: "Cel" });
  const done = byName.get("jobs_done")!;
  expect([done.series.monotonic, done.series.description]).toEqual([true, "Jobs that are done."]);
  expect(Buffer.from(done.exemplars[0]!.traceId).toString("hex")).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect(done.series.resource.attributes.get("region")).toBe("north");
});

test("the lines of a histogram or summary become one point; without all of them they stay what they are", async () => {
  const { post, writer } = await start();
  const request = {
    timeseries: [
      series("latency_seconds_bucket", { le: "0.1" }, 4),
      series("latency_seconds_bucket", { le: "1" }, 6),
      series("latency_seconds_bucket", { le: "+Inf" }, 7),
      series("latency_seconds_count", {}, 7),
      series("latency_seconds_sum", {}, 3.5),
      series("pause_seconds", { quantile: "0.5" }, 0.01),
      series("pause_seconds_count", {}, 9),
      series("pause_seconds_sum", {}, 0.2),
      series("half_bucket", { le: "+Inf" }, 2),
    ],
  };
  expect((await post(path, encode(request), headers)).status).toBe(204);
  const [histogram, summary] = writer.rows.distributions;
  expect(histogram).toMatchObject({
    count: 7n,
    sum: 3.5,
    bounds: [0.1, 1],
    counts: [4n, 2n, 1n],
    series: { type: 3, name: "latency_seconds" },
  });
  expect(summary).toMatchObject({ count: 9n, bounds: [0.5], quantileValues: [0.01], series: { type: 5 } });
  expect(writer.rows.samples).toMatchObject([{ value: 2, series: { name: "half_bucket", monotonic: true } }]);
});

test("native histograms become exponential ones, whole and float, with gaps; custom bounds make a plain one", async () => {
  const { post, writer } = await start();
  const native = (histogram: object) => ({
    ...series("size", {}, 0),
    samples: [],
    histograms: [{ timestamp: nowMs, ...histogram }],
  });
  const request = {
    timeseries: [
      native({
        count_int: 12,
        sum: 100,
        schema: 2,
        zero_threshold: 0.001,
        zero_count_int: 2,
        positive_spans: [
          { offset: 3, length: 2 },
          { offset: 2, length: 1 },
        ],
        positive_deltas: [1, 2, 3],
        negative_spans: [{ offset: -1, length: 1 }],
        negative_deltas: [0],
      }),
      native({
        count_float: 2.6,
        sum: 1,
        schema: 0,
        zero_count_float: 0,
        positive_spans: [{ offset: 1, length: 1 }],
        positive_counts: [2.6],
      }),
      {
        ...native({
          count_int: 3,
          sum: 5,
          schema: -53,
          custom_values: [1, 2],
          positive_spans: [{ offset: 1, length: 2 }],
          positive_deltas: [1, 1],
        }),
        labels: labels({ __name__: "weight", job: "shop" }),
      },
    ],
  };
  expect((await post(path, encode(request), headers)).status).toBe(204);
  const rows = writer.rows.distributions;
  expect(rows[0]).toMatchObject({
    count: 12n,
    scale: 2,
    zeroCount: 2n,
    zeroThreshold: 0.001,
    positiveOffset: 2,
    positiveCounts: [1n, 3n, 0n, 0n, 6n],
    negativeOffset: -2,
    negativeCounts: [0n],
    series: { type: 4 },
  });
  expect(rows.find(({ scale, series: { type } }) => type === 4 && scale === 0)).toMatchObject({
    count: 3n,
    positiveCounts: [3n],
  });
  expect(rows.find(({ series: { type } }) => type === 3)).toMatchObject({
    bounds: [1, 2],
    counts: [0n, 1n, 2n],
  });
});

test("the marker that a series has ended is a point without a value", async () => {
  const { post, writer } = await start();
  const request = writeRequest
    .encode(writeRequest.create({ timeseries: [series("up", {}, 12345.5)] }))
    .finish();
  const at = Buffer.from(request).indexOf(Buffer.from(new Float64Array([12345.5]).buffer));
  const marked = Buffer.from(request);
  marked.writeBigUInt64LE(0x7ff0000000000002n, at);
  expect((await post(path, snappy.compress(Uint8Array.from(marked)), headers)).status).toBe(204);
  expect(writer.rows.samples).toMatchObject([{ flags: 1, value: Number.NaN }]);
});

test("samples out of order, and several of one series, are taken as they come", async () => {
  const { post, writer } = await start();
  const late = series("room_celsius", {}, 0, {
    samples: [
      { value: 2, timestamp: nowMs },
      { value: 1, timestamp: nowMs - 3_600_000 },
    ],
  });
  expect((await post(path, encode({ timeseries: [late] }), headers)).status).toBe(204);
  expect(writer.rows.samples.map(({ value }) => value)).toEqual([2, 1]);
});

test("what cannot be stored is said with 400, which is not sent again, and the rest is stored", async () => {
  const { post, writer } = await start();
  const request = {
    timeseries: [
      series("room_celsius", {}, 1),
      series("room_celsius", {}, 2, { samples: [{ value: 2, timestamp: 5 }] }),
      { labels: labels({ job: "shop" }), samples: [{ value: 1, timestamp: nowMs }] },
      {
        ...series("size", {}, 0),
        samples: [],
        histograms: [{ timestamp: nowMs, schema: 3, positive_spans: [{ offset: 0, length: 4_000_000_000 }] }],
      },
      {
        ...series("wide", {}, 0),
        samples: [],
        histograms: [
          {
            timestamp: nowMs,
            schema: 3,
            positive_spans: [
              { offset: 0, length: 1 },
              { offset: 2_000_000_000, length: 1 },
            ],
            positive_deltas: [1, 1],
          },
        ],
      },
    ],
  };
  const answer = await post(path, encode(request), headers);
  expect(answer.status).toBe(400);
  const message = await answer.text();
  for (const part of [
    "lies before 1971",
    "the metric has no name",
    "not as many counts as buckets",
    "spans more than 4096 buckets",
  ])
    expect(message).toContain(part);
  expect(writer.rows.samples.map(({ value }) => value)).toEqual([1]);
});

test.each([
  ["Snappy's stream form", Buffer.from("ff060000734e61507059", "hex"), headers, 400],
  ["gzip", gzipSync("x"), { ...headers, "content-encoding": "gzip" }, 415],
  ["no compression", "x", { "content-type": "application/x-protobuf" }, 415],
  [
    "version 2",
    encode({}),
    { ...headers, "content-type": "application/x-protobuf;proto=io.prometheus.write.v2.Request" },
    415,
  ],
  ["JSON", "{}", { ...headers, "content-type": "application/json" }, 415],
  ["a broken message", snappy.compress(Uint8Array.of(0x0a, 0x7f)), headers, 400],
  ["a message of something else", snappy.compress(Uint8Array.of(0x0d, 1, 2, 3, 4)), headers, 400],
])("refused in words: %s", async (_what, body, given, status) => {
  const { post } = await start();
  const answer = await post(path, body, given);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "text/plain; charset=utf-8"]);
  expect(answer.headers.get("accept-encoding")).toBe("snappy");
  expect((await answer.text()).length).toBeGreaterThan(20);
});

test("version 1 may be named", async () => {
  const { post } = await start();
  const named = { ...headers, "content-type": "application/x-protobuf;proto=prometheus.WriteRequest" };
  expect((await post(path, encode({}), named)).status).toBe(204);
});

test("413 for a bomb, 429 and 503 with Retry-After, 401 without the token", async () => {
  const { post, writer } = await start({ maxBytes: 1000 });
  expect((await post(path, snappy.compress(new Uint8Array(1001)), headers)).status).toBe(413);
  writer.fail(queueFull(10, 5, 7));
  const full = await post(path, encode({ timeseries: [series("up", {}, 1)] }), headers);
  expect([full.status, full.headers.get("retry-after")]).toEqual([429, "7"]);
  writer.fail(new ProblemError("STORE_UNAVAILABLE", "down", "wait"));
  expect((await post(path, encode({ timeseries: [series("up", {}, 1)] }), headers)).status).toBe(503);
  const closed = await start({ auth: createAuth("a-token-of-enough-length") });
  expect((await closed.post(path, encode({}), headers)).status).toBe(401);
  const usual = await start();
  const large = snappy.compress(new Uint8Array(8 * 1024 * 1024 + 1));
  expect((await usual.post(path, large, headers)).status).toBe(413);
});
