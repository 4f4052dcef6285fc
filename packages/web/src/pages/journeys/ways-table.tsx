// The picture of a journey as a table: for each step by its number what followed, and how visits ended there.
import type { JourneyColumnsResult } from "contract";
import type { JSX } from "react";

import type { Selected } from "../../draw/sankey-columns.ts";
import { classes } from "../../ui/classes.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { type ColumnWay, otherSteps, waysFrom } from "./column-ways.ts";
import { notableErrors } from "./notable-errors.ts";
import type { PathUnit } from "./search.ts";
import css from "./ways-table.module.css";

interface WaysTableProps {
  readonly journey: JourneyColumnsResult;
  readonly unit: PathUnit;
  readonly onSelect: (selected: Selected) => void;
}

interface WayRow extends ColumnWay {
  /** From 0. */
  readonly column: number;
  /** `null`: all steps of the column that are not listed. */
  readonly from: string | null;
}

export function WaysTable({ journey, unit, onSelect }: WaysTableProps): JSX.Element {
  return (
    <List
      label="Paths by step"
      columns={columnsOf(unit, otherSteps(journey), onSelect)}
      rows={rowsOf(journey)}
      keyOf={({ column, from, step, name }) => JSON.stringify([column, from, step, name])}
    />
  );
}

const rowsOf = (journey: JourneyColumnsResult): WayRow[] =>
  journey.columns.flatMap(({ nodes }, column) =>
    nodes.flatMap((node) =>
      waysFrom(journey, column, node).map((way): WayRow => ({ ...way, column, from: node.step })),
    ),
  );

const columnsOf = (
  unit: PathUnit,
  rest: string,
  onSelect: WaysTableProps["onSelect"],
): readonly Column<WayRow>[] => [
  {
    label: "Step",
    className: css["step"],
    cell: ({ column }) => formatCount(column + 1),
    csv: ({ column }) => column + 1,
  },
  {
    label: "From",
    hasLink: true,
    cell: ({ from: step, column }) =>
      step === null ? (
        <span className={ui.text["dim"]}>{rest}</span>
      ) : (
        <button type="button" className={ui.table["rowLink"]} onClick={() => onSelect({ column, step })}>
          {step}
        </button>
      ),
    csv: ({ from }) => from ?? rest,
  },
  {
    label: "To",
    cell: ({ name, step, isLoss }) => (
      <span className={classes(step === null && ui.text["dim"], isLoss && ui.text["soft"])}>{name}</span>
    ),
    csv: ({ name }) => name,
  },
  measureColumn(unit, ({ visits }) => visits),
  measureColumn("wentOn", ({ share }) => share, {
    label: "Share",
    hint: "Share of all at this step",
    cellClass: ui.text["soft"],
    csv: { "Share at this step": ({ share }) => share },
  }),
  {
    label: "Median",
    isFigure: true,
    cell: ({ medianMs }) => formatDuration(medianMs),
    csv: { "Median (ms)": ({ medianMs }) => medianMs },
  },
  measureColumn("wayErrorShare", ({ errors }) => (errors === 0 ? null : errors), {
    cellClass: ({ errors }) => ((errors ?? 0) > notableErrors ? ui.text["bad"] : undefined),
  }),
];
