// Random messages for property tests: every field, every kind of value and data, and numbers at the limits.
import fc from "fast-check";

import type {
  AnyValue,
  Attributes,
  ExportResponse,
  LogRecord,
  Metric,
  MetricData,
  Resource,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  Span,
  Status,
} from "otlp";

function record<Model>(fields: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }): fc.Arbitrary<Model> {
  return fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<Model>;
}

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "service.name", "é".repeat(63), "a".repeat(64), "€".repeat(50), "x".repeat(300)),
);
const count32: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 127, 128, 0xffff_ffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const int32: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, -1, -0x8000_0000, 0x7fff_ffff),
  fc.integer(),
);
const uint64: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 1n, 127n, 128n, 1n << 32n, (1n << 64n) - 1n),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);
const int64: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 127n, 128n, 1n << 32n, -(1n << 63n), (1n << 63n) - 1n),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
);
const double: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, 1, 5, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 2 ** 53),
  fc.double(),
);
const bytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 40 });
const traceId: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 16, maxLength: 16 });
const spanId: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 8, maxLength: 8 });
const noBytes: fc.Arbitrary<Uint8Array> = fc.constant(new Uint8Array(0));

/** Any value, of every kind, some levels deep. */
const value: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, fc.boolean(), int64, double, bytes, fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  ),
})).value;

const attributes: fc.Arbitrary<Attributes> = fc
  .array(fc.tuple(text, value), { maxLength: 4 })
  .map((pairs) => new Map(pairs));

const entityRef = record({
  schemaUrl: text,
  type: text,
  idKeys: fc.array(text, { maxLength: 3 }),
  descriptionKeys: fc.array(text, { maxLength: 3 }),
});

const resource: fc.Arbitrary<Resource> = fc.record(
  {
    attributes,
    droppedAttributesCount: count32,
    entityRefs: fc.array(entityRef, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["attributes", "droppedAttributesCount"], noNullPrototype: true },
);

const scope: fc.Arbitrary<Scope> = record({
  name: text,
  version: text,
  attributes,
  droppedAttributesCount: count32,
});

const span: fc.Arbitrary<Span> = record({
  traceId,
  spanId,
  parentSpanId: fc.oneof(spanId, noBytes),
  traceState: text,
  flags: count32,
  name: text,
  kind: fc.oneof(fc.integer({ min: 0, max: 5 }), int32),
  startTimeUnixNano: uint64,
  endTimeUnixNano: uint64,
  attributes,
  droppedAttributesCount: count32,
  events: fc.array(
    record({ timeUnixNano: uint64, name: text, attributes, droppedAttributesCount: count32 }),
    { maxLength: 2 },
  ),
  droppedEventsCount: count32,
  links: fc.array(
    record({
      traceId,
      spanId,
      traceState: text,
      flags: count32,
      attributes,
      droppedAttributesCount: count32,
    }),
    { maxLength: 2 },
  ),
  droppedLinksCount: count32,
  status: record({ code: fc.oneof(fc.integer({ min: 0, max: 2 }), int32), message: text }),
});

export const traces: fc.Arbitrary<ResourceSpans[]> = fc.array(
  record({
    resource,
    scopeSpans: fc.array(record({ scope, spans: fc.array(span, { maxLength: 2 }), schemaUrl: text }), {
      maxLength: 2,
    }),
    schemaUrl: text,
  }),
  { maxLength: 2 },
);

const logRecord: fc.Arbitrary<LogRecord> = record({
  timeUnixNano: uint64,
  observedTimeUnixNano: uint64,
  severityNumber: fc.oneof(fc.integer({ min: 0, max: 24 }), int32),
  severityText: text,
  eventName: text,
  body: value,
  attributes,
  droppedAttributesCount: count32,
  flags: count32,
  traceId: fc.oneof(traceId, noBytes),
  spanId: fc.oneof(spanId, noBytes),
});

export const logs: fc.Arbitrary<ResourceLogs[]> = fc.array(
  record({
    resource,
    scopeLogs: fc.array(
      record({ scope, logRecords: fc.array(logRecord, { maxLength: 3 }), schemaUrl: text }),
      { maxLength: 2 },
    ),
    schemaUrl: text,
  }),
  { maxLength: 2 },
);

const number = fc.oneof(double, int64, fc.constant(null));
const optionalDouble = fc.option(double, { nil: undefined });
const temporality = fc.integer({ min: 0, max: 2 });
const exemplars = fc.array(
  record({
    timeUnixNano: uint64,
    value: number,
    filteredAttributes: attributes,
    traceId: fc.oneof(traceId, noBytes),
    spanId: fc.oneof(spanId, noBytes),
  }),
  { maxLength: 2 },
);
const point = { attributes, startTimeUnixNano: uint64, timeUnixNano: uint64, flags: count32 };
const numberPoints = fc.array(record({ ...point, value: number, exemplars }), { maxLength: 2 });
const spread = { count: uint64, sum: optionalDouble, min: optionalDouble, max: optionalDouble, exemplars };
const buckets = record({ offset: int32, bucketCounts: fc.array(uint64, { maxLength: 5 }) });

/** One of each kind of data. */
const metricData: Record<MetricData["kind"], fc.Arbitrary<MetricData>> = {
  gauge: record({ kind: fc.constant("gauge"), points: numberPoints }),
  sum: record({
    kind: fc.constant("sum"),
    points: numberPoints,
    temporality,
    monotonic: fc.boolean(),
  }),
  histogram: record({
    kind: fc.constant("histogram"),
    points: fc.array(
      record({
        ...point,
        ...spread,
        bucketCounts: fc.array(uint64, { maxLength: 5 }),
        explicitBounds: fc.array(double, { maxLength: 5 }),
      }),
      { maxLength: 2 },
    ),
    temporality,
  }),
  exponentialHistogram: record({
    kind: fc.constant("exponentialHistogram"),
    points: fc.array(
      record({
        ...point,
        ...spread,
        scale: int32,
        zeroCount: uint64,
        zeroThreshold: double,
        positive: buckets,
        negative: buckets,
      }),
      { maxLength: 2 },
    ),
    temporality,
  }),
  summary: record({
    kind: fc.constant("summary"),
    points: fc.array(
      record({
        ...point,
        count: uint64,
        sum: double,
        quantiles: fc.array(record({ quantile: double, value: double }), { maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
  }),
};

const metric: fc.Arbitrary<Metric> = record({
  name: text,
  description: text,
  unit: text,
  metadata: attributes,
  data: fc.oneof(...Object.values(metricData), fc.constant(undefined)),
});

export const metrics: fc.Arbitrary<ResourceMetrics[]> = fc.array(
  record({
    resource,
    scopeMetrics: fc.array(record({ scope, metrics: fc.array(metric, { maxLength: 4 }), schemaUrl: text }), {
      maxLength: 2,
    }),
    schemaUrl: text,
  }),
  { maxLength: 2 },
);

export const exportResponse: fc.Arbitrary<ExportResponse> = record({ rejected: int64, errorMessage: text });
export const status: fc.Arbitrary<Status> = record({ code: int32, message: text });
