// In the corner of a chart, when the pointer or the focus is in it: the menu of its data.
import type { JSX } from "react";

import type { CsvValue } from "../lib/csv.ts";
import css from "./chart-export.module.css";
import type { ChartSeries } from "./chart-model.ts";
import { downloadCsv } from "./download.ts";
import { ExportMenu } from "./export/export-menu.tsx";
import { useExportName } from "./export/use-export-name.ts";

export interface ChartExportProps {
  readonly label: string;
  readonly times: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly Pick<ChartSeries, "label" | "values">[];
}

export function ChartExport({ label, times, fromMs, toMs, series }: ChartExportProps): JSX.Element {
  const nameOf = useExportName();
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const table = (): CsvValue[][] => tableOf(times, series);
  return (
    <ExportMenu
      label={label}
      table={table}
      onSave={() => downloadCsv(table(), nameOf({ label, range }))}
      className={css["export"]}
    />
  );
}

/** A row for each column of the picture. Two series of one name have numbers. */
function tableOf(times: readonly number[], series: ChartExportProps["series"]): CsvValue[][] {
  const seen = new Map<string, number>();
  const headings = series.map(({ label }) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
  return [
    ["Time", ...headings],
    ...times.map((time, at) => [new Date(time).toISOString(), ...series.map(({ values }) => values[at])]),
  ];
}
