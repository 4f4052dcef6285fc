import { expect, test } from "vitest";

import { draggedView, gripAt, windowEdges, type MinimapScale } from "./minimap-drag.ts";

/** 1 px is 10 ms; the window is from 20 to 60 px. */
const scale: MinimapScale = { width: 100, total: 1000, view: { start: 200, end: 600 } };
const whole: MinimapScale = { ...scale, view: { start: 0, end: 1000 } };

test("shows the window in px", () => {
  expect(windowEdges(scale)).toEqual([20, 60]);
  expect(windowEdges({ ...scale, total: 0 })).toEqual([0, 100]);
});

test("takes an edge within 6 px of it, the window between the edges, and else draws a new one", () => {
  expect([14, 13, 26, 27, 54, 66, 67].map((x) => gripAt(x, scale))).toEqual([
    "start",
    "new",
    "start",
    "move",
    "end",
    "end",
    "new",
  ]);
});

test("draws a new window everywhere while the whole trace is shown", () => {
  expect([0, 50, 100].map((x) => gripAt(x, whole))).toEqual(["new", "new", "new"]);
});

test("moves an edge or the window by the drag", () => {
  expect(draggedView("start", 20, 40, scale)).toEqual({ start: 400, end: 600 });
  expect(draggedView("end", 60, 90, scale)).toEqual({ start: 200, end: 900 });
  expect(draggedView("move", 30, 40, scale)).toEqual({ start: 300, end: 700 });
});

test("ignores a new window shorter than 4 px, in both directions", () => {
  expect(draggedView("new", 50, 53, whole)).toBeUndefined();
  expect(draggedView("new", 50, 47, whole)).toBeUndefined();
  expect(draggedView("new", 50, 46, whole)).toEqual({ start: 460, end: 500 });
});
