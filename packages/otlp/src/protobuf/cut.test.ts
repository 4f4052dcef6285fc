import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLogs } from "./encode-log.ts";
import { decodeLogs } from "./decode-log.ts";
import { decodeTraces } from "./decode-trace.ts";
import type { OtlpError } from "../error.ts";
import type { LogRecord, ResourceLogs } from "../log.ts";
import { cutRequest } from "./cut.ts";

const record = (body: string): LogRecord => ({
  timeUnixNano: 1n,
  observedTimeUnixNano: 0n,
  severityNumber: 9,
  severityText: "",
  eventName: "",
  body,
  attributes: new Map(),
  droppedAttributesCount: 0,
  flags: 0,
  traceId: new Uint8Array(0),
  spanId: new Uint8Array(0),
});

/** Each record with what it belongs to: in pieces these are repeated. */
const flat = (request: readonly ResourceLogs[]): unknown[] =>
  request.flatMap(({ resource, schemaUrl, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords, schemaUrl: ofScope }) =>
      logRecords.map(({ body }) => [[...resource.attributes], schemaUrl, scope.name, ofScope, body]),
    ),
  );

const texts = fc.string({ maxLength: 40 });
const requests = fc.array(
  fc.record({
    service: texts,
    schemaUrl: texts,
    scopes: fc.array(
      fc.record({ name: texts, schemaUrl: texts, bodies: fc.array(texts, { maxLength: 12 }) }),
      {
        maxLength: 4,
      },
    ),
  }),
  { maxLength: 4 },
);

test("pieces hold what the request holds, in order", () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 400 }), (made, maxBytes) => {
      const bytes = encodeLogs(
        made.map(({ service, schemaUrl, scopes }) => ({
          resource: { attributes: new Map([["service.name", service]]), droppedAttributesCount: 0 },
          schemaUrl,
          scopeLogs: scopes.map((scope) => ({
            scope: { name: scope.name, version: "", attributes: new Map(), droppedAttributesCount: 0 },
            schemaUrl: scope.schemaUrl,
            logRecords: scope.bodies.map(record),
          })),
        })),
      );
      const pieces = [...cutRequest(bytes, { pieceBytes: maxBytes })];
      expect(pieces.flatMap((piece) => flat(decodeLogs(piece)))).toEqual(flat(decodeLogs(bytes)));
    }),
    { numRuns: 100 },
  );
});

test("cuts one scope with many records, and repeats what they share", () => {
  const bytes = encodeLogs([
    {
      resource: { attributes: new Map([["service.name", "shop"]]), droppedAttributesCount: 0 },
      schemaUrl: "made-up",
      scopeLogs: [
        {
          scope: { name: "cart", version: "", attributes: new Map(), droppedAttributesCount: 0 },
          schemaUrl: "",
          logRecords: Array.from({ length: 1000 }, (_, n) => record(`order-${n}`)),
        },
      ],
    },
  ]);
  const pieces = [...cutRequest(bytes, { pieceBytes: 2000 })];
  expect(pieces.length).toBeGreaterThan(bytes.length / 2500);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2200);
  expect(pieces.flatMap((piece) => flat(decodeLogs(piece)))).toHaveLength(1000);
});

/** The code of what `read` throws. */
function outcome(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    return (error as OtlpError).code;
  }
  return undefined;
}

test("what can be decoded can be cut, and decoded in pieces; what cannot be, is refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (bytes, maxBytes) => {
      const whole = outcome(() => decodeTraces(bytes));
      const cut = outcome(() =>
        [...cutRequest(bytes, { pieceBytes: maxBytes })].map((piece) => decodeTraces(piece)),
      );
      expect(cut === undefined).toBe(whole === undefined);
    }),
    { numRuns: 1000 },
  );
});

test("very many empty items are refused before they are decoded", () => {
  const empty = Buffer.alloc(6_000_000);
  for (let at = 0; at < empty.length; at += 2) empty[at] = 0x12;
  const bytes = Buffer.concat([Buffer.from([0x0a, ...varint(empty.length)]), empty]);
  expect(() => [...cutRequest(bytes, { pieceBytes: 256 * 1024 })]).toThrow(/so many empty or tiny elements/);
});

test("a resource without anything in it is decoded, too", () => {
  const wrong = Buffer.concat([Buffer.from([0x0a, ...varint(400)]), Buffer.alloc(400)]);
  const bytes = Buffer.concat([Buffer.from([0x0a, ...varint(wrong.length)]), wrong]);
  expect(outcome(() => decodeTraces(bytes))).toBe("OTLP_MALFORMED");
  const pieces = cutRequest(bytes, { pieceBytes: 100 });
  expect(outcome(() => [...pieces].map((piece) => decodeTraces(piece)))).toBe("OTLP_MALFORMED");
});

/** One scope of a resource with an attribute of so many characters. */
const logs = (shared: number, bodies: readonly string[]): Uint8Array =>
  encodeLogs([
    {
      resource: { attributes: new Map([["note", "x".repeat(shared)]]), droppedAttributesCount: 0 },
      schemaUrl: "",
      scopeLogs: [
        {
          scope: { name: "cart", version: "", attributes: new Map(), droppedAttributesCount: 0 },
          schemaUrl: "",
          logRecords: bodies.map(record),
        },
      ],
    },
  ]);

test("a large resource is repeated a few times, one that is too large is refused", () => {
  const bodies = Array.from({ length: 1000 }, (_, n) => `order-${n}`.repeat(100));
  const pieces = [...cutRequest(logs(50_000, bodies), { pieceBytes: 10_000 })];
  expect(pieces).toHaveLength(2);
  expect(pieces.flatMap((piece) => flat(decodeLogs(piece)))).toHaveLength(1000);
  const tooLarge = logs(2 * 1024 * 1024, bodies);
  expect(() => [...cutRequest(tooLarge, { pieceBytes: 10_000 })]).toThrow(/more than 2097152 bytes without/);
});

test("items that are too large are left out, and told", () => {
  let leftOut = 0;
  const bytes = logs(1, ["order-1", "x".repeat(5000), "order-2"]);
  const options = { pieceBytes: 100, itemBytes: 1000, onLeftOut: () => void leftOut++ };
  const pieces = [...cutRequest(bytes, options)];
  expect(pieces.flatMap((piece) => flat(decodeLogs(piece)))).toHaveLength(2);
  expect(leftOut).toBe(1);
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
