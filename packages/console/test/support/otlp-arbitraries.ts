// Arbitrary OTLP messages that a receiver takes whole: valid ids, believable times, everything else as odd as it can be.
import fc from "fast-check";
import type {
  AnyValue,
  Attributes,
  Exemplar,
  LogRecord,
  Metric,
  MetricData,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Span,
} from "otlp";
import { anyAttributes, anyText, int64, uint64 } from "./rows.ts";

const uint32 = fc.nat({ max: 0xffffffff });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const hourNs = 3_600_000_000_000n;
const isSet = (bytes: Uint8Array): boolean => bytes.some((byte) => byte !== 0);
const idOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter(isSet);
const idOrNone = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.oneof(idOf(length), fc.constant(new Uint8Array(0)));

/** Within two days before now, so that there are few partitions. */
const recent = (): fc.Arbitrary<bigint> => {
  const now = BigInt(Date.now()) * 1_000_000n;
  return fc.bigInt({ min: now - 48n * hourNs, max: now });
};

const attributes = anyAttributes as fc.Arbitrary<Attributes>;
const resource = fc.record({ attributes, droppedAttributesCount: fc.constant(0) });
const scope = fc.record({
  name: anyText,
  version: anyText,
  attributes,
  droppedAttributesCount: fc.constant(0),
});

/** Some resources with some scopes with some items each. */
function nested<Item, Key extends string, Items extends string>(
  outer: Key,
  inner: Items,
  item: fc.Arbitrary<Item>,
): fc.Arbitrary<readonly unknown[]> {
  const ofScope = fc
    .tuple(scope, fc.array(item, { minLength: 1, maxLength: 4 }))
    .map(([of, items]) => ({ scope: of, [inner]: items, schemaUrl: "" }));
  return fc.array(
    fc
      .tuple(resource, fc.array(ofScope, { minLength: 1, maxLength: 2 }), anyText)
      .map(([of, scopes, schemaUrl]) => ({ resource: of, [outer]: scopes, schemaUrl })),
    { minLength: 1, maxLength: 3 },
  );
}

const span: fc.Arbitrary<Span> = fc
  .tuple(recent(), fc.bigInt({ min: 0n, max: hourNs }))
  .chain(([start, length]) =>
    fc.record({
      traceId: idOf(16),
      spanId: idOf(8),
      parentSpanId: idOrNone(8),
      traceState: anyText,
      flags: uint32,
      name: anyText,
      kind: fc.nat({ max: 5 }),
      startTimeUnixNano: fc.constant(start),
      endTimeUnixNano: fc.constant(start + length),
      attributes,
      droppedAttributesCount: uint32,
      events: fc.array(
        fc.record({
          timeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
          name: anyText,
          attributes,
          droppedAttributesCount: uint32,
        }),
        { maxLength: 3 },
      ),
      droppedEventsCount: uint32,
      links: fc.array(
        fc.record({
          traceId: idOf(16),
          spanId: idOf(8),
          traceState: anyText,
          flags: uint32,
          attributes,
          droppedAttributesCount: uint32,
        }),
        { maxLength: 3 },
      ),
      droppedLinksCount: uint32,
      status: fc.record({ code: fc.nat({ max: 2 }), message: anyText }),
    }),
  );

export const anyTraces = nested("scopeSpans", "spans", span) as fc.Arbitrary<readonly ResourceSpans[]>;

const anyValue: fc.Arbitrary<AnyValue> = attributes.map((map) => [...map.values()][0] ?? "text");

const plainLog = fc.record({
  timeUnixNano: recent(),
  observedTimeUnixNano: recent(),
  severityNumber: fc.nat({ max: 24 }),
  severityText: anyText,
  eventName: fc.oneof(anyText, fc.constant("exception")),
  body: anyValue,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId: idOrNone(16),
  spanId: idOrNone(8),
}) as fc.Arbitrary<LogRecord>;

const businessKinds = [
  ["transaction.started", "transaction.type", "transaction.id"],
  ["transaction.step", "transaction.type", "transaction.id", "transaction.step"],
  ["transaction.ended", "transaction.type", "transaction.id", "transaction.outcome"],
  ["journey.step", "journey.name", "journey.step"],
  ["workflow.event", "workflow.type", "workflow.id", "workflow.event", "workflow.state"],
  ["interaction.ended", "interaction.type", "interaction.result", "customer.id"],
  ["profile.ended", "profile.name"],
] as const;

const filledText = fc.string({ minLength: 1, maxLength: 12 });
const amount = fc.oneof<fc.Arbitrary<AnyValue>[]>(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
  fc.constantFrom("12.50", "0", "-0.000000001"),
);

