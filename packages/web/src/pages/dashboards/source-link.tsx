// The title of a chart, as a link to the page of what it looks at, with its conditions.
import { Link } from "@tanstack/react-router";
import type { ChartSpec } from "contract";
import type { JSX } from "react";

import { funnelSearch, logsSearch, metricSearch } from "./source-search.ts";

export interface SourceLinkProps {
  readonly chart: ChartSpec;
  /** Those of the header, which the chart has besides its own. */
  readonly filters: readonly string[];
}

export function SourceLink({ chart, filters }: SourceLinkProps): JSX.Element {
  const { title, sources } = chart;
  const [source, ...others] = sources;
  if (source === undefined) return <>{title}</>;
  if ("metric" in source)
    return (
      <Link
        to="/metrics/$name"
        params={{ name: source.metric }}
        search={metricSearch({ ...chart, sources: [source, ...others] }, filters)}
      >
        {title}
      </Link>
    );
  if ("transaction" in source)
    return (
      <Link to="/transactions/$type" params={{ type: source.transaction }}>
        {title}
      </Link>
    );
  if ("journey" in source)
    return (
      <Link to="/funnels/$name" params={{ name: source.journey }} search={funnelSearch(source)}>
        {title}
      </Link>
    );
  if ("workflow" in source)
    return (
      <Link to="/workflows/$type" params={{ type: source.workflow }}>
        {title}
      </Link>
    );
  if ("logs" in source)
    return (
      <Link to="/logs" search={logsSearch(source, filters)}>
        {title}
      </Link>
    );
  if ("event" in source)
    return (
      <Link to="/logs" search={{ event: source.event }}>
        {title}
      </Link>
    );
  if ("sql" in source)
    return (
      <Link to="/sql" search={{ q: source.sql }}>
        {title}
      </Link>
    );
  if ("span" in source)
    return (
      <Link to="/traces" search={{ filter: [`name=${source.span}`] }}>
        {title}
      </Link>
    );
  return (
    <Link to="/services/$name" params={{ name: source.service }}>
      {title}
    </Link>
  );
}
