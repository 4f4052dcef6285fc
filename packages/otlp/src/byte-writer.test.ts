import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";

import { ByteWriter, FIXED32, FIXED64, LENGTH, VARINT } from "./byte-writer.ts";

/** Decodes with protobufjs what `write` has encoded. */
function readBack<Read>(write: (writer: ByteWriter) => void, read: (reader: protobuf.Reader) => Read): Read {
  const writer = new ByteWriter(16);
  write(writer);
  const reader = protobuf.Reader.create(writer.finish());
  const result = read(reader);
  expect(reader.pos).toBe(reader.len);
  return result;
}

describe("numbers", () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1])(
    "varint %d",
    (value) => {
      expect(
        readBack(
          (writer) => writer.varint(value),
          (reader) => Number(reader.uint64()),
        ),
      ).toBe(value);
    },
  );

  test("a varint beyond 2^53 is clamped, not an endless loop", () => {
    expect(
      readBack(
        (writer) => writer.varint(Infinity),
        (reader) => Number(reader.uint64()),
      ),
    ).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([0, 1, -1, 0x7fff_ffff, -0x8000_0000])("int32 and sint32 %d", (value) => {
    expect(
      readBack(
        (writer) => writer.int32(value),
        (reader) => reader.int32(),
      ),
    ).toBe(value);
    expect(
      readBack(
        (writer) => writer.sint32(value),
        (reader) => reader.sint32(),
      ),
    ).toBe(value);
  });

  test.each([0n, 1n, -1n, 127n, 128n, 0xffff_ffffn, 1n << 32n, (1n << 63n) - 1n, -(1n << 63n)])(
    "varint64 and fixed64 %d",
    (value) => {
      expect(
        readBack(
          (writer) => writer.varint64(value),
          (reader) => String(reader.int64()),
        ),
      ).toBe(`${value}`);
      expect(
        readBack(
          (writer) => writer.fixed64(value),
          (reader) => String(reader.sfixed64()),
        ),
      ).toBe(`${value}`);
      const low = Number(BigInt.asIntN(32, value));
      const high = Number(BigInt.asIntN(32, value >> 32n));
      expect(
        readBack(
          (writer) => writer.varint64Words(low, high),
          (reader) => String(reader.int64()),
        ),
      ).toBe(`${value}`);
      expect(
        readBack(
          (writer) => writer.fixed64Words(low, high),
          (reader) => String(reader.sfixed64()),
        ),
      ).toBe(`${value}`);
    },
  );

  test("fixed32, double and tags", () => {
    const tags = readBack(
      (writer) => {
        writer.tag(1, VARINT);
        writer.tag(16, FIXED64);
        writer.tag(536_870_911 >>> 3, LENGTH);
        writer.tag(3, FIXED32);
        writer.fixed32(0xffff_fffe);
        writer.double(-0.1);
      },
      (reader) => [
        reader.uint32(),
        reader.uint32(),
        reader.uint32(),
        reader.uint32(),
        reader.fixed32(),
        reader.double(),
      ],
    );
    expect(tags).toEqual([8, 129, (536_870_911 & ~7) | 2, 29, 0xffff_fffe, -0.1]);
  });
});

describe("strings", () => {
  const texts = [
    "",
    "plain",
    "é",
    "€uro",
    "😀",
    "a".repeat(63),
    "a".repeat(64),
    "a".repeat(127),
    "a".repeat(128),
  ];
  const longer = [
    "é".repeat(63),
    "é".repeat(64),
    "€".repeat(43),
    "€".repeat(5461),
    "€".repeat(5462),
    "x".repeat(70_000),
  ];

  test.each([...texts, ...longer])("%j", (text) => {
    const [tag, read, next] = readBack(
      (writer) => {
        writer.string(3, text);
        writer.fixed32(7);
      },
      (reader) => [reader.uint32(), reader.string(), reader.fixed32()],
    );
    expect(tag).toBe(26);
    expect(read === text).toBe(true);
    expect(next).toBe(7);
  });

  test.each(["\ud800", "a\udc00b", "x".repeat(64) + "\ud83d"])(
    "a lone surrogate becomes U+FFFD (%j)",
    (text) => {
      const read = readBack(
        (writer) => writer.string(1, text),
        (reader) => (reader.uint32(), reader.string()),
      );
      expect(read).toBe(text.toWellFormed());
    },
  );
});

describe("messages", () => {
  test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
    "a nested message of %d bytes",
    (size) => {
      const content = new Uint8Array(size).map((_, index) => index);
      const read = readBack(
        (writer) => {
          const outer = writer.open(1);
          const inner = writer.open(2);
          writer.append(content);
          writer.close(inner);
          writer.tag(3, VARINT);
          writer.varint(9);
          writer.close(outer);
          writer.fixed32(7);
        },
        (reader) => {
          const tags = [reader.uint32()];
          const end = reader.uint32() + reader.pos;
          tags.push(reader.uint32());
          const bytes = reader.bytes();
          tags.push(reader.uint32(), reader.uint32());
          expect(reader.pos).toBe(end);
          return { tags: [...tags, reader.fixed32()], same: Buffer.compare(bytes, content) === 0 };
        },
      );
      expect(read).toEqual({ tags: [10, 18, 24, 9, 7], same: true });
    },
  );

  test("ids from words, big-endian", () => {
    const writer = new ByteWriter(16);
    writer.traceId(1, 0x5b8efff7, 0x98038103 | 0, 0xd269b633, 0x813fc60c | 0);
    writer.spanId(20, 0xeee19b7e, 0xc3c1b174);
    expect(Buffer.from(writer.finish()).toString("hex")).toBe(
      "0a105b8efff798038103d269b633813fc60ca20108eee19b7ec3c1b174",
    );
  });
});

describe("the buffer", () => {
  test("finish copies, view does not, reset empties, truncate removes the end", () => {
    const writer = new ByteWriter();
    writer.varint(1);
    const copy = writer.finish();
    const view = writer.view();
    writer.reset();
    expect(writer.length).toBe(0);
    writer.varint(2);
    writer.varint(3);
    expect([...copy]).toEqual([1]);
    expect([...view]).toEqual([2]);
    writer.truncate(1);
    expect([...writer.finish()]).toEqual([2]);
  });

  test("grows with the content and releases a very large buffer", () => {
    const writer = new ByteWriter(16);
    const large = new Uint8Array(5 * 1024 * 1024).fill(1);
    writer.append(large);
    expect(writer.view().buffer.byteLength).toBeGreaterThanOrEqual(large.length);
    writer.reset();
    expect(writer.view().buffer.byteLength).toBeLessThan(64 * 1024);
  });
});
