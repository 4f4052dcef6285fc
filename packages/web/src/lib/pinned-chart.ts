// The chart of a page as a dashboard keeps it. Pure.
import { type ChartSpec, maxChartTitle } from "contract";

import { escapeVariables } from "./dashboard-variables.ts";

export interface Header {
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
  readonly filters: readonly string[];
}

/**
 * `shown`, with the conditions of the header that narrow its figures: the environment, except for SQL and alerts, and with `narrowedBy` also the service,
 * or the service and filters. A longer title than charts may have is cut, and a `$` begins no variable.
 */
export function pinnedChart(
  shown: ChartSpec,
  { environment, service, filters }: Header,
  narrowedBy?: "service" | "filters",
): ChartSpec {
  const isFixed = shown.sources.some((source) => "sql" in source || "alert" in source);
  const pinned = escapeVariables({
    ...shown,
    ...(environment !== undefined && !isFixed && { environment }),
    ...(narrowedBy !== undefined && service !== undefined && { service }),
    ...(narrowedBy === "filters" && filters.length > 0 && { filter: [...filters] }),
  });
  return { ...pinned, title: cut(pinned.title) };
}

function cut(title: string): string {
  if (title.length <= maxChartTitle) return title;
  // half of a character at the end would not be a character, and `$$` without a name after it would be shown as it is
  return `${title.slice(0, maxChartTitle - 1).replace(/(?:[\uD800-\uDBFF]|\$+)$/, "")}…`;
}
