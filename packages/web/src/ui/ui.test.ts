import fc from "fast-check";
import { expect, test } from "vitest";

import { extent, stack, type ChartSeries } from "./chart-model.ts";
import { pickColor, serviceColor } from "./service-color.ts";
import { areaPath, linePath } from "./spark-path.ts";
import { bases } from "./stacked-bars.ts";

const bars = (label: string, values: (number | null)[]): ChartSeries => ({
  label,
  values,
  color: "red",
  kind: "bars",
});

test("stacks bars, but not lines", () => {
  const series = [
    bars("a", [1, 2, null]),
    bars("b", [3, null, 5]),
    { ...bars("c", [9, 9, 9]), kind: "line" as const },
  ];
  expect(stack(series)).toEqual([
    [1, 2, 0],
    [4, 2, 5],
    [9, 9, 9],
  ]);
  expect(bases(series)).toEqual([[0, 0, 0], [1, 2, 0], undefined]);
});

test("the highest bar is the sum of its layers, whatever the order", () => {
  const column = fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
      const stacked = stack(columns.map((values, at) => bars(String(at), values)));
      expect(stacked.at(-1)).toEqual(
        [0, 1, 2].map((at) => columns.reduce((sum, values) => sum + (values[at] ?? 0), 0)),
      );
    }),
  );
});

test("an outlying exemplar does not flatten the line", () => {
  expect(extent([[1, 2, 4]], [{ timeMs: 0, value: 400, traceId: "t" }]).high).toBe(5);
  expect(extent([[null]], [{ timeMs: 0, value: 400, traceId: "t" }]).high).toBe(400);
  expect(extent([], [])).toEqual({ low: 0, high: 1 });
});

test("sparklines: gaps break the line, a flat one runs through the middle", () => {
  expect(linePath([5, 5, 5], 100, 20)).toBe("M0,10L50,10L100,10");
  expect(linePath([1, null, 3], 100, 20)).toMatch(/^M0,[\d.]+M100,[\d.]+$/);
  expect(linePath([], 100, 20)).toBe("");
  expect(areaPath([1], 100, 20)).toBe("");
  const heights = [...linePath([100, 101, 100], 100, 20).matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1);
});

test("a service keeps its colour; a clash takes the next free one", () => {
  expect(serviceColor("payment")).toBe(serviceColor("payment"));
  const own = pickColor("payment", new Set());
  expect(pickColor("payment", new Set([own]))).toBe((own % 12) + 1);
  expect(pickColor("payment", new Set(Array.from({ length: 12 }, (_, at) => at + 1)))).toBe(own);
  const twelve = new Set<string>();
  for (let at = 0; at < 11; at++) twelve.add(serviceColor(`service-${at}`));
  expect(twelve.size).toBe(11);
});
