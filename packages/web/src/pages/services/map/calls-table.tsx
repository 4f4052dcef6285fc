// The calls of the map as a table: the same data for everyone, the worst first.
import { Table } from "@mantine/core";
import type { JSX } from "react";

import { formatRate, formatShare } from "../../../lib/format.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
import { none } from "../../../lib/locale.ts";
import { classes } from "../../../ui/classes.ts";
import { StatusMark } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./calls-table.module.css";
import type { ShareOf } from "../use-business.ts";
import type { ModelEdge, ModelGraph, ModelNode } from "./map-model.ts";

const num = ui.table["num"];
const most = 200;

export interface CallsTableProps {
  readonly graph: ModelGraph;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  readonly business: ShareOf | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onHover: (key: string | undefined) => void;
}

export function CallsTable(props: CallsTableProps): JSX.Element {
  const { graph, selected, hovered, business, onSelect, onHover } = props;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = graph.edges
    .filter(({ caller, callee }) => selected === undefined || caller === selected || callee === selected)
    .toSorted((a, b) => weight(b) - weight(a) || b.calls - a.calls);
  return (
    <div className={css["scroll"]}>
      <Table aria-label="Calls" className={ui.table["table"]}>
        <Table.Thead className={ui.table["sticky"]}>
          <Table.Tr>
            <Table.Th>Call</Table.Th>
            <Table.Th className={num}>Rate</Table.Th>
            <Table.Th className={num}>Errors</Table.Th>
            <Table.Th className={num}>p95</Table.Th>
            <Table.Th
              className={classes(num, ui.screen["hidePhone"])}
              title="Share of business transactions whose traces have such a call"
            >
              Business
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {edges.slice(0, most).map((edge) => (
            <Table.Tr
              key={edge.key}
              className={edge.key === hovered ? ui.table["selected"] : undefined}
              onPointerEnter={() => onHover(edge.key)}
              onPointerLeave={() => onHover(undefined)}
            >
              <Table.Td>
                <span className={css["call"]}>
                  <Mark edge={edge} />
                  <End node={nodes.get(edge.caller)} onSelect={onSelect} />
                  <span className={ui.text["dim"]}>→</span>
                  <End node={nodes.get(edge.callee)} onSelect={onSelect} />
                </span>
              </Table.Td>
              <Table.Td className={num}>{formatRate(edge.ratePerSecond)}</Table.Td>
              <Table.Td className={classes(num, edge.tone === "bad" && ui.text["bad"])}>
                {formatShare(edge.errorShare)}
              </Table.Td>
              <Table.Td className={num}>{formatDuration(edge.data.p95Ms)}</Table.Td>
              <Table.Td className={classes(num, ui.screen["hidePhone"])}>
                {formatShare(business?.(edge.key))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {edges.length > most && (
        <p className={ui.text["dim"]}>{edges.length - most} calls more. Select a node for its own.</p>
      )}
    </div>
  );
}

const weight = ({ tone }: ModelEdge): number => (tone === "bad" ? 2 : tone === "slow" ? 1 : 0);

function Mark({ edge: { tone } }: { readonly edge: ModelEdge }): JSX.Element | null {
  if (tone === "usual") return null;
  return (
    <span title={tone === "bad" ? "failing" : "slower than before"}>
      <StatusMark kind={tone === "bad" ? "error" : "warn"} />
      <span className={ui.text["sr"]}>{tone === "bad" ? "failing" : "slower than before"}</span>
    </span>
  );
}

function End({
  node,
  onSelect,
}: {
  readonly node: ModelNode | undefined;
  readonly onSelect: (id: string) => void;
}): JSX.Element {
  if (node === undefined) return <span>{none}</span>;
  return (
    <button
      type="button"
      className={classes(ui.text["ellip"], css["end"])}
      title={node.label}
      onClick={() => onSelect(node.id)}
    >
      {node.label}
    </button>
  );
}
