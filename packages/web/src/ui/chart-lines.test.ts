import type { ChartLine } from "contract";
import { expect, test } from "vitest";

import { drawnLines } from "./chart-lines.ts";

const line = (label: string, labels: Readonly<Record<string, string>>, query = "a"): ChartLine => ({
  label,
  labels,
  query,
  kind: "line",
  values: [1],
  total: 1,
});

test("the rest of the values is grey, and a value that is called other is not", () => {
  const colors = drawnLines([
    line("other", { plan: "other" }),
    line("pro", { plan: "pro" }),
    line("(other)", {}),
  ]).map(({ color }) => color);
  expect(colors.map((color) => color === "var(--chart-before)")).toEqual([false, false, true]);
});

test("a line without values to be grouped by is not a rest", () => {
  const colors = drawnLines([line("p50", {}), line("p95", {}), line("pro", { plan: "pro" }, "b")]).map(
    ({ color }) => color,
  );
  expect(colors).not.toContain("var(--chart-before)");
});
