import * as fc from "fast-check";
import { expect, test } from "vitest";

import { layoutFlame } from "./flame-layout.ts";
import { drawFlame, flameAt, flameLine } from "./flame.ts";
import type { Palette } from "./palette.ts";
import { span } from "./spans.fixture.ts";
import { buildTraceTree } from "./trace-tree.ts";

const anySpans = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1, max: 10 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) =>
    all.map(([parent, start, length], i) =>
      span(`s${i}`, parent < 0 ? "" : `s${parent}`, start, start + length),
    ),
  );

test("no two boxes of a line overlap, and each is below its parent", () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const { nodes } = buildTraceTree(spans);
      const { lines, lineCount } = layoutFlame(nodes);
      for (const a of nodes) {
        expect(lines[a.index]!).toBeLessThan(lineCount);
        const sameLine = nodes.filter((b) => b !== a && lines[b.index] === lines[a.index]);
        expect(sameLine.filter((b) => b.start < a.end && a.start < b.end)).toEqual([]);
      }
      const below = nodes.filter((n) => n.parent !== null && !n.skewed);
      expect(below.filter((n) => lines[n.index]! <= lines[n.parent!.index]!)).toEqual([]);
    }),
  );
});

test("the pointer finds the box under it", () => {
  const { nodes } = buildTraceTree([span("a", "", 0, 100), span("b", "a", 50, 60)]);
  const layout = layoutFlame(nodes);
  const at = (x: number, line: number): string | undefined =>
    flameAt({ nodes, layout, view: { start: 0, end: 100 }, width: 1000 }, x, line * flameLine + 3)?.span
      .spanId;
  expect([at(10, 0), at(550, 1), at(100, 1), at(10, 5)]).toEqual(["a", "b", undefined, undefined]);
});

test("a name without room ends with …, and keeps clear of the duration", () => {
  const texts: string[] = [];
  const letter = 8;
  const nothing = ["fillRect", "beginPath", "roundRect", "fill"].map((name) => [name, () => {}]);
  const pen = {
    ...Object.fromEntries(nothing),
    measureText: (text: string) => ({ width: text.length * letter }),
    fillText: (text: string) => texts.push(text),
  } as unknown as CanvasRenderingContext2D;
  const palette = { service: () => "" } as unknown as Palette;
  const { nodes } = buildTraceTree([span("render the list of products", "", 0, 100)]);
  const draw = (width: number): readonly string[] => {
    texts.length = 0;
    const scene = {
      nodes,
      layout: layoutFlame(nodes),
      view: { start: 0, end: 100 },
      width,
      height: flameLine,
    };
    const look = { palette, selected: undefined, matches: null, font: "12px made-up" };
    drawFlame(pen, { ...scene, ...look, duration: () => "100 ms" });
    return [...texts];
  };
  expect(draw(400)).toEqual(["render the list of products", "100 ms"]);
  const [cut, ...more] = draw(200);
  expect(cut).toMatch(/^render.*…$/);
  expect(cut!.length * letter).toBeLessThanOrEqual(200 - "100 ms".length * letter);
  expect(more).toEqual(["100 ms"]);
  expect(draw(100)).toEqual([expect.stringMatching(/^render.*…$/)]);
  expect(draw(30)).toEqual([]);
});
