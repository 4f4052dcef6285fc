// The scoring of NAB against its published definitions: values of the sigmoid from the white paper, examples computed by hand.
import { expect, test } from "vitest";
import {
  leftOut,
  probationOf,
  scaledSigmoid,
  scoreCorpus,
  scoreCorpusAt,
  together,
  weightsOf,
} from "./score.ts";

const standard = { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 };
const equal = { tpWeight: 1, fnWeight: 1, fpWeight: 1 };

/** 0 but for the given scores. */
function scoresOf(points: number, given: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: points }, (_, index) => given[index] ?? 0);
}

test.each([
  [-1, 0.98661],
  [-0.5, 0.84828],
  [0, 0],
  [1, -0.98661],
  [3, -1],
  [50, -1],
])("the scaled sigmoid at %d is %d, as NAB documents it", (position, value) => {
  expect(scaledSigmoid(position)).toBeCloseTo(value, 5);
});

test.each([
  [100, 15],
  [4032, 604],
  [5000, 750],
  [22_695, 750],
])("of %d points the first %d do not count", (points, probation) => {
  expect(probationOf(points)).toBe(probation);
});

test("a detection counts 1 at the first point of a window, less later, and costs more the further it is behind it", () => {
  const weights = weightsOf(100, [[30, 39]], standard);
  expect(weights[30]).toBeCloseTo(1, 10);
  expect(weights[39]).toBeCloseTo(scaledSigmoid(-0.1) / scaledSigmoid(-1), 10);
  expect(weights[29]).toBe(-0.11);
  expect(weights[48]).toBeCloseTo(0.11 * scaledSigmoid(1), 10);
  expect(weights[99]).toBe(-0.11);
  expect(weights.slice(30, 40).toSorted((a, b) => b - a)).toEqual(weights.slice(30, 40));
});

test("perfect detections score 100, none 0, and a false positive costs its weight", () => {
  const windows = [
    [40, 49],
    [70, 79],
  ] as const;
  const file = (scores: number[]): Parameters<typeof scoreCorpus>[0] => [{ name: "a", scores, windows }];
  expect(scoreCorpus(file(scoresOf(100, { 40: 1, 70: 1 })), standard)).toEqual({
    normalized: 100,
    threshold: 1,
    score: 2,
    detected: 2,
    windows: 2,
    falsePositives: 0,
  });
  expect(scoreCorpusAt(file(scoresOf(100, {})), standard, 0.5)).toMatchObject({ normalized: 0, detected: 0 });
  const withFalse = scoreCorpusAt(file(scoresOf(100, { 20: 1, 40: 1, 70: 1 })), standard, 0.5);
  expect(withFalse.normalized).toBeCloseTo(100 * (1 - 0.11 / 4), 10);
  expect(withFalse.falsePositives).toBe(1);
});

test("two true detections, one false behind the window and a missed window score as NAB's own example", () => {
  // NAB's testScoringAllMetrics: windows of 5 points, cost 1 each; the result there is -0.9540 of -2 to 2
  const scores = scoresOf(100, { 33: 1, 34: 1, 40: 1 });
  const windows = [
    [33, 37],
    [66, 70],
  ] as const;
  const { normalized } = scoreCorpusAt([{ name: "a", scores, windows }], equal, 0.5);
  expect((normalized / 100) * 4 - 2).toBeCloseTo(-0.954, 4);
});

test("the first points of a file do not count, for detections and for false positives", () => {
  const windows = [[10, 19]] as const;
  const scored = scoreCorpusAt(
    [{ name: "a", scores: scoresOf(100, { 5: 1, 10: 1 }), windows }],
    standard,
    0.5,
  );
  expect(scored).toMatchObject({ normalized: 0, falsePositives: 0, detected: 0 });
});

test("one threshold serves all files, and it is the best one", () => {
  const files = [
    { name: "a", scores: scoresOf(100, { 40: 0.9, 60: 0.2 }), windows: [[40, 49]] },
    { name: "b", scores: scoresOf(100, { 40: 0.3, 60: 0.2, 80: 0.2 }), windows: [[40, 49]] },
  ] as const;
  expect(scoreCorpus(files, standard)).toMatchObject({ threshold: 0.3, detected: 2, normalized: 100 });
});

test("cross-validation scores a file at the threshold of the others", () => {
  const windows = [[40, 49]] as const;
  const files = [
    { name: "a", scores: scoresOf(100, { 40: 0.9 }), windows },
    { name: "b", scores: scoresOf(100, { 40: 0.5, 60: 0.4 }), windows },
  ];
  // a is found at b's threshold, 0.5; b is not found at a's, 0.9
  expect(scoreCorpus(files, standard).normalized).toBe(100);
  expect(together([...leftOut(files, standard, ({ name }) => name).values()], standard)).toBe(50);
});
