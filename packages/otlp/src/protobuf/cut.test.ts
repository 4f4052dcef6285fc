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
      const pieces = [...cutRequest(bytes, maxBytes)];
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
  const pieces = [...cutRequest(bytes, 2000)];
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

test("what can be decoded can be cut, and decoded in pieces", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (bytes, maxBytes) => {
      const whole = outcome(() => decodeTraces(bytes));
      const cut = outcome(() => [...cutRequest(bytes, maxBytes)].map((piece) => decodeTraces(piece)));
      expect(whole === undefined ? cut : whole).toBe(whole);
    }),
    { numRuns: 100 },
  );
});

test("very many empty items are refused before they are decoded", () => {
  const empty = Buffer.alloc(6_000_000);
  for (let at = 0; at < empty.length; at += 2) empty[at] = 0x12;
  const bytes = Buffer.concat([Buffer.from([0x0a, ...varint(empty.length)]), empty]);
  expect(() => [...cutRequest(bytes, 256 * 1024)]).toThrow(/so many empty or tiny elements/);
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
