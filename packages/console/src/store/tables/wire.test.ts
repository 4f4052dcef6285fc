// Rows from the bytes of a request against the same rows from maps: the same blocks, byte for byte.
import fc from "fast-check";
import { AttributeTape, ByteWriter, decodeLogs, decodeTraces } from "otlp";
import { expect, test } from "vitest";
import { addLogs } from "../../receive/logs.ts";
import { createRejections } from "../../receive/rejections.ts";
import { localSender } from "../../receive/sender.ts";
import { timeBounds } from "../../receive/time.ts";
import { addSpans } from "../../receive/traces.ts";
import { addAll } from "../../../test/support/add-all.ts";
import { createLogTable } from "./log-table.ts";
import { createSpanTable } from "./span-table.ts";

const nowMs = 1_795_000_000_000;
const utf8 = new TextEncoder();
/** Few, so that they come twice; some are not UTF-8, and two of those become the same text. */
const keys = [
  "http.route",
  "http.method",
  "http.request.method",
  "http.status_code",
  "http.response.status_code",
  "db.system",
  "db.system.name",
  "user.id",
  "telltale.transaction.type",
  "",
  "ключ",
  "k".repeat(200),
]
  .map((text) => utf8.encode(text))
  .concat(Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0xfe));

type Write = (writer: ByteWriter) => void;
const values: fc.Arbitrary<Write> = fc.oneof(
  fc.constant<Write>(() => undefined),
  fc.string({ unit: "grapheme", maxLength: 80 }).map(
    (text): Write =>
      (writer) =>
        writer.string(1, text),
  ),
  fc.uint8Array({ maxLength: 80 }).map(
    (bytes): Write =>
      (writer) =>
        writer.bytes(1, bytes),
  ),
  fc.boolean().map((flag): Write => (writer) => {
    writer.tag(2, 0);
    writer.varint(flag ? 1 : 0);
  }),
  fc
    .oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -1n, max: 70_000n }))
    .map((int): Write => (writer) => {
      writer.tag(3, 0);
      writer.varint64(int);
    }),
  fc.double({ noNaN: true }).map((double): Write => (writer) => {
    writer.tag(4, 1);
    writer.double(double);
  }),
  fc.uint8Array({ maxLength: 8 }).map(
    (bytes): Write =>
      (writer) =>
        writer.bytes(7, bytes),
  ),
  fc.constant<Write>((writer) => {
    const list = writer.open(5);
    writer.close(writer.open(1));
    writer.close(list);
  }),
);
const attributes = fc.array(fc.tuple(fc.constantFrom(...keys), values), { maxLength: 12 });
type Attributes = readonly (readonly [Uint8Array, Write])[];

function writeAttributes(writer: ByteWriter, field: number, pairs: Attributes): void {
  for (const [key, write] of pairs) {
    const pair = writer.open(field);
    writer.bytes(1, key);
    const value = writer.open(2);
    write(writer);
    writer.close(value);
    writer.close(pair);
  }
}

/** A request of one scope whose items `write` fills. */
function requestOf(
  rows: readonly Attributes[],
  write: (writer: ByteWriter, row: Attributes, index: number) => void,
) {
  const writer = new ByteWriter();
  const group = writer.open(1);
  const scope = writer.open(2);
  for (const [index, row] of rows.entries()) {
    const item = writer.open(2);
    write(writer, row, index);
    writer.close(item);
  }
  writer.close(scope);
  writer.close(group);
  return writer.finish();
}

const id = (length: number, index: number): Uint8Array => new Uint8Array(length).fill(index + 1);

function writeTime(writer: ByteWriter, field: number): void {
  writer.tag(field, 1);
  writer.fixed64(BigInt(nowMs) * 1_000_000n);
}

test("spans", () => {
  fc.assert(
    fc.property(fc.array(attributes, { minLength: 1, maxLength: 8 }), (rows) => {
      const bytes = requestOf(rows, (writer, row, index) => {
        writer.bytes(1, id(16, index));
        writer.bytes(2, id(8, index));
        writeTime(writer, 7);
        writeAttributes(writer, 9, row);
      });
      const [fromBytes, fromMaps] = [new AttributeTape(bytes), undefined].map((tape) => {
        const table = createSpanTable();
        const rejections = createRejections("spans");
        addAll(
          addSpans(
            decodeTraces(bytes, tape),
            localSender,
            { error: () => undefined, span: table.add },
            timeBounds(nowMs),
            rejections,
          ),
        );
        expect(rejections.message()).toBe("");
        return Buffer.concat(table.encode(1)).toString("latin1");
      });
      expect(fromBytes).toBe(fromMaps);
    }),
    { numRuns: 150 },
  );
});

test("log records, but for the identity, which is of the bytes", () => {
  fc.assert(
    fc.property(fc.array(attributes, { minLength: 1, maxLength: 8 }), (rows) => {
      const bytes = requestOf(rows, (writer, row) => {
        writeTime(writer, 1);
        writeAttributes(writer, 6, row);
      });
      const read = (tape?: AttributeTape): { block: string; identities: bigint[] } => {
        const table = createLogTable(() => "");
        const identities: bigint[] = [];
        const none = (): void => undefined;
        const log: typeof table.add = (row) => {
          identities.push(row.identity);
          table.add({ ...row, identity: 0n });
        };
        const sink = { log, businessEvent: none, definition: none, identity: none, cpuProfile: none };
        addAll(
          addLogs(decodeLogs(bytes, tape), localSender, sink, timeBounds(nowMs), {
            rejections: createRejections("records"),
            business: { received: 0, added: 0 },
          }),
        );
        return { block: Buffer.concat(table.encode(1)).toString("latin1"), identities };
      };
      const fromBytes = read(new AttributeTape(bytes));
      expect(fromBytes.block).toBe(read().block);
      expect(read(new AttributeTape(bytes)).identities).toEqual(fromBytes.identities);
      expect(new Set(fromBytes.identities).size).toBe(rows.length);
    }),
    { numRuns: 100 },
  );
});
