import fc from "fast-check";
import SnappyJS from "snappyjs";
import { expect, test } from "vitest";
import { ProblemError } from "../problem/problem.ts";
import { decompressSnappy } from "./snappy.ts";

test("what another compressor makes of anything is read back", () => {
  const parts = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .record({ byte: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 1, max: 70_000 }) })
        .map(({ byte, length }) => new Uint8Array(length).fill(byte)),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(parts, (chunks) => {
      const bytes = Uint8Array.from(Buffer.concat(chunks));
      expect(Buffer.from(decompressSnappy(SnappyJS.compress(bytes), bytes.length)).equals(bytes)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

function failureOf(block: Uint8Array): unknown {
  try {
    decompressSnappy(block, 1 << 20);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("every broken block is an error of the block", () => {
  const block = SnappyJS.compress(Uint8Array.from(Buffer.from("order paid ".repeat(40))));
  fc.assert(
    fc.property(fc.nat(block.length - 1), fc.nat(255), fc.nat(block.length), (at, byte, end) => {
      const broken = Uint8Array.from(block.subarray(0, end));
      if (at < broken.length) broken[at] = byte;
      expect(failureOf(broken)).toSatisfy((error) => error === undefined || error instanceof ProblemError);
    }),
    { numRuns: 500 },
  );
});

test("a length is judged before memory is taken for it", () => {
  const claimsFourGigabytes = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x61);
  expect(() => decompressSnappy(claimsFourGigabytes, 1 << 20)).toThrow(
    expect.objectContaining({ code: "BODY_TOO_LARGE" }),
  );
  expect(() => decompressSnappy(claimsFourGigabytes, 2 ** 33)).toThrow("more than its bytes can make");
  expect(() => decompressSnappy(Uint8Array.of(5, 0x00, 0x61), 100)).toThrow("ends after 1 of 5 bytes");
  expect(() => decompressSnappy(Uint8Array.of(5, 0x01, 0x01), 100)).toThrow("a copy leads outside");
  expect(() => decompressSnappy(Uint8Array.of(0x80), 100)).toThrow("does not begin with a length");
});

test("the limit itself is taken", () => {
  const block = SnappyJS.compress(new Uint8Array(100));
  expect(decompressSnappy(block, 100)).toHaveLength(100);
  expect(() => decompressSnappy(block, 99)).toThrow(expect.objectContaining({ code: "BODY_TOO_LARGE" }));
});

test("the room for a block is asked for before it is made", () => {
  const block = SnappyJS.compress(new Uint8Array(70_000));
  const asked: number[] = [];
  decompressSnappy(block, 1 << 20, (bytes) => void asked.push(bytes));
  expect(asked).toEqual([70_000]);
  // Reading this far would show that it is broken.
  const broken = block.subarray(0, block.length - 3);
  expect(() =>
    decompressSnappy(broken, 1 << 20, () => {
      throw new Error("full");
    }),
  ).toThrow("full");
});
