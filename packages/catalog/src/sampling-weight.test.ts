import fc from "fast-check";
import { expect, test } from "vitest";
import { samplingWeight } from "./sampling-weight.ts";

test.each([
  ["", 1],
  ["ot=th:0", 1],
  ["ot=th:c", 4],
  ["ot=th:8", 2],
  ["a=1,ot=rv:abcdef01234567;th:fd70a4,b=2", 100],
  ["ot=th:xyz", 1],
  ["other=th:c", 1],
  ["ot=th:c0000000000000f", 1],
])("%j stands for %d", (traceState, weight) => {
  expect(samplingWeight(traceState)).toBeCloseTo(weight, 2);
});

test.each([
  ["", 0.25, 4],
  ["other=1", 0.1, 10],
  ["ot=th:c", 0.1, 4],
  ["ot=th:0", 0.1, 1],
  ["", 1, 1],
  ["", 0, 1],
  ["", 1e-300, 1],
  ["", -0.5, 1],
  ["", "0.25", 1],
  ["", undefined, 1],
])("%j with a recorded rate of %j stands for %d", (traceState, rate, weight) => {
  expect(samplingWeight(traceState, rate)).toBeCloseTo(weight, 2);
});

test("is a finite number of at least one, whatever the trace state", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^ot=th:[0-9a-f]{0,15}$/)), (traceState) => {
      const weight = samplingWeight(traceState);
      expect(weight).toBeGreaterThanOrEqual(1);
      expect(Number.isFinite(weight)).toBe(true);
    }),
  );
});
