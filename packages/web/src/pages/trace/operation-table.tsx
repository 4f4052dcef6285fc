// Time by operation: where the trace's work was, by service and span name.
import { Table } from "@mantine/core";
import { useMemo, useState, type CSSProperties, type JSX } from "react";

import { timeByOperation } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { serviceColor } from "../../ui/service-color.ts";
import type { TraceModel } from "./trace-model.ts";

const first = 40;

export function OperationTable({
  model,
  onSelect,
}: {
  readonly model: TraceModel;
  readonly onSelect: (node: SpanNode) => void;
}): JSX.Element {
  const { nodes, durationMs } = model.tree;
  const [all, setAll] = useState(false);
  const operations = useMemo(() => timeByOperation(nodes, durationMs), [nodes, durationMs]);
  const shown = all ? operations : operations.slice(0, first);
  return (
    <section className="ops">
      <header>
        <h2 className="t">Time by operation</h2>
        <span className="dim">{formatCount(nodes.length)} spans</span>
      </header>
      <Table className="table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Operation</Table.Th>
            <Table.Th className="w2">Service</Table.Th>
            <Table.Th className="num">Calls</Table.Th>
            <Table.Th className="num" aria-sort="descending">
              Self ↓
            </Table.Th>
            <Table.Th className="num w3">Total</Table.Th>
            <Table.Th className="w2">Share of the trace</Table.Th>
            <Table.Th className="num" aria-label="Share of the trace" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((op) => {
            const color = { "--c": serviceColor(op.service) } as CSSProperties;
            return (
              <Table.Tr key={`${op.service} ${op.name}`}>
                <Table.Td className="op">
                  <button
                    type="button"
                    className="row-link svc"
                    style={color}
                    title="Show the longest span"
                    onClick={() => onSelect(op.longest)}
                  >
                    <span className="ellip">{op.name}</span>
                  </button>
                </Table.Td>
                <Table.Td className="dim w2">{op.service}</Table.Td>
                <Table.Td className="num">{formatCount(op.calls)}</Table.Td>
                <Table.Td className="num strong">{formatDuration(op.selfMs)}</Table.Td>
                <Table.Td className="num soft w3">{formatDuration(op.totalMs)}</Table.Td>
                <Table.Td className="w2">
                  <span className="share">
                    <i
                      style={{
                        width: `${Math.min(100, op.share * 100)}%`,
                        background: serviceColor(op.service),
                      }}
                    />
                  </span>
                </Table.Td>
                <Table.Td className="num">{formatShare(op.share)}</Table.Td>
              </Table.Tr>
            );
          })}
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
