// The base-2 exponential histogram against its definition.
import { decodeMetrics } from "otlp";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketIndex, exponentialHistogram } from "./exponential.ts";
import { ByteWriter } from "otlp";

const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });

test("a value lies in the bucket of its index: above the lower bound, up to the upper one", () => {
  fc.assert(
    fc.property(positive, fc.integer({ min: -10, max: 8 }), (value, scale) => {
      const index = bucketIndex(value, scale);
      const power = Math.log2(value) * 2 ** scale;
      expect(power).toBeGreaterThanOrEqual(index - 1e-9);
      expect(power).toBeLessThanOrEqual(index + 1 + 1e-9);
    }),
  );
});

test("powers of two belong to the bucket below, at every scale", () => {
  for (let exponent = -1022; exponent <= 1023; exponent++) {
    for (const scale of [-10, -1, 0, 1, 5, 20]) {
      expect(bucketIndex(2 ** exponent, scale)).toBe(Math.ceil(exponent * 2 ** scale) - 1);
    }
  }
});

test("neighbours of a power of two stay on their side", () => {
  for (const scale of [1, 3, 10, 20]) {
    expect(bucketIndex(1 + Number.EPSILON, scale)).toBe(0);
    expect(bucketIndex(1 - Number.EPSILON / 2, scale)).toBe(-1);
  }
});

test("a coarser index is the finer one halved", () => {
  fc.assert(
    fc.property(positive, fc.integer({ min: -9, max: 20 }), (value, scale) => {
      expect(bucketIndex(value, scale) >> 1).toBe(bucketIndex(value, scale - 1));
    }),
  );
});

test("whatever is recorded, every count is in its bucket and there are at most 160", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(positive, fc.constant(0), fc.integer({ min: 1, max: 1000 })), {
        minLength: 1,
        maxLength: 300,
      }),
      (values) => {
        const series = exponentialHistogram.create(new Uint8Array(0), 0);
        for (const value of values) series.record(value);
        const point = pointOf(series);
        const expected = new Map<number, bigint>();
        for (const value of values) {
          if (value === 0) continue;
          const index = bucketIndex(value, point.scale);
          expected.set(index, (expected.get(index) ?? 0n) + 1n);
        }
        const actual = new Map<number, bigint>();
        point.positive.bucketCounts.forEach((count, at) => {
          if (count > 0n) actual.set(point.positive.offset + at, count);
        });
        expect(actual).toEqual(expected);
        expect(point.positive.bucketCounts.length).toBeLessThanOrEqual(160);
        expect(point.zeroCount).toBe(BigInt(values.filter((value) => value === 0).length));
        expect(point.count).toBe(BigInt(values.length));
        expect([point.min, point.max]).toEqual([Math.min(...values), Math.max(...values)]);
      },
    ),
  );
});

test("the scale is as fine as the range allows", () => {
  const series = exponentialHistogram.create(new Uint8Array(0), 0);
  series.record(1.5);
  expect(pointOf(series).scale).toBe(20);
  series.record(3);
  // one power of two apart: 2^7 = 128 buckets fit into 160, 2^8 do not
  expect(pointOf(series).scale).toBe(7);
});

function pointOf(series: { write(writer: ByteWriter, moment: number): void }) {
  const writer = new ByteWriter();
  const marks = [1, 2, 2, 10].map((field) => writer.open(field)).toReversed();
  series.write(writer, 1);
  for (const mark of marks) writer.close(mark);
  const data = decodeMetrics(writer.finish())[0]?.scopeMetrics[0]?.metrics[0]?.data;
  if (data?.kind !== "exponentialHistogram" || data.points[0] === undefined) throw new Error("no point");
  return data.points[0];
}
