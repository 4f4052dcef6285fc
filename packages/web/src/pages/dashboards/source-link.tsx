// The title of a chart, as a link to the page of what it looks at, with its conditions.
import { Link } from "@tanstack/react-router";
import type { ChartSpec } from "contract";
import type { JSX } from "react";

import { targetOf } from "./source-target.ts";

export interface SourceLinkProps {
  readonly chart: ChartSpec;
  /** Those of the header, which the chart has besides its own. */
  readonly filters: readonly string[];
}

export function SourceLink({ chart, filters }: SourceLinkProps): JSX.Element {
  const target = targetOf(chart, filters);
  return target === undefined ? <>{chart.title}</> : <Link {...target}>{chart.title}</Link>;
}
