import { expect, test } from "vitest";

import { diffTraces } from "../../draw/trace-diff.ts";
import { span } from "../../draw/spans.fixture.ts";
import { buildTraceTree } from "../../draw/trace-tree.ts";
import { shownPaths } from "./compared-paths.ts";

const a = buildTraceTree([
  span("root", "", 0, 100),
  span("same", "root", 0, 10),
  span("inner", "same", 0, 5),
  span("caller", "root", 20, 60),
  span("slow", "caller", 20, 55),
]);
const b = buildTraceTree([
  span("root", "", 0, 100),
  span("same", "root", 0, 10),
  span("inner", "same", 0, 5),
  span("caller", "root", 20, 60),
  span("slow", "caller", 20, 30),
  span("extra", "root", 70, 75),
]);
const paths = diffTraces(a, b);
const names = (all: boolean, largest: boolean): string[] =>
  shownPaths(paths, { all, largest }).map(({ name }) => name);

test("keeps the callers of what differs, and leaves the rest out", () => {
  expect(names(false, false)).toEqual(["root", "caller", "slow", "extra"]);
  expect(names(true, false)).toEqual(["root", "same", "inner", "caller", "slow", "extra"]);
});

test("puts the operation whose own time differs most first", () => {
  expect(names(false, true)[0]).toBe("slow");
});
