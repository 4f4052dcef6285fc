// The list of traces. Each row is a link to its trace; rows below the screen are loaded as they come near.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import type { SkeletonColumn } from "../../ui/skeleton.tsx";
import { Status, StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { type Column } from "./columns.tsx";
import type { TracesSearch } from "./search.ts";
import css from "./table.module.css";

export interface TracesTableProps {
  readonly traces: readonly TraceSummary[];
  readonly columns: readonly Column[];
  readonly order: TracesSearch["order"];
  readonly onOrder: (order: TracesSearch["order"]) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export const skeletonClass = css["traces"];

/** The columns of the skeleton, as wide as those of the table. */
export function skeletonColumns(columns: readonly Column[]): readonly SkeletonColumn[] {
  return [["Trace", undefined], ...columns.map(({ label, className }) => [label, className] as const)];
}

export function TracesTable(props: TracesTableProps): JSX.Element {
  const { traces, columns, order, onOrder, hasMore, isLoadingMore, onMore } = props;
  const sorted = order ?? "newest";
  const longestNs = traces.reduce((most, trace) => Math.max(most, Number(trace.durationNs)), 1);
  return (
    <Table aria-label="Traces" className={classes(ui.table["table"], css["traces"])}>
      <Head columns={columns} sorted={sorted} onOrder={onOrder} />
      <VirtualRows
        rows={traces}
        rowHeight={33}
        keyOf={({ traceId }) => traceId}
        {...{ hasMore, isLoadingMore, onMore }}
      >
        {(trace, index, measure) => (
          <Table.Tr key={trace.traceId} ref={measure} data-index={index}>
            <Table.Td>
              <TraceLink trace={trace} />
            </Table.Td>
            {columns.map((column) => (
              <Table.Td key={column.id} className={classOf(column, sorted)}>
                {column.render(trace, longestNs)}
              </Table.Td>
            ))}
          </Table.Tr>
        )}
      </VirtualRows>
    </Table>
  );
}

/** The column that the list is sorted by is also on a phone. */
function classOf({ className, order }: Column, sorted: Column["order"]): string {
  return classes(className, order === sorted && css["sorted"]);
}

function Head({
  columns,
  sorted,
  onOrder,
}: Pick<TracesTableProps, "columns" | "onOrder"> & {
  readonly sorted: Column["order"];
}): JSX.Element {
  return (
    <Table.Thead className={classes(ui.table["sticky"], css["head"])}>
      <Table.Tr>
        <Table.Th>Trace</Table.Th>
        {columns.map((column) => (
          <Table.Th
            key={column.id}
            className={classOf(column, sorted)}
            {...(column.order === sorted ? { "aria-sort": "descending" } : {})}
          >
            {column.order === undefined ? (
              column.label
            ) : (
              <button
                type="button"
                onClick={() => onOrder(column.order === "newest" ? undefined : column.order)}
              >
                {column.label}
                {column.order === sorted && <span aria-hidden="true"> ↓</span>}
              </button>
            )}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

/** The name of the root span; while it is missing, that of the first span, and the word for it. */
function TraceLink({ trace }: { readonly trace: TraceSummary }): JSX.Element {
  const isWhole = trace.root === "received";
  return (
    <Link
      to="/traces/$id"
      params={{ id: trace.traceId }}
      className={classes(ui.table["rowLink"], ui.text["ellip"], css["link"])}
    >
      {trace.errorCount > 0 && <StatusMark kind="error" />}
      {trace.root === "arriving" && (
        <span
          className={css["arriving"]}
          title="The root span has not ended yet. Name, services and duration may change."
        >
          <Status kind="off">still arriving</Status>
        </span>
      )}
      {trace.root === "missing" && (
        <span
          className={css["arriving"]}
          title="The root span was not received. The name is that of the first span."
        >
          <Status kind="warn">root span missing</Status>
        </span>
      )}
      <span className={classes(ui.text["ellip"], !isWhole && ui.text["soft"])} title={trace.rootName}>
        {trace.rootName || "(no name)"}
      </span>
    </Link>
  );
}
