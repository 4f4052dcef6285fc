// Files of batches: a written file is read back, and damaged files are recognized.
import fc from "fast-check";
import { expect, test } from "vitest";
import { headerOf, parseFile, parseName, toName } from "./batch-file.ts";
import { crc32, tableCrc32 } from "./batch-file.ts";

test("computes CRC-32 (IEEE), with and without Node's own function", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(tableCrc32(bytes)).toBe(crc32(bytes));
    }),
  );
});

test("reads a file back as it was written", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (body, items) => {
      const file = Buffer.concat([headerOf(items, body), body]);
      expect(parseFile(file)).toEqual({ items, body: Buffer.from(body) });
    }),
  );
});

test("rejects a file that is cut anywhere or has any bit flipped", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(7), (body, where, bit) => {
      const file = Buffer.concat([headerOf(3, body), body]);
      expect(parseFile(file.subarray(0, where % file.length))).toBe(undefined);
      const at = where % file.length;
      file[at] = (file[at] ?? 0) ^ (1 << bit);
      expect(parseFile(file)).toBe(undefined);
    }),
  );
});

test("a name holds time, items and bytes; names sort by time, then sequence", () => {
  const first = toName(1_763_000_000_000, 2000, 512, 1000);
  expect(parseName(first.name)).toEqual(first);
  expect(first).toMatchObject({ madeMs: 1_763_000_000_000, items: 512, bytes: 1020 });
  const names = [first, toName(1_763_000_000_000, 10_000, 1, 1), toName(1_763_000_000_001, 1, 1, 1)].map(
    ({ name }) => name,
  );
  expect(names.toSorted()).toEqual(names);
});

test.each(["alive", "notes.txt", "00000000000001-000001000-7-100.otlp.tmp", "1-2-3-4.otlp", ""])(
  "`%s` is not the name of a batch",
  (name) => expect(parseName(name)).toBe(undefined),
);
