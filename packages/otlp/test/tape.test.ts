// Attributes on a tape compared with attributes decoded to maps, in every encoding that protobuf allows: fields in any order, unknown
// fields between them, singular fields more than once, messages in parts, invalid UTF-8.
import assert from "node:assert/strict";

import fc from "fast-check";
import * as otlp from "otlp";
import { describe, expect, test } from "vitest";

import { logs, metrics, traces } from "./arbitrary.ts";
import { errorCodeOf, outcomeOf } from "./codecs.ts";
import * as official from "./official.ts";
import { modelLogs, modelMetrics, modelTraces } from "./official-model.ts";

/** The fields of a message that are messages, by number; `once` lists the singular ones, whose parts are merged. */
interface Shape {
  readonly messages: Readonly<Record<number, Shape>>;
  readonly once?: readonly number[];
  /** Fields of which only the last counts: they stay in order. */
  readonly oneOf?: readonly number[];
}

const leaf: Shape = { messages: {} };
const value: Shape = { messages: {}, oneOf: [1, 2, 3, 4, 5, 6, 7] };
const pair: Shape = { messages: { 2: value } };
const resource: Shape = { messages: { 1: pair } };
const scope: Shape = { messages: { 3: pair } };
const span: Shape = { messages: { 9: pair, 15: leaf }, once: [15] };
const record: Shape = { messages: { 5: value, 6: pair } };
const numberPoint: Shape = { messages: { 7: pair }, oneOf: [4, 6] };
const sum: Shape = { messages: { 1: numberPoint } };
const histogram: Shape = { messages: { 1: { messages: { 9: pair } } } };
const metric: Shape = {
  messages: { 5: sum, 7: sum, 9: histogram, 10: { messages: { 1: { messages: { 1: pair } } } } },
  oneOf: [5, 7, 9, 10, 11],
};
const request = (item: Shape): Shape => ({
  messages: {
    1: { messages: { 1: resource, 2: { messages: { 1: scope, 2: item }, once: [1] } }, once: [1] },
  },
});

interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** Re-encodes `bytes`; `random` (0 to 1) makes the choices that protobuf leaves open. */
function rewrite(bytes: Uint8Array, shape: Shape, random: () => number): Uint8Array {
  const fields = fieldsOf(bytes).flatMap(({ number, content, raw }): Field[] => {
    const inner = shape.messages[number];
    if (inner === undefined || content === undefined) return [{ number, bytes: raw }];
    const parts = shape.once?.includes(number)
      ? inParts(rewrite(content, inner, random))
      : [rewrite(content, inner, random)];
    return parts.map((part) => ({ number, bytes: delimited(number, part) }));
  });
  const unknown = [delimited(60, Uint8Array.of(1, 2, 3)), Uint8Array.of(0xe8, 0x03, 0x96, 0x01)];
  const mixed = shuffled(fields, shape, random).flatMap((field) =>
    random() < 0.2 ? [unknown[Math.floor(random() * 2)]!, field.bytes] : [field.bytes],
  );
  return Buffer.concat(mixed);
}

/** Keeps the order of fields with the same number and of those in `oneOf`. */
function shuffled(fields: readonly Field[], shape: Shape, random: () => number): Field[] {
  const queues = new Map<number, Field[]>();
  for (const field of fields) {
    const key = shape.oneOf?.includes(field.number) ? 0 : field.number;
    queues.set(key, [...(queues.get(key) ?? []), field]);
  }
  const left = [...queues.values()];
  const out: Field[] = [];
  while (left.length > 0) {
    const at = Math.floor(random() * left.length);
    out.push(left[at]!.shift()!);
    if (left[at]!.length === 0) left.splice(at, 1);
  }
  return out;
}

function inParts(message: Uint8Array): Uint8Array[] {
  return fieldsOf(message).map(({ raw }) => raw);
}

function delimited(number: number, content: Uint8Array): Uint8Array {
  const writer = new otlp.ByteWriter();
  writer.bytes(number, content);
  return writer.finish();
}

/** The fields of a message in order. */
function fieldsOf(bytes: Uint8Array): { number: number; content: Uint8Array | undefined; raw: Uint8Array }[] {
  const reader = new otlp.ByteReader(bytes);
  const fields = [];
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    let content: Uint8Array | undefined;
    if ((tag & 7) === otlp.LENGTH) content = reader.bytes();
    else reader.skip(tag, 0);
    fields.push({ number: tag >>> 3, content, raw: bytes.subarray(start, reader.pos) });
  }
  return fields;
}

/** The same value with maps as attributes. */
function plain(part: unknown): unknown {
  if (part instanceof otlp.WireAttributes) return part.toMap();
  if (part instanceof Uint8Array || part instanceof Map || part === null || typeof part !== "object")
    return part;
  if (Array.isArray(part)) return part.map(plain);
  return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, plain(member)]));
}

const subjects = [
  {
    name: "traces",
    type: official.TRACES,
    shape: request(span),
    messages: traces as fc.Arbitrary<unknown[]>,
    encode: otlp.encodeTraces as (message: never) => Uint8Array,
    decode: otlp.decodeTraces,
    toModel: modelTraces,
  },
  {
    name: "logs",
    type: official.LOGS,
    shape: request(record),
    messages: logs as fc.Arbitrary<unknown[]>,
    encode: otlp.encodeLogs as (message: never) => Uint8Array,
    decode: otlp.decodeLogs,
    toModel: modelLogs,
  },
  {
    name: "metrics",
    type: official.METRICS,
    shape: request(metric),
    messages: metrics as fc.Arbitrary<unknown[]>,
    encode: otlp.encodeMetrics as (message: never) => Uint8Array,
    decode: otlp.decodeMetrics,
    toModel: modelMetrics,
  },
] as const;

describe.each(subjects)("$name on a tape", ({ type, shape, messages, encode, decode, toModel }) => {
  const onTape = (bytes: Uint8Array): unknown => plain(decode(bytes, new otlp.AttributeTape(bytes)));
  const randomOf = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));

  test("equal those decoded without a tape and by the official decoder, in any encoding", () => {
    fc.assert(
      fc.property(messages, randomOf, (message, randoms) => {
        const bytes = rewrite(encode(message as never), shape, () => randoms.next().value as number);
        assert.deepStrictEqual(onTape(bytes), message);
        assert.deepStrictEqual(decode(bytes), message);
        assert.deepStrictEqual(toModel(official.officialDecode(type, bytes)), message);
      }),
      { numRuns: 100 },
    );
  });

  test("reject the same messages as without a tape", () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(messages, fc.array(change, { minLength: 1, maxLength: 6 }), (message, changes) => {
        const bytes = encode(message as never);
        if (bytes.length === 0) return;
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        const outcome = outcomeOf(() => decode(bytes));
        expect(outcomeOf(() => onTape(bytes))).toBe(outcome);
        if (outcome === "read") assert.deepStrictEqual(onTape(bytes), decode(bytes));
      }),
      { numRuns: 200 },
    );
  });
});

test("rejects empty attributes that would fill the memory", () => {
  const attributes = Buffer.concat(Array.from({ length: 600_000 }, () => Uint8Array.of(0x4a, 0)));
  const bytes = delimited(1, delimited(2, delimited(2, attributes)));
  expect(errorCodeOf(() => otlp.decodeTraces(bytes, new otlp.AttributeTape(bytes)))).toBe("OTLP_TOO_DENSE");
});