/** Records that become business events, with the attributes that have columns of their own now and then. */
const businessLog: fc.Arbitrary<LogRecord> = fc
  .tuple(
    plainLog,
    fc.constantFrom(...businessKinds),
    fc.array(filledText, { minLength: 4, maxLength: 4 }),
    fc.record(
      {
        "user.id": filledText,
        "session.id": filledText,
        "log.record.uid": fc.uuid(),
        amount,
        value: amount,
        reason: filledText,
        currency: fc.constantFrom("EUR", "USD"),
        duration_ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
        step_index: fc.nat({ max: 32_767 }).map(BigInt),
        from_state: filledText,
        revenue_impact: amount,
        satisfaction: fc.double({ min: 0, max: 5, noNaN: true }),
        illegal: fc.boolean(),
        timeout_ms: fc.nat({ max: 1e6 }),
        channel: filledText,
        tier: filledText,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([log, [event, ...keys], texts, more]) => {
    const own = keys.map(
      (key, at) => [key.startsWith("customer") ? key : `telltale.${key}`, texts[at]!] as const,
    );
    const kind = event.slice(0, event.indexOf("."));
    const rest = Object.entries(more).map(
      ([key, value]) => [key.includes(".") ? key : `telltale.${kind}.${key}`, value as AnyValue] as const,
    );
    return {
      ...log,
      eventName: `telltale.${event}`,
      attributes: new Map([...log.attributes, ...rest, ...own]),
    };
  });

export const anyLogs = nested("scopeLogs", "logRecords", fc.oneof(plainLog, businessLog)) as fc.Arbitrary<
  readonly ResourceLogs[]
>;

const exemplars: fc.Arbitrary<readonly Exemplar[]> = fc.array(
  fc.record({
    timeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    value: fc.oneof<fc.Arbitrary<bigint | number>[]>(int64, fc.double()),
    filteredAttributes: attributes,
    traceId: idOrNone(16),
    spanId: idOrNone(8),
  }),
  { maxLength: 2 },
);

// A point of the same series and time would take the place of another.
let nextPointNs = BigInt(Date.now() - 86_400_000) * 1_000_000n;
const pointTime = fc.constant(0).map(() => (nextPointNs += 1_000_003n));
const point = {
  attributes,
  startTimeUnixNano: fc.oneof(fc.constant(0n), recent()),
  timeUnixNano: pointTime,
  flags: fc.nat({ max: 1 }),
};
const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 3 });
const optionalDouble = fc.option(fc.double(), { nil: undefined });
const totals = { count: uint64, sum: optionalDouble, min: optionalDouble, max: optionalDouble };
const temporality = fc.constantFrom(1, 2);
const buckets = fc.record({ offset: int32, bucketCounts: fc.array(uint64, { maxLength: 4 }) });

const numberPoints = some(
  fc.record({ ...point, value: fc.oneof<fc.Arbitrary<bigint | number>[]>(int64, fc.double()), exemplars }),
);
const histogramPoints = some(
  fc
    .uniqueArray(
      fc.double({ noNaN: true }).filter((bound) => !Object.is(bound, -0)),
      { maxLength: 4 },
    )
    .chain((bounds) =>
      fc.record({
        ...point,
        ...totals,
        explicitBounds: fc.constant(bounds.toSorted((a, b) => a - b)),
        bucketCounts: fc.array(uint64, { minLength: bounds.length + 1, maxLength: bounds.length + 1 }),
        exemplars,
      }),
    ),
);
const exponentialPoints = some(
  fc.record({
    ...point,
    ...totals,
    scale: int32,
    zeroCount: uint64,
    zeroThreshold: fc.double({ min: 0, noNaN: true }),
    positive: buckets,
    negative: buckets,
    exemplars,
  }),
);
const summaryPoints = some(
  fc.record({
    ...point,
    count: uint64,
    sum: fc.double(),
    quantiles: fc.array(
      fc.record({ quantile: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.double() }),
      { maxLength: 3 },
    ),
  }),
);

const data = fc.oneof(
  numberPoints.map((points) => ({ kind: "gauge", points })),
  fc
    .tuple(numberPoints, temporality, fc.boolean())
    .map(([points, of, monotonic]) => ({ kind: "sum", points, temporality: of, monotonic })),
  fc
    .tuple(histogramPoints, temporality)
    .map(([points, of]) => ({ kind: "histogram", points, temporality: of })),
  fc
    .tuple(exponentialPoints, temporality)
    .map(([points, of]) => ({ kind: "exponentialHistogram", points, temporality: of })),
  summaryPoints.map((points) => ({ kind: "summary", points })),
) as fc.Arbitrary<MetricData>;

const metric: fc.Arbitrary<Metric> = fc.record({
  name: filledText,
  description: anyText,
  unit: anyText,
  metadata: attributes,
  data,
});

export const anyMetrics = nested("scopeMetrics", "metrics", metric) as fc.Arbitrary<
  readonly ResourceMetrics[]
>;
