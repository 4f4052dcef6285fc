import { type NewDashboard, newDashboard, parseFormula } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toBucketGrid } from "./bucket-grid.ts";
import { atTimes, type ChartData, type DataLine, later } from "./chart-data.ts";
import { checkDashboard } from "./check-dashboard.ts";
import { formulaLines } from "./formula-lines.ts";
import { checkForm } from "./mistakes.ts";

const seed = 20_261_122;
const line = (label: string, values: (number | null)[], labels: Record<string, string> = {}): DataLine => ({
  label,
  labels,
  kind: "line",
  values,
});
const data = (lines: readonly DataLine[], more: Partial<ChartData> = {}): ChartData => ({
  times: [0, 60],
  stepMs: 60,
  unit: "s",
  perSecond: false,
  truncated: 0,
  lines,
  ...more,
});

test("a value is at every time of its step, and nowhere else", () => {
  const [moved] = atTimes(data([line("a", [1, 2])]), [-1, 0, 30, 59, 60, 119, 120]);
  expect(moved!.values).toEqual([null, 1, 1, 1, 2, 2, null]);
  expect(atTimes(later(data([line("a", [1, 2])]), 60), [0, 60])[0]!.values).toEqual([null, 1]);
});

test("a formula joins lines of the same group; a query without groups counts for each", () => {
  const { formula } = parseFormula("a / b", ["a", "b"]) as { formula: never };
  const a = data([line("n", [1, 2], { p: "n" }), line("h", [3, 0], { p: "h" })]);
  const b = data([line("n", [2, 0], { p: "n" }), line("x", [1, 1], { p: "x" })]);
  const total = data([line("all", [4, 4])]);
  const of = (one: ChartData): ReturnType<typeof formulaLines> =>
    formulaLines(
      formula,
      new Map([
        ["a", a],
        ["b", one],
      ]),
      "a / b",
    );
  expect(of(b).lines).toEqual([line("n", [0.5, null], { p: "n" })]);
  expect(of(total).lines.map(({ label, values }) => [label, values])).toEqual([
    ["n", [0.25, 0.5]],
    ["h", [0.75, 0]],
  ]);
  expect(of(total)).toMatchObject({ unit: "1", perSecond: false });
  expect(
    formulaLines(
      formula,
      new Map([
        ["a", total],
        ["b", total],
      ]),
      "a / b",
    ).lines,
  ).toEqual([line("a / b", [1, 1])]);
});

test("a formula keeps records without a value and a value that is called none apart", () => {
  const { formula } = parseFormula("a / b", ["a", "b"]) as { formula: never };
  const a = data([line("none", [4, 4], { p: "none" }), line("(none)", [1, 1], { p: "" })]);
  const b = data([line("none", [2, 2], { p: "" })]);
  const known = new Map([
    ["a", a],
    ["b", b],
  ]);
  expect(formulaLines(formula, known, "a / b").lines).toEqual([line("(none)", [0.5, 0.5], { p: "" })]);
});

test("groups that a query of a formula lacks are counted as left out", () => {
  const { formula } = parseFormula("a / a", ["a", "b"]) as { formula: never };
  const a = data([line("n", [1, 2], { p: "n" })], { truncated: 3 });
  const b = data([line("n", [1, 2], { p: "n" })], { truncated: 9 });
  const known = new Map([
    ["a", a],
    ["b", b],
  ]);
  expect(formulaLines(formula, known, "a / a").truncated).toBe(3);
});

test("rates keep that they are per second", () => {
  const { formula } = parseFormula("a + b", ["a", "b"]) as { formula: never };
  const rate = data([line("all", [1, 1])], { unit: "{order}", perSecond: true });
  expect(
    formulaLines(
      formula,
      new Map([
        ["a", rate],
        ["b", rate],
      ]),
      "a + b",
    ),
  ).toMatchObject({
    unit: "{order}",
    perSecond: true,
  });
});

test("explicit buckets are rows as they are, with open ends", () => {
  const grid = toBucketGrid([
    [
      { low: null, high: 5, count: 1 },
      { low: 5, high: 10, count: 4 },
    ],
    [{ low: 10, high: null, count: 2 }],
  ]);
  expect(grid).toEqual({
    lows: [null, 5, 10],
    highs: [5, 10, null],
    counts: [
      [1, 4, 0],
      [0, 0, 2],
    ],
  });
  expect(toBucketGrid([[], []])).toEqual({ lows: [], highs: [], counts: [[], []] });
});

test("no measurement is lost in a grid, and it has at most 40 rows", () => {
  const edge = fc.integer({ min: -60, max: 60 });
  const bucket = fc
    .tuple(edge, fc.integer({ min: 1, max: 5 }), fc.nat(9), fc.boolean())
    .map(([low, width, count, isOpen]) => ({
      low: isOpen ? null : 2 ** (low / 4),
      high: 2 ** ((low + width) / 4),
      count,
    }));
  fc.assert(
    fc.property(fc.array(fc.array(bucket, { maxLength: 60 }), { maxLength: 5 }), (columns) => {
      const { lows, highs, counts } = toBucketGrid(columns);
      const sum = (list: readonly number[]): number => list.reduce((all, count) => all + count, 0);
      expect(counts.map(sum)).toEqual(columns.map((column) => sum(column.map(({ count }) => count))));
      expect(lows.length).toBeLessThanOrEqual(40);
      expect(highs.length).toBe(lows.length);
      const ends = lows.map((low) => low ?? -Infinity);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
    { seed },
  );
});

test("a dashboard of a hostile form is explained, and never throws", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const checked = checkForm(newDashboard, value);
      const found = "mistakes" in checked ? checked.mistakes : checkDashboard(checked.data as NewDashboard);
      expect("data" in checked || found.length > 0).toBe(true);
    }),
    { seed, numRuns: 300 },
  );
});

test("a mistake inside of a source is explained by its kind", () => {
  const chart = { title: "t", sources: [{ service: "cart", measure: "p42" }] };
  const checked = checkForm(newDashboard, { title: "x", charts: [chart] });
  expect(checked).toEqual({
    mistakes: [
      {
        path: "charts[0].sources[0].measure",
        message: 'is `"p42"`; expected one of "rate"|"errors"|"p50"|"p95"|"p99".',
      },
    ],
  });
});

test("the range of a dashboard is two times", () => {
  const check = (from: string, to: string): readonly string[] =>
    checkDashboard({ title: "x", range: { from, to }, charts: [] }).map(({ path }) => path);
  expect(check("-6h", "now")).toEqual([]);
  expect(check("2026-11-20T13:48:00Z", "2026-11-21")).toEqual([]);
  expect(check("yesterday", "now")).toEqual(["range.from"]);
  expect(check("24 hours ago", "")).toEqual(["range.from", "range.to"]);
});

test("an environment that a source ignores is not a mistake: dashboards that were saved with it stay in use", () => {
  const sources: NewDashboard["charts"][number]["sources"] = [{ sql: "SELECT 1" }, { alert: "a1" }];
  const chart = { title: "x", sources, environment: "staging" };
  expect(checkDashboard({ title: "x", charts: [chart] })).toEqual([]);
  expect(checkDashboard({ title: "x", charts: [{ ...chart, service: "shop" }] })).toHaveLength(1);
});
