import fc from "fast-check";
import { expect, test } from "vitest";

import { sankeyColumns, type SankeyColumns, type SankeyNode } from "./sankey-columns.ts";
import { labelHeight, layoutSankey, type PlacedNode, type SankeyPicture } from "./sankey-layout.ts";
import { anyWalks, columnsOf, sumOf, type Walk } from "./column-walks.fixture.ts";

const size = { width: 900, height: 560 };
const shares = fc.constantFrom(0, 0.01, 0.1, 0.5);
const counts = fc.integer({ min: 1, max: 8 });

test("each column has all visits, and each node as many as come to it and go on, whatever is folded", () => {
  fc.assert(
    fc.property(anyWalks, counts, shares, fc.integer({ min: 2, max: 12 }), (walks, count, share, most) => {
      const picture = sankeyColumns(columnsOf(walks, count, most), share);
      for (const column of picture.columns) expect(sumOf(column)).toBe(sumOf(walks));
      expect(unbalanced(picture)).toEqual([]);
    }),
    { seed: 40 },
  );
});

/** Nodes whose bands are not their visits. Visits that fade out come to no node: those that ended are more than come to them. */
function unbalanced({ columns, bands }: SankeyColumns): readonly SankeyNode[] {
  return columns.flat().filter((node) => {
    const out = sumOf(bands.filter(({ from }) => from === node.key)) + node.fading;
    const into = sumOf(bands.filter(({ to }) => to === node.key));
    const goesOn = node.column < columns.length - 1;
    const isWhole = node.kind !== "ended" && node.kind !== "left" && node.kind !== "open";
    return (
      (goesOn && out !== node.visits) ||
      (node.column > 0 && isWhole && into !== node.visits) ||
      into > node.visits
    );
  });
}

test("small steps are one, but for the one that is selected", () => {
  const walks: Walk[] = [
    { path: ["home", "cart"], visits: 90, ending: "completed" },
    { path: ["help", "cart"], visits: 6, ending: "left" },
    { path: ["imprint"], visits: 4, ending: "open" },
  ];
  const journey = columnsOf(walks, 4);
  const names = (picture: ReturnType<typeof sankeyColumns>) =>
    picture.columns[0]!.map(({ step, visits }) => [step?.step, visits]);
  expect(names(sankeyColumns(journey, 0.1))).toEqual([
    ["home", 90],
    [null, 10],
  ]);
  expect(names(sankeyColumns(journey, 0.1, { column: 0, step: "help" }))).toEqual([
    ["home", 90],
    ["help", 6],
    [null, 4],
  ]);
});

test("steps near the end are above others, in every column alike", () => {
  const walks: Walk[] = [
    { path: ["home", "pay"], visits: 10, ending: "completed" },
    { path: ["help", "home"], visits: 30, ending: "left" },
    { path: ["pay", "home"], visits: 10, ending: "completed" },
    { path: ["home", "pay", "help"], visits: 10, ending: "completed" },
  ];
  const { columns } = sankeyColumns(columnsOf(walks, 2), 0);
  const orders = columns.slice(0, 2).map((column) => column.flatMap(({ step }) => step?.step ?? []));
  expect(orders[0]).toEqual(["pay", "home", "help"]);
  expect(orders[1]).toEqual(["pay", "home"]);
});

test("is as high as its visits, and nothing overlaps", () => {
  fc.assert(
    fc.property(anyWalks, counts, shares, (walks, count, share) => {
      const picture = layoutSankey(sankeyColumns(columnsOf(walks, count), share), size);
      expect(misplaced(picture)).toEqual([]);
    }),
    { seed: 40 },
  );
});

/** Nodes that are not as high as their visits, too near to the node above, or below the picture. */
function misplaced({ nodes, height }: SankeyPicture): readonly PlacedNode[] {
  const first = nodes[0]!;
  const scale = (first.y1 - first.y0) / first.node.visits;
  return nodes.filter(({ node, x0, y0, y1 }, at) => {
    const above = nodes[at - 1];
    const room = above?.x0 === x0 ? y0 - above.y1 : labelHeight;
    return (
      Math.abs(y1 - y0 - node.visits * scale) > 0.001 || room < labelHeight - 0.001 || y1 > height + 0.001
    );
  });
}

test("has no nodes without visits, and one column of one step", () => {
  expect(layoutSankey(sankeyColumns(columnsOf([], 6), 0.01), size).nodes).toEqual([]);
  const only = columnsOf([{ path: ["home"], visits: 1, ending: "left" }], 6);
  const picture = layoutSankey(sankeyColumns(only, 0.01), size);
  expect(picture.nodes.map(({ node }) => node.kind)).toEqual(["step", "left"]);
  expect(picture.nodes[0]!.fading).not.toBe("");
});

test("has room for 200 names in a column", () => {
  const walks = Array.from({ length: 200 }, (_, at): Walk => ({
    path: [`step ${at}`, "cart"],
    visits: 1 + at,
    ending: "left",
  }));
  const picture = layoutSankey(sankeyColumns(columnsOf(walks, 2, 500), 0), size);
  expect(picture.nodes.filter(({ node }) => node.column === 0)).toHaveLength(200);
  expect(picture.height).toBeGreaterThan(200 * labelHeight);
  expect(misplaced(picture)).toEqual([]);
});
