import { expect, test } from "vitest";
import { measureMetric, type MetricFact } from "./metric.ts";

const second = 1000;

/** Points of a pod every `every` seconds, from `from` to `to` seconds. */
function pod(name: string, value: number, [from, to]: readonly [number, number], every = 15): MetricFact[] {
  const facts: MetricFact[] = [];
  for (let at = from; at <= to; at += every)
    facts.push({ at: at * second, metric: "jobs", kind: "updowncounter", value, attributes: { pod: name } });
  return facts;
}

const valueOf = (...facts: readonly (readonly MetricFact[])[]): number | undefined =>
  measureMetric(
    {},
    facts.flat().toSorted((a, b) => a.at - b.at),
    { from: 0, to: 300 * second },
  )?.value;

test("a pod that was replaced does not count beside its successor", () => {
  expect(valueOf(pod("old", 30, [0, 120]), pod("new", 30, [130, 295]))).toBe(30);
  // its last point alone is left in the window
  expect(valueOf(pod("old", 30, [0, 0]), pod("new", 30, [10, 295]))).toBe(30);
});

test("pods that overlap count both, and one whose next point is late still counts", () => {
  expect(valueOf(pod("old", 30, [0, 285]), pod("new", 30, [130, 295]))).toBe(60);
  expect(valueOf(pod("a", 30, [0, 270], 30), pod("b", 20, [5, 295]))).toBe(50);
});

test("series with other intervals count, and all of them when all have ended", () => {
  expect(valueOf(pod("slow", 5, [0, 240], 120), pod("fast", 30, [0, 295]))).toBe(35);
  expect(valueOf(pod("a", 30, [0, 60]), pod("b", 20, [5, 65]))).toBe(50);
});

test("a series whose last export was missed or is late still counts", () => {
  expect(valueOf(pod("a", 30, [0, 295]), pod("b", 30, [2, 267]))).toBe(60);
  expect(valueOf(pod("a", 30, [0, 295], 10), pod("b", 30, [0, 255], 10))).toBe(60);
  expect(valueOf(pod("a", 30, [0, 299]), pod("b", 30, [0, 225]))).toBe(30);
});

test("a series with one point in the window counts beside faster ones, whatever its gap to a point before", () => {
  const [slow] = pod("slow", 30, [60, 60]);
  expect(valueOf([slow!], pod("fast", 30, [0, 295]))).toBe(60);
  for (const gapMs of [0, 300 * second])
    expect(valueOf([{ ...slow!, gapMs }], pod("fast", 30, [0, 295]))).toBe(60);
});
