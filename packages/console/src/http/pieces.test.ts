import { expect, test } from "vitest";
import { createPieces } from "./pieces.ts";

/** Adds pieces of `size` bytes, and returns how many bytes each addition copied: what was there before, too, when the buffer grew. */
function added(
  sizes: readonly number[],
  expected: number,
  maxBytes = 64 << 20,
): { bytes: Uint8Array; capacities: number[] } {
  const pieces = createPieces(expected, maxBytes);
  const capacities = sizes.map((size, n) => {
    pieces.add(Buffer.alloc(size, n));
    return pieces.joined().buffer.byteLength;
  });
  return { bytes: pieces.joined(), capacities };
}

test("pieces are joined in their order, whatever was expected", () => {
  for (const expected of [0, 10, 300, 1 << 20]) {
    const { bytes } = added([100, 100, 100], expected);
    expect(Buffer.from(bytes)).toEqual(Buffer.concat([0, 1, 2].map((n) => Buffer.alloc(100, n))));
  }
  expect(added([], 100).bytes).toHaveLength(0);
});

test("one piece alone is not copied", () => {
  const piece = Buffer.alloc(100_000, 7);
  const pieces = createPieces(100_000, 1 << 20);
  pieces.add(piece);
  expect(pieces.joined()).toBe(piece);
});

test("the buffer has the declared size once an eighth of it is there, and not before", () => {
  const declared = 32 << 20;
  const { capacities } = added(Array<number>(64).fill(512 << 10), declared);
  const whole = capacities.indexOf(declared);
  expect((whole + 1) * (512 << 10)).toBeGreaterThanOrEqual(declared / 8);
  expect(capacities.slice(0, whole).every((bytes) => bytes <= declared / 4)).toBe(true);
  expect(new Set(capacities.slice(whole))).toEqual(new Set([declared]));
});

test("what comes beyond the declared size has room up to the limit", () => {
  const { bytes, capacities } = added(Array<number>(8).fill(100_000), 200_000, 800_000);
  expect(bytes).toHaveLength(800_000);
  expect(Math.max(...capacities)).toBeLessThanOrEqual(800_000);
});
