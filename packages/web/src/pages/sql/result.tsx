// What a query came to: a mistake, or figures, a picture where there is one, and rows.
import type { Problem, SqlResult } from "contract";
import { useMemo, useState, type JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Chart } from "../../ui/chart.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { ResultGrid } from "./result-grid.tsx";
import { toTimeSeries } from "./time-series.ts";

const views = [
  ["chart", "Chart"],
  ["rows", "Rows"],
] as const;

export function Mistake({ problem }: { readonly problem: Problem }): JSX.Element {
  return (
    <div className="sql-mistake" role="alert">
      <Status kind="error">{problem.message}</Status>
      <p className="soft">{problem.fix}</p>
    </div>
  );
}

export function Result({
  result,
  stale,
}: {
  readonly result: SqlResult;
  readonly stale: boolean;
}): JSX.Element {
  const picture = useMemo(() => toTimeSeries(result), [result]);
  const [view, setView] = useState<"chart" | "rows">("chart");
  const { rows, truncated, elapsedMs, rowsRead, bytesRead } = result;
  return (
    <section className={`stale ${stale ? "dimmed" : ""}`} aria-busy={stale} aria-label="Result">
      <i className="run" />
      <div className="body">
        <div className="sql-figures">
          <span>
            <b>{formatCount(rows.length)}</b> {rows.length === 1 ? "row" : "rows"}
          </span>
          {truncated && <Status kind="warn">truncated</Status>}
          <span className="dim">
            {formatDuration(elapsedMs)}
            {rowsRead !== null &&
              bytesRead !== null &&
              ` · ${formatCount(rowsRead)} rows and ${formatBytes(bytesRead)} read`}
          </span>
          {picture !== undefined && <Segments label="Show" value={view} choices={views} onChange={setView} />}
        </div>
        {picture !== undefined && view === "chart" && (
          <>
            <Chart
              times={picture.times}
              stepMs={picture.stepMs}
              fromMs={picture.times[0]!}
              toMs={picture.times.at(-1)! + picture.stepMs}
              series={picture.series}
              format={formatNumber}
              height={240}
              label={`${picture.series.length} lines over time`}
            />
            <ul className="sql-legend">
              {picture.series.map(({ label, color }) => (
                <li key={label} className="svc" style={{ ["--c" as string]: `var(${color})` }}>
                  {label}
                </li>
              ))}
            </ul>
          </>
        )}
        {(picture === undefined || view === "rows") &&
          (rows.length === 0 ? (
            <EmptyState
              inline
              title="No rows"
              why="The query is valid, but no rows match. Extend the time range or remove conditions."
            />
          ) : (
            <ResultGrid result={result} />
          ))}
      </div>
    </section>
  );
}
