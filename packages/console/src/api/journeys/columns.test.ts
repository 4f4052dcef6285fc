import { expect, test } from "vitest";
import { type ColumnRow, toColumns } from "./columns.ts";

interface Way {
  readonly steps: readonly string[];
  /** 1 at the end, 2 open, 3 left. */
  readonly ending: number;
}

/** The rows that the query gives of these ways, for so many places. */
function rowsOf(ways: readonly Way[], places: number): ColumnRow[] {
  const all = ways.flatMap(({ steps, ending }) =>
    steps.slice(0, places).map((step, at) => ({
      place: String(at + 1),
      step,
      kind: at + 1 < steps.length ? 0 : ending,
      following: steps[at + 1] ?? "",
      ending,
    })),
  );
  const grouped = (keys: readonly ("step" | "kind" | "following")[]): ColumnRow[] => {
    const groups = Map.groupBy(all, (one) => JSON.stringify([one.place, ...keys.map((key) => one[key])]));
    return [...groups.values()].map((own) => ({
      place: own[0]!.place,
      step: keys.includes("step") ? own[0]!.step : "",
      kind: keys.includes("kind") ? own[0]!.kind : 0,
      following: keys.includes("following") ? own[0]!.following : "",
      ofAllSteps: keys.includes("step") ? "0" : "1",
      ofAllKinds: keys.includes("kind") ? "0" : "1",
      ofAllPaths: "1",
      visits: String(own.length),
      people: String(own.length),
      returns: "1",
      errors: "1",
      followingErrors: "0",
      medianMs: 10,
      timed: String(own.filter(({ kind }) => kind < 2).length),
      completed: String(own.filter(({ ending }) => ending === 1).length),
      open: String(own.filter(({ ending }) => ending === 2).length),
    }));
  };
  return [grouped(["step", "kind", "following"]), grouped(["step"]), grouped(["kind"]), grouped([])]
    .flat()
    .toSorted((a, b) => Number(b.visits) - Number(a.visits));
}

/** Ways over 30 steps, some of them much more frequent. */
const ways = Array.from({ length: 900 }, (_, at): Way => ({
  steps: Array.from(
    { length: 1 + ((at * 7) % 5) },
    (_step, place) => `step ${((at * (place + 3)) % 31) % (1 + (at % 30))}`,
  ),
  ending: 1 + (at % 3),
}));

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
const total = ({ completed, open, left }: { completed: number; open: number; left: number }): number =>
  completed + open + left;

test("steps without a node of their own are together one, and all sums are right", () => {
  const { visits, columns, ...became } = toColumns(rowsOf(ways, 5), 4, 1);
  expect([visits, total(became)]).toEqual([900, 900]);
  expect(columns.map(({ nodes }) => nodes.length)).toEqual([12, 12, 12, 12]);
  for (const [at, column] of columns.entries()) {
    expect(column.visits + total(column.before)).toBe(900);
    expect(sum(column.nodes.map((node) => node.visits))).toBe(column.visits);
    expect(column.nodes.at(-1)!.step).toBeNull();
    for (const node of column.nodes) {
      const links = column.links.filter(({ from }) => from === node.step);
      expect(sum(links.map((link) => link.visits)) + total(node.ended)).toBe(node.visits);
      expect(total(node.became)).toBe(node.visits);
    }
    for (const node of columns[at + 1]?.nodes ?? [])
      expect(sum(column.links.filter(({ to }) => to === node.step).map((link) => link.visits))).toBe(
        node.visits,
      );
  }
});

test("the visits of a sample stand for all", () => {
  const rows = rowsOf(ways, 3);
  const [one, four] = [toColumns(rows, 2, 1), toColumns(rows, 2, 4)];
  expect(four.visits).toBe(4 * one.visits);
  expect(four.columns[1]!.nodes.map(({ visits }) => visits)).toEqual(
    one.columns[1]!.nodes.map(({ visits }) => 4 * visits),
  );
});

test("without visits there are columns without nodes", () => {
  expect(toColumns([], 2, 1)).toEqual({
    visits: 0,
    people: 0,
    completed: 0,
    open: 0,
    left: 0,
    columns: [1, 2].map(() => ({
      visits: 0,
      before: { completed: 0, open: 0, left: 0 },
      nodes: [],
      links: [],
    })),
  });
});
