// The paths of a journey as a table: every edge with its people, share, time and errors, the most used first.
import type { JourneyLink, JourneyResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
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
      rows={journey.links.toSorted((a, b) => b.people - a.people).slice(0, mostRows)}
      keyOf={({ from, to }) => `${from}\u0000${to}`}
    />
  );
}

function columnsOf(
  { nodes }: JourneyResult,
  onSelect: PathsTableProps["onSelect"],
): readonly Column<JourneyLink>[] {
  const peopleAt = new Map(nodes.map((node) => [node.step, node.people]));
  return [
    {
      label: "From",
      hasLink: true,
      cell: ({ from }) => (
        <button type="button" className={ui.table["rowLink"]} onClick={() => onSelect(from)}>
          {from}
        </button>
      ),
    },
    { label: "To", cell: (link) => <To link={link} /> },
    { label: "People", isFigure: true, cell: ({ people }) => formatCount(people) },
    {
      label: "Share",
      hint: "Of the people at the first step",
      isFigure: true,
      cellClass: ui.text["soft"],
      cell: ({ from, people }) => formatShare(people / (peopleAt.get(from) || 1)),
    },
    { label: "Median", isFigure: true, cell: ({ medianMs }) => formatDuration(medianMs) },
    {
      label: "Errors",
      hint: "People for whom something failed at the second step",
      isFigure: true,
      cellClass: ({ errors }) => (errors > 0 ? ui.text["bad"] : undefined),
      cell: ({ errors, people }) => (errors === 0 ? none : formatShare(errors / people)),
    },
  ];
}

function To({ link: { from, to, loop } }: { readonly link: JourneyLink }): JSX.Element {
  return (
    <>
      {loop && (
        <span className={ui.text["dim"]} title={from === to ? "Taken again" : "Back to an earlier step"}>
          {from === to ? "↻" : "↩"}{" "}
        </span>
      )}
      {to}
    </>
  );
}
