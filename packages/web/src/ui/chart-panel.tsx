// A chart from its description: asks the console what it draws, and draws it as lines, bars, a heatmap or a table.
import { Link } from "@tanstack/react-router";
import type { ChartQuestion, ChartResult } from "contract";
import { useMemo, type JSX } from "react";

import { useChart } from "../data/dashboards.ts";
import type { CsvValue } from "../lib/csv.ts";
import { formatCount } from "../lib/format.ts";
import { unitFormat } from "../lib/format-unit.ts";
import { numberFormats, isNumeric } from "../lib/sql-numbers.ts";
import { fixedRange } from "../lib/time-range.ts";
import { useScopeChanges } from "../state/scope.ts";
import { BucketHeatmap } from "./bucket-heatmap.tsx";
import chart from "./chart.module.css";
import { drawnLines } from "./chart-lines.ts";
import { useChartLate } from "./chart-late.ts";
import css from "./chart-panel.module.css";
import type { ChartMark } from "./chart-model.ts";
import { ChartTotals, showsTotals } from "./chart-totals.tsx";
import { Chart } from "./chart.tsx";
import { classes } from "./classes.ts";
import { EmptyState } from "./empty-state.tsx";
import { List } from "./list/list.tsx";
import { QueryView } from "./query-view.tsx";
import { SkeletonBlock } from "./skeleton.tsx";
import { ui } from "./styles.ts";

export interface ChartPanelProps {
  readonly question: ChartQuestion;
  /** Of picture and legend together. */
  readonly height: number;
  readonly marks?: readonly ChartMark[];
}

const legendHeight = 22;
const labelsHeight = 19;
/** Names of lines in the legend; the tooltip has more. */
const mostNames = 8;

export function ChartPanel({ question, height, marks }: ChartPanelProps): JSX.Element {
  const query = useChart(question);
  return (
    <QueryView query={query} inline skeleton={<SkeletonBlock height={height} />}>
      {(result) => <Picture result={result} chart={question.chart} height={height} marks={marks} />}
    </QueryView>
  );
}

function Picture({
  result,
  chart: { title, sources, form, service },
  height,
  marks = [],
}: {
  readonly result: ChartResult;
  readonly chart: ChartQuestion["chart"];
  readonly height: number;
  readonly marks?: readonly ChartMark[] | undefined;
}): JSX.Element {
  const { setRange } = useScopeChanges();
  const { table, heatmap, lines, times, stepMs, from, to, unit, perSecond, truncated, exemplars } = result;
  const late = useChartLate(sources, service);
  const format = useMemo(() => unitFormat(unit, perSecond ? "rate" : ""), [unit, perSecond]);
  const series = useMemo(() => drawnLines(lines), [lines]);
  const points = useMemo(
    () => exemplars.map(({ time, value, traceId }) => ({ timeMs: Date.parse(time), value, traceId })),
    [exemplars],
  );
  const plot = height - legendHeight - labelsHeight;
  const scale = { times, stepMs, fromMs: Date.parse(from), toMs: Date.parse(to) };
  const label = `${title}, ${lines.length} lines`;
  if (table !== null) return <ResultTable table={table} title={title} height={height} />;
  if (heatmap !== null && heatmap.lows.length > 0)
    return (
      <BucketHeatmap {...scale} grid={heatmap} format={format} height={plot} label={title} late={late} />
    );
  if (lines.every(({ values, total }) => total === null && values.every((value) => value === null)))
    return (
      <div className={css["empty"]} style={{ height }}>
        <EmptyState inline title="No data in this range" />
      </div>
    );
  if (showsTotals(form)) return <ChartTotals {...{ form, title, result, format, height, late }} />;
  return (
    <div style={{ minHeight: height }}>
      <Chart
        {...scale}
        series={series}
        format={format}
        height={plot}
        label={label}
        marks={marks}
        late={late}
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
      <p className={classes(chart["key"], css["legend"])}>
        {series.slice(0, mostNames).map((one) => (
          <span key={one.label} className={ui.text["ellip"]} title={one.label}>
            <i style={{ background: one.color.startsWith("--") ? `var(${one.color})` : one.color }} />
            {one.label}
          </span>
        ))}
        {series.length > mostNames && <span>and {series.length - mostNames} more</span>}
        {truncated > 0 && <span>{truncated} smaller ones are not shown</span>}
      </p>
    </div>
  );
}

function ResultTable({
  table: { columns, rows, truncated },
  title,
  height,
}: {
  readonly table: NonNullable<ChartResult["table"]>;
  readonly title: string;
  readonly height: number;
}): JSX.Element {
  const formats = useMemo(() => numberFormats({ columns, rows }), [columns, rows]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys scroll it
    <div className={css["table"]} style={{ height }} tabIndex={0} role="region" aria-label={title}>
      <List
        label={title}
        hasStickyHead
        columns={columns.map(({ name, type }, at) => ({
          id: String(at),
          label: name,
          isFigure: isNumeric(type),
          cell: (row: readonly unknown[]) => formats[at]!(textOf(row[at])),
          csv: (row: readonly unknown[]) => valueOf(row[at]),
        }))}
        rows={rows}
        keyOf={(_, at) => String(at)}
        truncated={truncated}
      />
      {truncated > 0 && (
        <p className={ui.text["dim"]} role="note">
          and {formatCount(truncated)} more rows: the first are listed. Group or limit them in the query.
        </p>
      )}
    </div>
  );
}

function valueOf(value: unknown): CsvValue {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value as CsvValue);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
