// The tree of series against a plain model: a map by sorted, stringified attributes.
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createRedaction } from "../../redaction/leaving.ts";
import { setRedaction } from "../redaction/redaction.ts";
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
  const reported: unknown[] = [];
  const tree = create({ limit: 5, onOverflow: (...what) => reported.push(what) });
  for (let i = 0; i < 20; i++) tree.find({ plan: i % 2 === 0 ? "pro" : "free", user: `u${i}` }).record(1);
  expect(reported).toEqual([["user", 4]]);
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

test("what differs in its secrets only is one series, also where there is no room for another", () => {
  setRedaction(createRedaction({}));
  onTestFinished(() => setRedaction(undefined));
  const full = create({ limit: 3 });
  for (const mail of ["ada@example.com", "bob@example.com", "eve@example.com"]) full.find({ mail }).record(1);
  for (const plan of ["a", "b"]) full.find({ plan }).record(1);
  full.find({ mail: "zoe@example.com" }).record(1);
  expect(full.all().map((series) => series.attributes.list)).toEqual([
    ["mail", "[redacted:email]"],
    ["plan", "a"],
    ["otel.metric.overflow", true],
  ]);
  expect(totals(full)).toEqual([4, 1, 1]);
  const tree = create({ make: lastValue(undefined) });
  tree.find({ password: "one" }).record(1);
  tree.find({ password: "two" }).record(2);
  expect(tree.all().map((series) => series.attributes.list)).toEqual([["password", "[redacted:password]"]]);
});

test("in a full tree a set is turned away exactly where what leaves of it is new, whatever was taken out", () => {
  setRedaction(createRedaction({}));
  onTestFinished(() => setRedaction(undefined));
  // names and values that come to the same mark, and one that is the mark
  const some = fc.constantFrom("a", "ada@example.com", "bob@example.com");
  const key = fc.constantFrom("by", "to ada@example.com", "to bob@example.com", "to [redacted:email]");
  const set = fc
    .tuple(key, some, fc.option(some, { nil: undefined }))
    .map(([name, given, plan]): Record<string, unknown> => ({ plan, [name]: given }));
  const leaving = (one: Record<string, unknown>): string => {
    const tree = create();
    const { list } = tree.find(one).attributes;
    return JSON.stringify(
      Array.from({ length: list.length / 2 }, (_, at) => [list[at * 2], list[at * 2 + 1]]).toSorted(),
    );
  };
  fc.assert(
    fc.property(fc.array(set, { maxLength: 30 }), (sets) => {
      const tree = create({ limit: 4 });
      const known = new Set<string>();
      let away = 0;
      for (const one of sets) {
        tree.find(one).record(1);
        if (known.size < 3) known.add(leaving(one));
        else if (!known.has(leaving(one))) away++;
      }
      expect(tree.overflowed()).toBe(away);
    }),
    { numRuns: 500 },
  );
});

test("a series that sleeps in a handle is found in a full tree, too", () => {
  const tree = create({ limit: 3 });
  const handles = [tree.bind({ id: 1 }), tree.bind({ id: 2 })];
  tree.retain(() => false);
  tree.find({ id: 2 }).record(5);
  expect(tree.overflowed()).toBe(0);
  expect(handles.map(totalOf)).toEqual([Number.NaN, 5]);
});
