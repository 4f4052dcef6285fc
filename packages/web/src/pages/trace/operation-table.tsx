// Self and total time by operation or by service: which work took the time, sortable by each figure.
import { Table } from "@mantine/core";
import { useMemo, useState, type CSSProperties, type JSX } from "react";

import { timeByOperation, type OperationTime } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Segments } from "../../ui/segments.tsx";
import { serviceColor } from "../../ui/service-color.ts";
import css from "./operation-table.module.css";
import type { TraceSearch } from "./search.ts";
import type { TraceModel } from "./trace-model.ts";
import { ui } from "../../ui/styles.ts";
import { useTraceSearch } from "./use-trace-search.ts";
import serviceName from "../../ui/service-name.module.css";

const first = 40;

export interface OperationTableProps {
  readonly model: TraceModel;
  readonly onSelect: (node: SpanNode) => void;
}

type Sort = NonNullable<TraceSearch["sort"]> | "self";

const valueOf: Readonly<Record<Sort, (time: OperationTime) => number>> = {
  self: ({ selfMs }) => selfMs,
  total: ({ totalMs }) => totalMs,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  longest: ({ longest }) => longest.end - longest.start,
};

export function OperationTable({ model, onSelect }: OperationTableProps): JSX.Element {
  const { nodes, durationMs } = model.tree;
  const [search, change] = useTraceSearch();
  const [all, setAll] = useState(false);
  const sort: Sort = search.sort ?? "self";
  const times = useMemo(
    () => timeByOperation(nodes, durationMs, search.by ?? "operation"),
    [nodes, durationMs, search.by],
  );
  const sorted = useMemo(() => times.toSorted((a, b) => valueOf[sort](b) - valueOf[sort](a)), [times, sort]);
  const shown = all ? sorted : sorted.slice(0, first);
  return (
    <section className={css["operations"]}>
      <header>
        <h2 className={ui.section["title"]}>Self and total time</h2>
        <Segments
          label="Time by"
          value={search.by}
          choices={[
            [undefined, "By operation"],
            ["service", "By service"],
          ]}
          onChange={(by) => change({ by })}
        />
        <span className={ui.text["dim"]}>{formatCount(nodes.length)} spans</span>
      </header>
      <Table className={ui.table["table"]} aria-label="Self and total time">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{search.by === "service" ? "Service" : "Operation"}</Table.Th>
            {search.by === undefined && <Table.Th className={css["secondary"]}>Service</Table.Th>}
            <SortHead column="calls" label="Calls" sort={sort} onSort={change} />
            <SortHead column="errors" label="Errors" sort={sort} onSort={change} secondary />
            <SortHead column="self" label="Self" sort={sort} onSort={change} />
            <SortHead column="total" label="Total" sort={sort} onSort={change} total />
            <SortHead column="longest" label="Longest" sort={sort} onSort={change} secondary />
            <Table.Th className={css["secondary"]}>Self, share of the trace</Table.Th>
            <Table.Th className={ui.table["num"]} aria-label="Share of the trace" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((time) => (
            <Row
              key={`${time.service} ${time.name}`}
              operation={time}
              hasService={search.by === undefined}
              onSelect={onSelect}
            />
          ))}
        </Table.Tbody>
      </Table>
      {sorted.length > shown.length && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setAll(true)}>
          All {formatCount(sorted.length)} operations
        </button>
      )}
    </section>
  );
}

interface SortHeadProps {
  readonly column: Sort;
  readonly label: string;
  readonly sort: Sort;
  readonly onSort: (change: TraceSearch) => void;
  readonly secondary?: boolean;
  readonly total?: boolean;
}

/** Figures descend; another order would put what takes no time first. */
function SortHead({ column, label, sort, onSort, secondary, total }: SortHeadProps): JSX.Element {
  return (
    <Table.Th
      className={classes(
        ui.table["num"],
        secondary === true && css["secondary"],
        total === true && css["total"],
      )}
      {...(sort === column ? { "aria-sort": "descending" as const } : {})}
    >
      <button type="button" onClick={() => onSort({ sort: column === "self" ? undefined : column })}>
        {label}
        {sort === column && " ↓"}
      </button>
    </Table.Th>
  );
}

function Row({
  operation: { service, name, calls, errors, selfMs, totalMs, share, longest },
  hasService,
  onSelect,
}: {
  readonly operation: OperationTime;
  readonly hasService: boolean;
  readonly onSelect: OperationTableProps["onSelect"];
}): JSX.Element {
  const color = serviceColor(service);
  return (
    <Table.Tr>
      <Table.Td className={css["operation"]}>
        <button
          type="button"
          className={classes(ui.table["rowLink"], serviceName["service"], css["name"])}
          style={{ "--c": color } as CSSProperties}
          title="Show the longest span"
          onClick={() => onSelect(longest)}
        >
          <span className={ui.text["ellip"]}>{name || service}</span>
        </button>
      </Table.Td>
      {hasService && <Table.Td className={classes(ui.text["dim"], css["secondary"])}>{service}</Table.Td>}
      <Table.Td className={ui.table["num"]}>{formatCount(calls)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], css["secondary"], errors > 0 && css["failed"])}>
        {errors === 0 ? none : formatCount(errors)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])}>{formatDuration(selfMs)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["soft"], css["total"])}>
        {formatDuration(totalMs)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["soft"], css["secondary"])}>
        {formatDuration(longest.end - longest.start)}
      </Table.Td>
      <Table.Td className={css["secondary"]}>
        <span className={css["share"]}>
          <i style={{ width: `${Math.min(100, share * 100)}%`, background: color }} />
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatShare(share)}</Table.Td>
    </Table.Tr>
  );
}
