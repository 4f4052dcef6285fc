// The messages of the protobuf exposition for protobufjs: written from the field numbers of prometheus/client_model,
// io/prometheus/client/metrics.proto, so that the judge of our bytes is not our writer.
import protobuf from "protobufjs";

const { root } = protobuf.parse(`
syntax = "proto2";
message LabelPair { optional string name = 1; optional string value = 2; }
enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; GAUGE_HISTOGRAM = 5; }
message Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }
message Exemplar { repeated LabelPair label = 1; optional double value = 2; optional Timestamp timestamp = 3; }
message Gauge { optional double value = 1; }
message Counter { optional double value = 1; optional Exemplar exemplar = 2; optional Timestamp created_timestamp = 3; }
message Bucket { optional uint64 cumulative_count = 1; optional double upper_bound = 2; optional Exemplar exemplar = 3; }
message BucketSpan { optional sint32 offset = 1; optional uint32 length = 2; }
message Histogram {
  optional uint64 sample_count = 1;
  optional double sample_sum = 2;
  repeated Bucket bucket = 3;
  optional sint32 schema = 5;
  optional double zero_threshold = 6;
  optional uint64 zero_count = 7;
  repeated BucketSpan negative_span = 9;
  repeated sint64 negative_delta = 10;
  repeated BucketSpan positive_span = 12;
  repeated sint64 positive_delta = 13;
  optional Timestamp created_timestamp = 15;
  repeated Exemplar exemplars = 16;
}
message Metric {
  repeated LabelPair label = 1;
  optional Gauge gauge = 2;
  optional Counter counter = 3;
  optional Histogram histogram = 7;
}
message MetricFamily {
  optional string name = 1;
  optional string help = 2;
  optional MetricType type = 3;
  repeated Metric metric = 4;
  optional string unit = 5;
}
`);
const family = root.lookupType("MetricFamily");

/** The families of a delimited exposition; 64-bit integers are numbers. */
export function readProtobuf(body: Uint8Array): Record<string, any>[] {
  const reader = protobuf.Reader.create(body);
  const families: Record<string, any>[] = [];
  while (reader.pos < reader.len) {
    families.push(family.toObject(family.decodeDelimited(reader), { longs: Number, enums: String }));
  }
  return families;
}

/** The counts of a native histogram by the upper bounds of their buckets. */
export function bucketsOf(histogram: Record<string, any>): Map<number, number> {
  const buckets = new Map<number, number>();
  const deltas = [...(histogram["positiveDelta"] ?? [])] as number[];
  let index = 0;
  let count = 0;
  for (const { offset = 0, length = 0 } of histogram["positiveSpan"] ?? []) {
    index += offset;
    for (let at = 0; at < length; at++, index++) {
      count += deltas.shift() ?? 0;
      buckets.set(2 ** (index * 2 ** -histogram["schema"]), count);
    }
  }
  return buckets;
}
