// Every table and picture of the pages has its data in a file. `List` brings the menu with it, and the type of its columns asks what a file
// has of each; what is drawn otherwise says here where its data is.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

const folder = path.join(import.meta.dirname, "../..");
const sources = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => [file.replaceAll(path.sep, "/"), readFileSync(path.join(folder, file), "utf8")]),
);
const withMenu = /<(?:List|ListExport|ChartExport|ExportMenu)\b/;

/** Files that draw, and the file with the menu of what they draw. */
const saved: Readonly<Record<string, string>> = {
  "ui/chart.tsx": "ui/chart.tsx",
  "ui/chart-totals.tsx": "ui/chart-totals.tsx",
  "ui/bucket-heatmap.tsx": "ui/bucket-heatmap.tsx",
  "ui/heatmap/heatmap.tsx": "ui/heatmap/heatmap.tsx",
  "ui/what-differs/histogram.tsx": "ui/what-differs/findings-table.tsx",
  "ui/what-differs/findings-table.tsx": "ui/what-differs/findings-table.tsx",
  "ui/pair-bars.tsx": "ui/what-differs/findings-table.tsx",
  "ui/outcome-bars.tsx": "pages/transactions/index.tsx",
  "pages/overview/funnels-table.tsx": "pages/overview/funnels-table.tsx",
  "pages/funnels/index.tsx": "pages/funnels/index.tsx",
  "pages/funnels/steps-plot.tsx": "pages/funnels/steps-plot.tsx",
  "pages/trace/waterfall.tsx": "pages/trace/operation-table.tsx",
  "pages/trace/minimap.tsx": "pages/trace/operation-table.tsx",
  "pages/trace/flame.tsx": "pages/trace/operation-table.tsx",
  "pages/trace/self-times.tsx": "pages/trace/operation-table.tsx",
  "pages/journeys/columns-drawing.tsx": "pages/journeys/whole-paths.tsx",
  "pages/services/map/map-drawing.tsx": "pages/services/map/calls-table.tsx",
  "pages/profiles/cpu-flame.tsx": "pages/profiles/functions-table.tsx",
  "pages/workflows/state-graph.tsx": "pages/workflows/state-graph.tsx",
  "pages/workflows/ages.tsx": "pages/workflows/ages.tsx",
  "pages/sql/result-grid.tsx": "pages/sql/export-button.tsx",
};

/** Files that draw no data of their own: marks, icons, and lines in the cells of a list. */
const marks = [
  "ui/icons.tsx",
  "ui/status.tsx",
  "ui/sparkline.tsx",
  "ui/chart-flag.tsx",
  "ui/chart-overlays.tsx",
  "ui/late-end.tsx",
  "ui/shell/pulse-foot.tsx",
  "pages/overview/vane.tsx",
  "pages/services/map/node-icon.tsx",
];

const draws = /<(?:canvas|svg|PairBars)\b|role="(?:img|figure|grid|table|application)"/;

test("each file that draws has its data in a file, or draws none", () => {
  const drawing = [...sources].filter(([, text]) => draws.test(text)).map(([file]) => file);
  const known = new Set([...Object.keys(saved), ...marks]);
  const unknown = drawing.filter((file) => !known.has(file) && !withMenu.test(sources.get(file)!));
  expect(unknown).toEqual([]);
  expect([...known].filter((file) => !sources.has(file))).toEqual([]);
});

test.each(Object.entries(saved))("what %s draws is saved by %s", (_, file) => {
  expect(sources.get(file)).toMatch(withMenu);
});

test("tables are made by `List`, which has the menu", () => {
  const own = [...sources].filter(([file, text]) => /<table\b/.test(text) && !file.startsWith("ui/list/"));
  expect(own.map(([file]) => file)).toEqual([]);
  expect(sources.get("ui/list/list.tsx")).toContain("<ListExport");
});

test("lists that are saved together name the list whose file has their rows", () => {
  const all = [...sources.values()].join("\n");
  const names = [...all.matchAll(/isSavedWith="([^"]+)"/g)].map(([, name]) => name!);
  expect(names).not.toEqual([]);
  for (const name of new Set(names)) expect(all).toMatch(new RegExp(`<ListExport\\s+label="${name}"`));
});
