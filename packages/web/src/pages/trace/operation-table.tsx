// Time by operation: self time and total by service and span name.
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
import { ui } from "../../ui/styles.ts";
import serviceName from "../../ui/service-name.module.css";

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
        <h2 className={ui.section["title"]}>Time by operation</h2>
        <span className={ui.text["dim"]}>{formatCount(nodes.length)} spans</span>
      </header>
      <Table className={ui.table["table"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Operation</Table.Th>
            <Table.Th className={css["secondary"]}>Service</Table.Th>
            <Table.Th className={ui.table["num"]}>Calls</Table.Th>
            <Table.Th className={ui.table["num"]} aria-sort="descending">
              Self ↓
            </Table.Th>
            <Table.Th className={classes(ui.table["num"], css["total"])}>Total</Table.Th>
            <Table.Th className={css["secondary"]}>Share of the trace</Table.Th>
            <Table.Th className={ui.table["num"]} aria-label="Share of the trace" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((operation) => (
            <Row key={`${operation.service} ${operation.name}`} operation={operation} onSelect={onSelect} />
          ))}
        </Table.Tbody>
      </Table>
      {operations.length > shown.length && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setAll(true)}>
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
          className={classes(ui.table["rowLink"], serviceName["service"], css["name"])}
          style={{ "--c": color } as CSSProperties}
          title="Show the longest span"
          onClick={() => onSelect(longest)}
        >
          <span className={ui.text["ellip"]}>{name}</span>
        </button>
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], css["secondary"])}>{service}</Table.Td>
      <Table.Td className={ui.table["num"]}>{formatCount(calls)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])}>{formatDuration(selfMs)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["soft"], css["total"])}>
        {formatDuration(totalMs)}
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
