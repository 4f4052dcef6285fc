// One metric: its controls, its chart, and its series as a table that is also the legend.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { MetricResult } from "contract";
import { useMemo, useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { unitFormat, unitWord } from "../../lib/format-unit.ts";
import type { RuleDraft } from "../../lib/rule-draft.ts";
import { stepWord } from "../../lib/step-word.ts";
import { formatTime } from "../../lib/time.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { useAnomalyPeriods } from "../../ui/anomaly-markers.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { Chart } from "../../ui/chart.tsx";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { FormulaBar } from "./formula-bar.tsx";
import { chartOf, needsChart } from "./metric-chart.ts";
import { MetricControls } from "./metric-controls.tsx";
import { drawnSeries } from "./metric-series.ts";
import { aggregationWord, typeWord } from "./metric-words.ts";
import css from "./metric.module.css";
import type { MetricSearch } from "./search.ts";
import { SeriesTable } from "./series-table.tsx";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/metrics/$name");
const headings = [
  { label: "Series" },
  ...["Last", "Smallest", "Average", "Largest"].map((label) => ({ label, isFigure: true })),
];

/** The page of one metric. */
export function MetricPage(): JSX.Element {
  const { name } = route.useParams();
  const search = route.useSearch();
  const { agg, by, top } = search;
  const { query: scope } = useScope();
  const query = useApi("/api/metrics/:name", {
    params: { name },
    query: { ...scope, aggregation: agg, groupBy: by, limit: top },
  });
  const info = query.data?.info;
  return (
    <>
      <PageHead
        crumbs={<Link to="/metrics">Metrics</Link>}
        title={name}
        sub={
          info === undefined
            ? ""
            : [typeWord(info), unitWord(info.unit), info.description]
                .filter((text) => text !== "" && text !== "–")
                .join(" · ")
        }
        actions={
          <>
            <CatalogLink kind="metric" name={name} />
            {query.data !== undefined && (
              <PinToDashboard chart={chartOf(query.data, search)} narrowedBy="filters" />
            )}
            {query.data !== undefined && <AlertOnThis draft={draftOf(query.data, by)} scope={scope} />}
            <CopyLink />
          </>
        }
      />
      <QueryView
        query={query}
        skeleton={
          <>
            <SkeletonBlock height={320} />
            <ListSkeleton columns={headings} rows={4} />
          </>
        }
      >
        {(data) => <Body key={data.info.name} result={data} />}
      </QueryView>
    </>
  );
}

function Body({ result }: { readonly result: MetricResult }): JSX.Element {
  const { setRange } = useScopeChanges();
  const late = useLate(["metrics"], useScope().service);
  const search = route.useSearch();
  const [alone, setAlone] = useState<string | undefined>();
  const { info, aggregation, stepMs, times, from, to, exemplars } = result;
  const format = useMemo(() => unitFormat(info.unit, aggregation), [info.unit, aggregation]);
  const all = useMemo(() => drawnSeries(result), [result]);
  const series = useMemo(
    () => (alone === undefined ? all : all.filter(({ label }) => label === alone)),
    [all, alone],
  );
  const points = useMemo(
    () => exemplars.map(({ time, value, traceId }) => ({ timeMs: Date.parse(time), value, traceId })),
    [exemplars],
  );
  const anomalies = useAnomalyPeriods({ subject: "metric", name: info.name });
  const empty = all.every(({ values }) => values.every((value) => value === null));
  if (needsChart(search)) return <DrawnByConsole result={result} search={search} />;
  return (
    <>
      <MetricControls result={result} />
      <FormulaBar name={info.name} />
      <p className={css["title"]}>
        <b>{info.name}</b>{" "}
        <span className={ui.text["dim"]}>
          {aggregationWord(aggregation)}, {unitWord(info.unit) === "–" ? "" : `${unitWord(info.unit)}, `}one
          point per {stepWord(stepMs)}
        </span>
      </p>
      {empty && late !== undefined ? (
        <LateEmpty late={late} things="data points" />
      ) : empty ? (
        <EmptyState
          title="No data points in this range"
          why={`Last point: ${formatTime(Date.parse(info.lastSeen))}.`}
          actions={<ScopeWideners />}
        />
      ) : (
        <Chart
          {...{ times, stepMs, series, format, late }}
          fromMs={Date.parse(from)}
          toMs={Date.parse(to)}
          height={280}
          label={`${info.name}, ${aggregationWord(aggregation)}, ${all.length} series`}
          periods={anomalies}
          exemplars={points}
          renderExemplar={({ traceId, value }, className) => (
            <Link
              className={className}
              to="/traces/$id"
              params={{ id: traceId }}
              aria-label={`Trace of ${format(value)}`}
              title={`${format(value)}, open its trace`}
            />
          )}
          onSelect={(first, last) => setRange(fixedRange(first, last))}
        />
      )}
      <SeriesTable
        result={result}
        drawn={all}
        format={format}
        alone={alone}
        onAlone={(label) => setAlone(alone === label ? undefined : label)}
      />
    </>
  );
}

/** Formulas, comparisons and heatmaps: the console computes them, as for a chart that is pinned. */
function DrawnByConsole({
  result,
  search,
}: {
  readonly result: MetricResult;
  readonly search: MetricSearch;
}): JSX.Element {
  const { query } = useScope();
  const { info, aggregation } = result;
  const chart = chartOf({ info, aggregation }, search);
  const question = {
    ...query,
    chart,
    filter: query.filter && [...query.filter],
  };
  return (
    <>
      <MetricControls result={result} />
      {search.form === undefined && <FormulaBar name={info.name} />}
      <p className={css["title"]}>
        <b>{chart.title}</b>
      </p>
      <ChartPanel question={question} height={340} />
    </>
  );
}

/** A rule about what the chart shows, with its highest value as the limit. */
function draftOf(
  { info, aggregation, series }: MetricResult,
  groupBy: readonly string[] | undefined,
): RuleDraft {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  return {
    name: `${info.name} is high`,
    on: { metric: info.name, aggregation },
    when: { above: Number(highest.toPrecision(3)) },
    groupBy,
  };
}
