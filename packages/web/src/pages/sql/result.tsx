// The result of a query: its figures, a chart of a result over time, and the rows; or what is wrong with the query.
import type { Problem, SqlResult } from "contract";
import { useMemo, useState, type JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { Chart } from "../../ui/chart.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { classes } from "../../ui/classes.ts";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { ResultGrid } from "./result-grid.tsx";
import queryView from "../../ui/query-view.module.css";
import css from "./result.module.css";
import { toTimeSeries, type TimeSeries } from "./time-series.ts";
import { ui } from "../../ui/styles.ts";
import serviceName from "../../ui/service-name.module.css";

const views = [
  ["chart", "Chart"],
  ["rows", "Rows"],
] as const;

export function QueryProblem({ problem }: { readonly problem: Problem }): JSX.Element {
  return (
    <div className={css["problem"]} role="alert">
      <Status kind="error">{problem.message}</Status>
      <p className={ui.text["soft"]}>{problem.fix}</p>
    </div>
  );
}

export function Result({
  result,
  outdated,
}: {
  readonly result: SqlResult;
  readonly outdated: boolean;
}): JSX.Element {
  const series = useMemo(() => toTimeSeries(result), [result]);
  const [view, setView] = useState<"chart" | "rows">("chart");
  const showsChart = series !== undefined && view === "chart";
  return (
    <section
      className={classes(queryView["view"], outdated && queryView["dimmed"])}
      aria-busy={outdated}
      aria-label="Result"
    >
      <i className={queryView["run"]} />
      <div className={queryView["body"]}>
        <div className={css["figures"]}>
          <Figures result={result} />
          {series !== undefined && <Segments label="Show" value={view} choices={views} onChange={setView} />}
        </div>
        {showsChart ? <SeriesChart series={series} /> : <Rows result={result} />}
      </div>
    </section>
  );
}

function Figures({
  result: { rows, truncated, elapsedMs, rowsRead, bytesRead },
}: {
  readonly result: SqlResult;
}): JSX.Element {
  return (
    <>
      <span>
        <b>{formatCount(rows.length)}</b> {rows.length === 1 ? "row" : "rows"}
      </span>
      {truncated && <Status kind="warn">truncated</Status>}
      <span className={ui.text["dim"]}>
        {formatDuration(elapsedMs)}
        {rowsRead !== null &&
          bytesRead !== null &&
          ` · ${formatCount(rowsRead)} rows and ${formatBytes(bytesRead)} read`}
      </span>
    </>
  );
}

function SeriesChart({
  series: { times, stepMs, series, truncated },
}: {
  readonly series: TimeSeries;
}): JSX.Element {
  return (
    <>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={times[0]!}
        toMs={times.at(-1)! + stepMs}
        series={series}
        // what a query reads is not known
        late={undefined}
        format={formatNumber}
        height={240}
        label={`${series.length} lines over time`}
      />
      <ul className={css["legend"]}>
        {series.map(({ label, color }) => (
          <li key={label} className={serviceName["service"]} style={{ ["--c" as string]: `var(${color})` }}>
            {label}
          </li>
        ))}
      </ul>
      <AndMore truncated={truncated} things="lines" by="in total" fix="The rows have all." />
    </>
  );
}

function Rows({ result }: { readonly result: SqlResult }): JSX.Element {
  if (result.rows.length > 0) return <ResultGrid result={result} />;
  return (
    <EmptyState
      inline
      title="No rows"
      why="The query is valid, but no rows match. Extend the time range or remove conditions."
    />
  );
}
