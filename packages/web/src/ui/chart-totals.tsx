// A chart of one figure for each line over the whole range: a number, a table, a top list, or the steps of a funnel.
import { shareOf } from "catalog/measures";
import type { ChartForm, ChartLine, ChartResult } from "contract";
import type { JSX } from "react";

import { completeWords, type Late } from "../lib/completeness.ts";
import { formatShare } from "../lib/format.ts";
import { ChartExport } from "./chart-export.tsx";
import { drawnLines } from "./chart-lines.ts";
import css from "./chart-totals.module.css";
import { classes } from "./classes.ts";
import { Delta } from "./delta.tsx";
import type { Column } from "./list/column.ts";
import { List } from "./list/list.tsx";
import { lateEndLabel } from "./late-end.tsx";
import { Sparkline } from "./sparkline.tsx";
import { ui } from "./styles.ts";

export interface ChartTotalsProps {
  readonly form: ChartForm;
  readonly title: string;
  readonly result: ChartResult;
  readonly format: (value: number | null | undefined) => string;
  readonly height: number;
  readonly late: Late | undefined;
}

interface Row {
  readonly line: ChartLine;
  readonly total: number | null;
  /** Of the earlier period; `undefined` without a comparison. */
  readonly before: number | null | undefined;
  readonly color: string;
}

/** Whether the form shows totals. */
export function showsTotals(form: ChartForm | undefined): form is "number" | "table" | "top" | "funnel" {
  return form === "number" || form === "table" || form === "top" || form === "funnel";
}

/** Figures of a range whose end has not arrived say up to when they are complete. */
export function ChartTotals({ late, height, ...props }: ChartTotalsProps): JSX.Element {
  if (late === undefined || late.upToMs >= Date.parse(props.result.to))
    return <Totals {...{ height, ...props }} />;
  return (
    <>
      <Totals {...{ height: height - noteHeight, ...props }} />
      <p className={ui.text["dim"]} role="img" aria-label={lateEndLabel(late)} title={lateEndLabel(late)}>
        {completeWords(late)}
      </p>
    </>
  );
}

const noteHeight = 22;
type TotalsProps = Omit<ChartTotalsProps, "late">;

function Totals(props: TotalsProps): JSX.Element {
  const { form, title, result, height } = props;
  const rows = rowsOf(result);
  if (form === "number") return <Numbers {...props} rows={rows} />;
  const sorted =
    form === "funnel" ? rows : rows.toSorted((a, b) => (b.total ?? -Infinity) - (a.total ?? -Infinity));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys scroll it
    <div className={css["list"]} style={{ height }} tabIndex={0} role="region" aria-label={title}>
      <List
        label={title}
        columns={columnsOf(props, sorted)}
        rows={sorted}
        keyOf={({ line }, at) => `${line.query} ${line.label} ${at}`}
      />
    </div>
  );
}

function rowsOf({ lines }: ChartResult): readonly Row[] {
  const now = lines.filter(({ kind }) => kind !== "before");
  const earlier = new Map(
    lines.filter(({ kind }) => kind === "before").map((line) => [keyOf(line), line.total]),
  );
  const series = drawnLines(now);
  return now.map((line, at) => ({
    line,
    total: line.total,
    before: earlier.size === 0 ? undefined : (earlier.get(keyOf(line)) ?? null),
    color: series[at]?.color ?? "var(--chart-now)",
  }));
}

/** Of a line and its earlier period. */
function keyOf({ query, labels }: ChartLine): string {
  return JSON.stringify([query, labels]);
}

const mostNumbers = 4;

function Numbers({
  title,
  result,
  format,
  height,
  rows,
}: TotalsProps & { readonly rows: readonly Row[] }): JSX.Element {
  const { times, from, to, lines, unit } = result;
  return (
    <div className={css["numbers"]} style={{ height }} role="figure" aria-label={title}>
      {rows.slice(0, mostNumbers).map(({ line, total, before }) => (
        <p key={`${line.query} ${line.label}`}>
          {rows.length > 1 && <span className={classes(ui.text["dim"], ui.text["ellip"])}>{line.label}</span>}
          <b>{format(total)}</b>
          {before !== undefined && <Delta now={total} before={before} share={unit === "1"} format={format} />}
          {/* up to when the figure is complete is said below */}
          <Sparkline values={line.values} className={css["trend"]} late={undefined} />
        </p>
      ))}
      <ChartExport
        label={title}
        times={times}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={drawnLines(lines)}
      />
    </div>
  );
}

function columnsOf({ form, result, format }: TotalsProps, rows: readonly Row[]): readonly Column<Row>[] {
  const { unit, perSecond } = result;
  const first = rows[0]?.total ?? 0;
  const most = Math.max(0, ...rows.map(({ total }) => total ?? 0));
  const name: Column<Row> = {
    label: form === "funnel" ? "Step" : (Object.keys(rows[0]?.line.labels ?? {})[0] ?? "Figure"),
    isName: true,
    title: ({ line }) => line.label,
    cell: ({ line }) => line.label,
    csv: ({ line }) => line.label,
  };
  const value: Column<Row> = {
    label: form === "funnel" ? "People" : "Value",
    isFigure: true,
    cell: ({ total }) => format(total),
    csv: { [csvName(form === "funnel" ? "People" : "Value", unit, perSecond)]: ({ total }) => total },
  };
  const bar: Column<Row> = {
    label: "Bar",
    isQuiet: true,
    className: css["bar"],
    cell: ({ total, color }) => (
      <i
        className={css["length"]}
        style={{ width: `${most === 0 ? 0 : Math.max(0, (total ?? 0) / most) * 100}%`, background: color }}
      />
    ),
  };
  const share: Column<Row> = {
    label: "Of the first",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ total }) => formatShare(shareOf(total ?? 0, first)),
    csv: ({ total }) => shareOf(total ?? 0, first),
  };
  const changes: readonly Column<Row>[] = [
    {
      label: "Before",
      isFigure: true,
      cellClass: ui.text["dim"],
      cell: ({ before }) => format(before),
      csv: ({ before }) => before,
    },
    {
      label: "Change",
      isFigure: true,
      cell: ({ total, before }) => (
        <Delta now={total} before={before} share={unit === "1"} format={format} orNone />
      ),
      csv: {},
    },
  ];
  const compared = rows.some(({ before }) => before !== undefined) ? changes : [];
  if (form === "table") return [name, value, ...compared];
  return form === "funnel" ? [name, bar, value, share, ...compared] : [name, bar, value, ...compared];
}

function csvName(label: string, unit: string, perSecond: boolean): string {
  const whole = perSecond ? `${unit}/s` : unit;
  return whole === "" || whole.startsWith("{") ? label : `${label} (${whole})`;
}
