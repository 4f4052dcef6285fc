import fc from "fast-check";
import { expect, test } from "vitest";
import { createEstimator, hashOf } from "./estimator.ts";

test("few values are counted exactly, however often they come", () => {
  const estimator = createEstimator();
  for (let round = 0; round < 3; round++) for (let i = 0; i < 16; i++) estimator.add(hashOf(`u${i}`));
  expect(estimator.values()).toBe(16);
});

test.each([100, 1000, 10_000, 200_000])("%d values within four standard errors", (count) => {
  for (const prefix of ["u", "order-", "https://shop.example/items/"]) {
    const estimator = createEstimator();
    for (let i = 0; i < count; i++) estimator.add(hashOf(prefix + String(i)));
    expect(Math.abs(estimator.values() - count) / count).toBeLessThan(4 * 0.033);
  }
});

test("numbers in a row, spread out, and large are told apart as texts are", () => {
  for (const value of [
    (i: number) => i,
    (i: number) => -i,
    (i: number) => i * 4096,
    (i: number) => i * 2 ** 33,
    (i: number) => i / 8,
  ]) {
    const estimator = createEstimator();
    for (let i = 0; i < 20_000; i++) estimator.add(hashOf(value(i)));
    expect(Math.abs(estimator.values() - 20_000) / 20_000).toBeLessThan(4 * 0.033);
  }
});

test("over many sets the mean is right: there is no bias", () => {
  for (const count of [50, 500, 3000]) {
    let sum = 0;
    for (let set = 0; set < 200; set++) {
      const estimator = createEstimator();
      for (let i = 0; i < count; i++) estimator.add(hashOf(`${set}/${i}`));
      sum += estimator.values();
    }
    expect(Math.abs(sum / 200 - count) / count).toBeLessThan(0.012);
  }
});

test("any value has a hash, the same value the same, and order does not matter", () => {
  fc.assert(
    fc.property(fc.array(fc.anything()), (values) => {
      const forward = createEstimator();
      const backward = createEstimator();
      for (const value of values) forward.add(hashOf(value));
      // oxlint-disable-next-line unicorn/no-array-reverse -- toReversed needs Node 20
      for (const value of [...values].reverse()) backward.add(hashOf(value));
      expect(forward.values()).toBe(backward.values());
    }),
  );
  expect(hashOf(1)).not.toBe(hashOf("1"));
});
