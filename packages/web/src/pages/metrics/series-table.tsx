// The legend as a table: last, smallest, average and largest value of each series. A click shows one series alone.
import type { MetricResult } from "contract";
import type { CSSProperties, JSX } from "react";

import type { ChartSeries } from "../../ui/chart-model.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import serviceName from "../../ui/service-name.module.css";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./series-table.module.css";
import { figureFormat, summary } from "./summary.ts";

export interface SeriesTableProps {
  readonly result: MetricResult;
  readonly drawn: readonly ChartSeries[];
  readonly format: (value: number | null) => string;
  readonly alone: string | undefined;
  readonly onAlone: (label: string) => void;
}

const figures = [
  ["Last", "last"],
  ["Smallest", "least"],
  ["Average", "mean"],
  ["Largest", "most"],
] as const;

const columnsOf = (
  { drawn, alone, onAlone }: Omit<SeriesTableProps, "result">,
  format: SeriesTableProps["format"],
): readonly Column<ChartSeries>[] => [
  {
    label: drawn.length === 1 ? "Series" : `${drawn.length} series, largest first`,
    isName: true,
    hasLink: true,
    cell: ({ label, color }) => (
      <button
        type="button"
        className={classes(ui.table["rowLink"], serviceName["service"], css["name"])}
        style={{ "--c": color } as CSSProperties}
        aria-pressed={alone === label}
        title={`${label}\n${alone === label ? "Show all" : "Show alone"}`}
        onClick={() => onAlone(label)}
      >
        <span className={ui.text["ellip"]}>{label}</span>
      </button>
    ),
    csv: { Series: ({ label }) => label },
  },
  ...figures.map(([label, of]): Column<ChartSeries> => ({
    label,
    isFigure: true,
    hide: of === "least" ? "phone" : undefined,
    cellClass: of === "last" ? ui.text["strong"] : undefined,
    cell: ({ values }) => format(summary(values)[of]),
    csv: ({ values }) => summary(values)[of],
  })),
];

export function SeriesTable({ result, ...shown }: SeriesTableProps): JSX.Element {
  return (
    <section className={classes(ui.section["section"], css["section"])}>
      <List
        label="Series"
        className={css["series"]}
        columns={columnsOf(shown, figureFormat(shown.format, shown.drawn))}
        rows={shown.drawn}
        keyOf={({ label }) => label}
        isCurrent={({ label }) => label === shown.alone}
      />
      {result.truncated > 0 && (
        <p className={ui.note["note"]}>
          <Status kind="warn">partial</Status>
          <span className={ui.note["text"]}>
            {result.truncated} smaller series are not shown; filter or group by less
          </span>
        </p>
      )}
      {result.exemplars.length > 0 && (
        <p className={classes(ui.text["dim"], css["note"])}>
          Diamonds are exemplars; select one to open its trace.
        </p>
      )}
    </section>
  );
}
