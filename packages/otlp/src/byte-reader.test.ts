import { describe, expect, test } from "vitest";

import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Encodes `texts` one after the other and reads them as keys. */
function keysOf(texts: readonly string[]): string[] {
  const writer = new ByteWriter();
  for (const text of texts) writer.string(1, text);
  const reader = new ByteReader(writer.finish());
  const read: string[] = [];
  while (reader.pos < reader.end) {
    reader.tag();
    read.push(reader.key());
  }
  return read;
}

describe("key", () => {
  test("returns the same as string, on first and later reads, for any length and alphabet", () => {
    const texts = [
      "",
      "a",
      "b",
      "é",
      "\ufffd",
      "a".repeat(64),
      "a".repeat(65),
      "\u0000",
      "service.name",
      "order.id",
    ];
    expect(keysOf([...texts, ...texts])).toEqual([...texts, ...texts]);
  });

  test("is correct with more keys than the cache holds", () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => `key.${index % 5_000}`);
    expect(keysOf(texts)).toEqual(texts);
  });

  test("does not confuse the bytes of different texts", () => {
    expect(new ByteReader(Uint8Array.of(2, 0xc3, 0xa9)).key()).toBe("é");
    expect(new ByteReader(Uint8Array.of(2, 0xe9, 0x61)).key()).toBe("\ufffda");
    expect(new ByteReader(Uint8Array.of(2, 0xc3, 0xa9)).key()).toBe("é");
  });
});

describe("numbers", () => {
  test.each<[number[], bigint, bigint, number, number]>([
    [[0x00], 0n, 0n, 0, 0],
    [[0x7f], 127n, 127n, 127, -64],
    [[0x80, 0x01], 128n, 128n, 128, 64],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffff_ffffn, 0xffff_ffffn, 0xffff_ffff, -0x8000_0000],
    [[0x80, 0x80, 0x80, 0x80, 0x10], 1n << 32n, 1n << 32n, 0, 0],
    [
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      (1n << 63n) - 1n,
      (1n << 63n) - 1n,
      0xffff_ffff,
      -0x8000_0000,
    ],
    [[...Array<number>(9).fill(0x80), 0x01], 1n << 63n, -(1n << 63n), 0, 0],
    [[...Array<number>(9).fill(0xff), 0x01], (1n << 64n) - 1n, -1n, 0xffff_ffff, -0x8000_0000],
    [[0x81, 0x80, 0x80, 0x00], 1n, 1n, 1, -1],
  ])("decode the varint %j", (bytes, unsigned, signed, lower, zigzag) => {
    const read = () => new ByteReader(Uint8Array.from(bytes));
    expect(read().uint64()).toBe(unsigned);
    expect(read().int64()).toBe(signed);
    expect(read().uint32()).toBe(lower);
    expect(read().int32()).toBe(lower | 0);
    expect(read().sint32()).toBe(zigzag);
    expect(read().bool()).toBe(unsigned !== 0n);
  });
});

test("a nested message limits reads inside it", () => {
  const reader = new ByteReader(Uint8Array.of(0x02, 0x05, 0x61, 0x62, 0x63));
  const outer = reader.enter();
  expect(reader.end).toBe(3);
  expect(() => reader.string()).toThrow(expect.objectContaining({ code: "OTLP_TRUNCATED" }));
  reader.leave(outer);
  expect(reader.end).toBe(5);
});
