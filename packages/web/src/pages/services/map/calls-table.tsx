// The calls of the map as a table: the same data for everyone, the worst first.
import type { JSX } from "react";

import { formatMeasure } from "../../../lib/format-measure.ts";
import { none } from "../../../lib/locale.ts";
import { classes } from "../../../ui/classes.ts";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import { measureColumn } from "../../../ui/list/measure-column.ts";
import { StatusMark } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./calls-table.module.css";
import type { ShareOf } from "../use-business.ts";
import type { ModelEdge, ModelGraph, ModelNode } from "./map-model.ts";

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
  const { graph, selected, hovered, onHover } = props;
  const edges = graph.edges
    .filter(({ caller, callee }) => selected === undefined || caller === selected || callee === selected)
    .toSorted((a, b) => weight(b) - weight(a) || b.calls - a.calls);
  return (
    <>
      <List
        label="Calls"
        columns={columnsOf(props)}
        rows={edges}
        shown={most}
        keyOf={({ key }) => key}
        rowClass={({ key }) => (key === hovered ? ui.table["selected"] : undefined)}
        onHover={(edge) => onHover(edge?.key)}
      />
      {edges.length > most && (
        <p className={ui.text["dim"]}>{edges.length - most} calls more. Select a node for its own.</p>
      )}
    </>
  );
}

function columnsOf({ graph, business, onSelect }: CallsTableProps): readonly Column<ModelEdge>[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  return [
    {
      label: "Call",
      hasLink: true,
      cell: (edge) => (
        <span className={css["call"]}>
          <Mark edge={edge} />
          <End node={nodes.get(edge.caller)} onSelect={onSelect} />
          <span className={ui.text["dim"]}>→</span>
          <End node={nodes.get(edge.callee)} onSelect={onSelect} />
        </span>
      ),
      csv: {
        Caller: ({ caller }) => nodes.get(caller)?.label,
        Callee: ({ callee }) => nodes.get(callee)?.label,
        "Stored calls": ({ data }) => data.calls,
      },
    },
    measureColumn("callRate", ({ ratePerSecond }) => ratePerSecond, {
      cell: ({ ratePerSecond, isEstimate }) => formatMeasure("callRate", ratePerSecond, isEstimate),
    }),
    measureColumn("worseErrorShare", ({ errorShare }) => errorShare, {
      cellClass: ({ tone }) => (tone === "bad" ? ui.text["bad"] : undefined),
      cell: ({ errorShare, isEstimate }) => formatMeasure("worseErrorShare", errorShare, isEstimate),
    }),
    measureColumn("callLatency.p95", ({ data }) => data.p95Ms),
    measureColumn("businessShare", ({ key }) => business?.(key), { hide: "phone" }),
  ];
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
