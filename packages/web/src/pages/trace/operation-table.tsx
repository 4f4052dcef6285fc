// Time by operation: where the trace's work was, by service and span name.
import { Table } from "@mantine/core";
import { useMemo, useState, type CSSProperties, type JSX } from "react";

import { timeByOperation, type OperationTime } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { serviceColor } from "../../ui/service-color.ts";
import css from "./operation-table.module.css";
import type { TraceModel } from "./trace-model.ts";

const first = 40;

export interface OperationTableProps {
  readonly model: TraceModel;
  readonly onSelect: (node: SpanNode) => void;
}

export function OperationTable({ model, onSelect }: OperationTableProps): JSX.Element {
  const { nodes, durationMs } = model.tree;
  const [all, setAll] = useState(false);
  const operations = useMemo(() => timeByOperation(nodes, durationMs), [nodes, durationMs]);
  const shown = all ? operations : operations.slice(0, first);
  return (
    <section className={css["operations"]}>
      <header>
        <h2 className="t">Time by operation</h2>
        <span className="dim">{formatCount(nodes.length)} spans</span>
      </header>
      <Table className="table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Operation</Table.Th>
            <Table.Th className={css["secondary"]}>Service</Table.Th>
            <Table.Th className="num">Calls</Table.Th>
            <Table.Th className="num" aria-sort="descending">
              Self ↓
            </Table.Th>
            <Table.Th className={classes("num", css["total"])}>Total</Table.Th>
            <Table.Th className={css["secondary"]}>Share of the trace</Table.Th>
            <Table.Th className="num" aria-label="Share of the trace" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((operation) => (
            <Row key={`${operation.service} ${operation.name}`} operation={operation} onSelect={onSelect} />
          ))}
        </Table.Tbody>
      </Table>
      {operations.length > shown.length && (
        <button type="button" className="btn quiet" onClick={() => setAll(true)}>
          All {formatCount(operations.length)} operations
        </button>
      )}
    </section>
  );
}

function Row({
  operation: { service, name, calls, selfMs, totalMs, share, longest },
  onSelect,
}: {
  readonly operation: OperationTime;
  readonly onSelect: OperationTableProps["onSelect"];
}): JSX.Element {
  const color = serviceColor(service);
  return (
    <Table.Tr>
      <Table.Td className={css["operation"]}>
        <button
          type="button"
          className={classes("row-link svc", css["name"])}
          style={{ "--c": color } as CSSProperties}
          title="Show the longest span"
          onClick={() => onSelect(longest)}
        >
          <span className="ellip">{name}</span>
        </button>
      </Table.Td>
      <Table.Td className={classes("dim", css["secondary"])}>{service}</Table.Td>
      <Table.Td className="num">{formatCount(calls)}</Table.Td>
      <Table.Td className="num strong">{formatDuration(selfMs)}</Table.Td>
      <Table.Td className={classes("num soft", css["total"])}>{formatDuration(totalMs)}</Table.Td>
      <Table.Td className={css["secondary"]}>
        <span className={css["share"]}>
          <i style={{ width: `${Math.min(100, share * 100)}%`, background: color }} />
        </span>
      </Table.Td>
      <Table.Td className="num">{formatShare(share)}</Table.Td>
    </Table.Tr>
  );
}
