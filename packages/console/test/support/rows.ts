// Rows for tests of the store: plain ones, and arbitrary ones for properties.
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type { AnyValue } from "otlp";
import type { AttributeMap, LogRow, ResourceRow, ScopeColumns, SpanRow } from "../../src/store/rows.ts";

export const resource: ResourceRow = {
  tenant: "",
  hash: 42n,
  service: "checkout",
  environment: "production",
  serviceVersion: "1.2.3",
  instance: "i1",
  attributes: new Map<string, AnyValue>([
    ["service.name", "checkout"],
    ["process.pid", 7n],
  ]),
  schemaUrl: "https://opentelemetry.io/schemas/1.44.0",
};

export const scope: ScopeColumns = { scopeName: "shop", scopeVersion: "1", scopeJson: "" };

/** `count` spans, eight a trace, started now. */
export function plainSpans(count: number): SpanRow[] {
  const now = BigInt(Date.now()) * 1_000_000n;
  let traceId = randomBytes(16);
  let rootId = randomBytes(8);
  return Array.from({ length: count }, (_, index) => {
    const isRoot = index % 8 === 0;
    if (isRoot) {
      traceId = randomBytes(16);
      rootId = randomBytes(8);
    }
    return {
      ...emptySpan,
      traceId,
      spanId: isRoot ? rootId : randomBytes(8),
      parentId: isRoot ? new Uint8Array(8) : rootId,
      startNs: now + BigInt(index * 1000),
      durationNs: BigInt((index * 7919) % 100_000_000),
      name: `GET /api/${index % 10}`,
      kind: isRoot ? 2 : 1 + (index % 5),
      status: index % 50 === 0 ? 2 : 0,
      attributes: new Map<string, AnyValue>([
        ["http.request.method", "GET"],
        ["http.response.status_code", 200n],
        ["order.id", `order-${index}`],
        ["region", `eu-${index % 5}`],
        ["cached", index % 2 === 0],
        ["score", index / 3],
      ]),
    };
  });
}

export const emptySpan: SpanRow = {
  resource,
  scope,
  traceId: new Uint8Array(16).fill(1),
  spanId: new Uint8Array(8).fill(1),
  parentId: new Uint8Array(8),
  startNs: 0n,
  durationNs: 0n,
  name: "",
  kind: 1,
  status: 0,
  statusMessage: "",
  traceState: "",
  flags: 0,
  attributes: new Map(),
  events: [],
  links: [],
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0,
};

/** `count` records without a trace, each with an identity of its own. */
export function plainLogs(count: number): LogRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...emptyLog,
    timeNs: BigInt(Date.now()) * 1_000_000n,
    body: `paid order-${index}`,
    eventName: index % 3 === 0 ? "exception" : "",
    attributes: new Map<string, AnyValue>([["region", `eu-${index % 5}`]]),
    identity: randomBytes(8).readBigUInt64LE(),
  }));
}

export const emptyLog: LogRow = {
  resource,
  scope,
  timeNs: 0n,
  observedNs: 0n,
  severity: 9,
  severityText: "INFO",
  eventName: "",
  body: "",
  traceId: new Uint8Array(16),
  spanId: new Uint8Array(8),
  flags: 0,
  attributes: new Map(),
  droppedAttributes: 0,
  identity: 0n,
};

/** Any text that is valid Unicode: quotes, backslashes, line ends, NUL. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom(
    "",
    "'",
    "\\'; DROP TABLE spans; --",
    "a\n\nb\tc\r",
    "\0",
    "\\N",
    "{x:String}",
    "ünï🎈",
    "x".repeat(300),
  ),
);

export const int64: fc.Arbitrary<bigint> = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
export const uint64: fc.Arbitrary<bigint> = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Between 1971 and 2100. */
export const timeNs: fc.Arbitrary<bigint> = fc.bigInt({
  min: 31_536_000_000_000_000n,
  max: 4_102_444_800_000_000_000n,
});
export const id = (bytes: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes });

const scalar = fc.oneof(anyText, int64, fc.double(), fc.boolean());

export const anyAttributes: fc.Arbitrary<AttributeMap> = fc
  .array(
    fc.tuple(
      fc.oneof(anyText, fc.constantFrom("http.route", "db.system", "__proto__", "events.ts")),
      fc.oneof<fc.Arbitrary<AnyValue>[]>(
        scalar,
        fc.constant(null),
        fc.uint8Array({ maxLength: 8 }),
        fc.array(scalar, { maxLength: 3 }),
        fc.array(fc.tuple(anyText, scalar), { maxLength: 3 }).map((entries) => new Map(entries)),
      ),
    ),
    { maxLength: 8 },
  )
  .map((entries) => new Map(entries));
