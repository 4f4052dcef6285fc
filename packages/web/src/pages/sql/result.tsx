// What a query came to: a mistake, or figures, a picture where there is one, and rows.
import type { Problem, SqlResult } from "contract";
import { useMemo, useState, type JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Chart } from "../../ui/chart.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Status } from "../../ui/status.tsx";
import { ResultGrid } from "./result-grid.tsx";
import { toTimeSeries } from "./time-series.ts";

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
    <section className={`stale ${stale ? "dimmed" : ""}`} aria-busy={stale} aria-label="Answer">
      <i className="run" />
      <div className="body">
        <div className="sql-figures">
          <span>
            <b>{formatCount(rows.length)}</b> {rows.length === 1 ? "row" : "rows"}
          </span>
          {truncated && <Status kind="warn">cut off: there are more</Status>}
          <span className="dim">
            {formatDuration(elapsedMs)}
            {rowsRead !== null &&
              bytesRead !== null &&
              ` · ${formatCount(rowsRead)} rows and ${formatBytes(bytesRead)} read`}
          </span>
          {picture !== undefined && (
            <div className="seg" role="group" aria-label="Show">
              <button type="button" aria-pressed={view === "chart"} onClick={() => setView("chart")}>
                Chart
              </button>
              <button type="button" aria-pressed={view === "rows"} onClick={() => setView("rows")}>
                Rows
              </button>
            </div>
          )}
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
              why="The query is right, and nothing fits it. Ask for more time, or fewer conditions."
            />
          ) : (
            <ResultGrid result={result} />
          ))}
      </div>
    </section>
  );
}
