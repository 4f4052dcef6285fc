// The paths of a journey as a table: every edge with its visits, share, time and errors, the most used first.
import { shareOf } from "catalog/measures";
import type { JourneyLink, JourneyResult } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";

export interface PathsTableProps {
  readonly journey: JourneyResult;
  readonly onSelect: (step: string) => void;
}

const mostRows = 200;

export function PathsTable({ journey, onSelect }: PathsTableProps): JSX.Element {
  return (
    <List
      label="Paths"
      columns={columnsOf(journey, onSelect)}
      rows={journey.links.toSorted((a, b) => b.visits - a.visits).slice(0, mostRows)}
      keyOf={({ from, to }) => `${from}\u0000${to}`}
    />
  );
}

function columnsOf(
  { nodes }: JourneyResult,
  onSelect: PathsTableProps["onSelect"],
): readonly Column<JourneyLink>[] {
  const visitsAt = new Map(nodes.map((node) => [node.step, node.visits]));
  return [
    {
      label: "From",
      hasLink: true,
      cell: ({ from }) => (
        <button type="button" className={ui.table["rowLink"]} onClick={() => onSelect(from)}>
          {from}
        </button>
      ),
      csv: ({ from }) => from,
    },
    { label: "To", cell: (link) => <To link={link} />, csv: ({ to }) => to },
    measureColumn("visits", ({ visits }) => visits),
    measureColumn("wentOn", ({ from, visits }) => shareOf(visits, visitsAt.get(from) ?? 0), {
      cellClass: ui.text["soft"],
    }),
    {
      label: "Median",
      isFigure: true,
      cell: ({ medianMs }) => formatDuration(medianMs),
      csv: { "Median (ms)": ({ medianMs }) => medianMs },
    },
    measureColumn("wayErrorShare", ({ errors, visits }) => (errors === 0 ? null : shareOf(errors, visits)), {
      cellClass: ({ errors }) => (errors > 0 ? ui.text["bad"] : undefined),
      csv: { "Visits with errors": ({ errors }) => errors },
    }),
  ];
}

function To({ link: { to, loop } }: { readonly link: JourneyLink }): JSX.Element {
  return (
    <>
      {loop && (
        <span className={ui.text["dim"]} title="Back to an earlier step">
          ↩{" "}
        </span>
      )}
      {to}
    </>
  );
}
