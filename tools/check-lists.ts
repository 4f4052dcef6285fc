// Fails on a list of the pages whose table is laid out by hand: columns are declared (packages/web/src/ui/list), so that all lists have the
// same headings, skeletons, keys and narrow screens. Files that are not converted yet are listed here; the list may only become shorter.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

/** Below packages/web/src. */
const byHand: readonly string[] = [
  "pages/alerts/objectives/objectives-table.tsx",
  "pages/alerts/silences/silences-table.tsx",
  "pages/bottlenecks/one.tsx",
  "pages/catalog/findings-table.tsx",
  "pages/catalog/things-table.tsx",
  "pages/errors/occurrences.tsx",
  "pages/funnels/dropped-causes.tsx",
  "pages/funnels/dropped.tsx",
  "pages/funnels/groups.tsx",
  "pages/funnels/step-figures.tsx",
  "pages/journeys/step-panel.tsx",
  "pages/logs/log-table.tsx",
  "pages/logs/patterns-table.tsx",
  "pages/metrics/index.tsx",
  "pages/metrics/metric-trend.tsx",
  "pages/metrics/series-table.tsx",
  "pages/sampling/rules-table.tsx",
  "pages/services/dependencies-table.tsx",
  "pages/services/map/calls-table.tsx",
  "pages/services/operations-table.tsx",
  "pages/services/versions-table.tsx",
  "pages/trace/compare-table.tsx",
  "pages/trace/operation-table.tsx",
  "pages/trace/trace-states.tsx",
  "pages/traces/span-groups.tsx",
  "pages/traces/table.tsx",
  "pages/transactions/over-time.tsx",
  "pages/transactions/reasons.tsx",
  "pages/transactions/rows-table.tsx",
  "pages/workflows/failures.tsx",
  "pages/workflows/instances.tsx",
  "pages/workflows/state-panel.tsx",
  "pages/workflows/steps-table.tsx",
  "pages/workflows/transitions.tsx",
  "ui/activity/activity-table.tsx",
  "ui/attribute-table.tsx",
  "ui/chart-panel.tsx",
  "ui/heatmap/heatmap-table.tsx",
  "ui/skeleton.tsx",
];

const folder = "packages/web/src/";
const withTable = sourceFiles(".tsx")
  .filter((file) => file.startsWith(folder) && !file.startsWith(`${folder}ui/list/`))
  .filter((file) => /<(?:Table|table)\b/.test(readFileSync(path.join(root, file), "utf8")))
  .map((file) => file.slice(folder.length));
for (const file of withTable.filter((one) => !byHand.includes(one)))
  console.error(`${folder}${file} lays out a table by hand: declare its columns and use \`List\` (ui/list).`);
for (const file of byHand.filter((one) => !withTable.includes(one)))
  console.error(`${folder}${file} lays out no table any more: remove it from tools/check-lists.ts.`);
console.log(`${withTable.length} tables of the pages are laid out by hand.`);
if (withTable.some((file) => !byHand.includes(file)) || byHand.some((file) => !withTable.includes(file)))
  process.exitCode = 1;
