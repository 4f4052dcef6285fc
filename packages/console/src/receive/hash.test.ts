import fc from "fast-check";
import type { AnyValue } from "otlp";
import { expect, test } from "vitest";
import { createHasher } from "./hash.ts";

const hasher = createHasher();

const anyValue = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.boolean(),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    fc.double(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie("value"), { maxLength: 4 }) as fc.Arbitrary<AnyValue>,
  ),
})).value;

function hashOf(value: AnyValue): bigint {
  return hasher.reset().value(value).digest();
}

test("the same value hashes the same in another hasher, in 64 bits", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const hash = hashOf(value);
      expect(createHasher().value(value).digest()).toBe(hash);
      expect(hash >= 0n && hash < 1n << 64n).toBe(true);
    }),
  );
});

test("attributes in another order hash the same, with another value differently", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anyValue, { minKeys: 1 }), (record) => {
      const entries = Object.entries(record);
      const forwards = hasher.reset().attributes(new Map(entries)).digest();
      expect(hasher.reset().attributes(new Map(entries.toReversed())).digest()).toBe(forwards);
      const [key] = entries[0]!;
      const changed = new Map(entries).set(key, [record[key]!, "more"]);
      expect(hasher.reset().attributes(changed).digest()).not.toBe(forwards);
    }),
  );
});

test.each<[AnyValue, AnyValue]>([
  ["1", 1n],
  [1n, 1],
  [1, true],
  [false, null],
  ["", null],
  [["ab"], ["a", "b"]],
  [[["a"], "b"], [["a", "b"]]],
  ["ab", "a\0b"],
  [new Uint8Array(0), ""],
  [new Uint8Array([0]), new Uint8Array([0, 0])],
  [0, -0],
])("%o and %o differ", (one, other) => {
  expect(hashOf(one)).not.toBe(hashOf(other));
});

test("a hundred thousand similar texts do not meet, and every bit is used", () => {
  const seen = new Set<bigint>();
  const ones = Array.from({ length: 64 }, () => 0);
  const count = 100_000;
  for (let at = 0; at < count; at++) {
    const hash = hashOf(`order-${at}`);
    seen.add(hash);
    for (let bit = 0; bit < 64; bit++) ones[bit]! += Number((hash >> BigInt(bit)) & 1n);
  }
  expect(seen.size).toBe(count);
  // Half of the hashes have each bit: 100,000 tosses stay within 1 % of that but for one in a billion.
  for (const share of ones) expect(Math.abs(share / count - 0.5)).toBeLessThan(0.01);
});

test("swapped pairs of keys and values differ", () => {
  const one = hasher
    .reset()
    .attributes(
      new Map([
        ["a", "b"],
        ["b", "a"],
      ]),
    )
    .digest();
  const other = hasher
    .reset()
    .attributes(
      new Map([
        ["a", "a"],
        ["b", "b"],
      ]),
    )
    .digest();
  expect(one).not.toBe(other);
});
