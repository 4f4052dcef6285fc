// The tree of series against a plain model: a map by sorted, stringified attributes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { lastValue, type Series, sum } from "./series.ts";
import { createSeriesTree, type SeriesTree, type SeriesTreeOptions } from "./series-tree.ts";

const create = (options: Partial<SeriesTreeOptions> = {}): SeriesTree =>
  createSeriesTree({ make: sum(undefined), limit: 10_000, start: () => 0, ...options });
const totals = (tree: SeriesTree): number[] => tree.all().map((series) => totalOf(series));
const totalOf = (series: Series): number => {
  const point = series.read(1, -Infinity);
  return point !== undefined && "value" in point ? point.value : Number.NaN;
};
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
      const tree = create();
      const model = new Map<string, number>();
      for (const [set, reversed] of calls) {
        const written = reversed ? Object.fromEntries(Object.entries(set).toReversed()) : set;
        tree.find(written).record(1);
        model.set(modelKey(set), (model.get(modelKey(set)) ?? 0) + 1);
      }
      const counts = totals(tree);
      expect(counts.toSorted()).toEqual([...model.values()].toSorted());
      expect(tree.overflowed()).toBe(0);
    }),
  );
});

test("a million sets stay within the limit, in memory and in count", () => {
  const tree = create({ limit: 2000 });
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 1_000_000; i++) tree.find({ id: i }).record(1);
  const counts = totals(tree);
  expect(counts).toHaveLength(2000);
  expect(counts.reduce((all, count) => all + count, 0)).toBe(1_000_000);
  expect(counts.at(-1)).toBe(1_000_000 - 1999);
  expect(tree.overflowed()).toBe(1_000_000 - 1999);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 << 20);
});

test("orders of one set beyond what the tree keeps are still found", () => {
  const tree = create({ limit: 2 });
  const keys = ["a", "b", "c", "d", "e"];
  const orders = (left: string[]): string[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((key) => orders(left.filter((one) => one !== key)).map((rest) => [key, ...rest]));
  for (const order of orders(keys)) tree.find(Object.fromEntries(order.map((key) => [key, 1]))).record(1);
  expect(totals(tree)).toEqual([120]);
});

test("the attribute that grows is named, once", () => {
  const told: unknown[] = [];
  const tree = create({ limit: 5, onOverflow: (...what) => told.push(what) });
  for (let i = 0; i < 20; i++) tree.find({ plan: i % 2 === 0 ? "pro" : "free", user: `u${i}` }).record(1);
  expect(told).toEqual([["user", 4]]);
  expect(totals(tree)).toEqual([1, 1, 1, 1, 16]);
});

test("a series that was let go of makes room, and is back with the handle that holds it", () => {
  let began = 1;
  const tree = create({ limit: 3, start: () => began });
  const bound = tree.bind({ a: 1 });
  tree.find({ a: 2 }).record(1);
  tree.retain(() => false);
  expect(tree.all()).toEqual([]);
  began = 2;
  tree.find({ a: 3 }).record(1);
  bound.record(5);
  expect(totals(tree)).toEqual([1, 5]);
  expect(bound.start).toBe(2);
  expect(tree.find({ a: 1 })).toBe(bound);
  // the handle's series counts: two places and the overflow
  tree.find({ a: 4 }).record(7);
  expect(totals(tree)).toEqual([1, 5, 7]);
});

test("attributes that are not kept fall together", () => {
  const tree = create({ keep: (key) => key !== "id" });
  for (let i = 0; i < 100; i++) tree.find({ id: i, plan: "pro" }).record(1);
  expect(totals(tree)).toEqual([100]);
  expect(tree.all()[0]?.attributes.list).toEqual(["plan", "pro"]);
});

test("secrets in attributes are concealed, and fall together", () => {
  const tree = create({ make: lastValue(undefined) });
  tree.find({ password: "one" }).record(1);
  tree.find({ password: "two" }).record(2);
  expect(tree.all().map((series) => series.attributes.list)).toEqual([["password", "[redacted:password]"]]);
});
