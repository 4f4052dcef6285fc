// The tree of series against a plain model: a map by sorted, stringified attributes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeriesTree } from "./series-tree.ts";
import type { Aggregation, Series } from "./series.ts";

class Total implements Series {
  total = 0;
  record(value: number): void {
    this.total += value;
  }
  write(): void {}
}

const totals: Aggregation = { attributesField: 7, dataField: 7, create: () => new Total() };
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.array(fc.integer()),
);
const attributes = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), value);

const modelKey = (set: Record<string, unknown>): string =>
  JSON.stringify(
    Object.entries(set)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [
        key,
        typeof one,
        Array.isArray(one) ? one : Object.is(one, -0) ? "0" : String(one),
      ])
      .toSorted(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
  );

test("one series per set, whatever order its keys are written in", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(attributes, fc.boolean()), { maxLength: 60 }), (calls) => {
      const tree = createSeriesTree(totals, 10_000, 0);
      const model = new Map<string, number>();
      for (const [set, reversed] of calls) {
        const written = reversed ? Object.fromEntries(Object.entries(set).toReversed()) : set;
        tree.find(written).record(1);
        model.set(modelKey(set), (model.get(modelKey(set)) ?? 0) + 1);
      }
      const counts = (tree.all as readonly Total[]).map((series) => series.total);
      expect(counts.toSorted()).toEqual([...model.values()].toSorted());
      expect(tree.overflowed()).toBe(0);
    }),
  );
});

test("a million sets stay within the limit, in memory and in count", () => {
  const tree = createSeriesTree(totals, 2000, 0);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 1_000_000; i++) tree.find({ id: i }).record(1);
  const counts = (tree.all as readonly Total[]).map((series) => series.total);
  expect(counts).toHaveLength(2000);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000_000);
  expect(counts.at(-1)).toBe(1_000_000 - 1999);
  expect(tree.overflowed()).toBe(1_000_000 - 1999);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 << 20);
});

test("orders of one set beyond what the tree keeps are still found", () => {
  const tree = createSeriesTree(totals, 2, 0);
  const keys = ["a", "b", "c", "d", "e"];
  const orders = (left: string[]): string[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((key) => orders(left.filter((one) => one !== key)).map((rest) => [key, ...rest]));
  for (const order of orders(keys)) tree.find(Object.fromEntries(order.map((key) => [key, 1]))).record(1);
  expect(tree.all).toHaveLength(1);
  expect((tree.all[0] as Total).total).toBe(120);
});
