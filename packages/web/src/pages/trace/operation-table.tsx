// Self and total time by operation or by service: which work took the time, sortable by each figure.
import { useMemo, useState, type CSSProperties, type JSX } from "react";

import { timeByOperation, type OperationTime } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
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
      <List
        label="Self and total time"
        columns={columnsOf(search.by, onSelect)}
        rows={sorted}
        shown={all ? undefined : first}
        keyOf={({ service, name }) => `${service}\n${name}`}
        sorting={{
          // Figures descend; another order would put what takes no time first.
          by: sort,
          onSort: (by) => change({ sort: by === "self" ? undefined : by }),
        }}
      />
      {!all && sorted.length > first && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setAll(true)}>
          All {formatCount(sorted.length)} operations
        </button>
      )}
    </section>
  );
}

function columnsOf(
  by: TraceSearch["by"],
  onSelect: OperationTableProps["onSelect"],
): readonly Column<OperationTime, Sort>[] {
  return [
    {
      label: by === "service" ? "Service" : "Operation",
      hasLink: true,
      className: css["operation"],
      cell: (time) => <LongestButton time={time} onSelect={onSelect} />,
      csv: by === "service" ? { Service: ({ service }) => service } : { Operation: ({ name }) => name },
    },
    ...(by === "service" ? [] : [serviceColumn]),
    ...figureColumns,
  ];
}

const serviceColumn: Column<OperationTime, Sort> = {
  label: "Service",
  hide: "phone",
  className: css["secondary"],
  cellClass: ui.text["dim"],
  cell: ({ service }) => service,
  csv: ({ service }) => service,
};

const figureColumns: readonly Column<OperationTime, Sort>[] = [
  {
    label: "Calls",
    sort: "calls",
    isFigure: true,
    cell: ({ calls }) => formatCount(calls),
    csv: ({ calls }) => calls,
  },
  {
    label: "Errors",
    sort: "errors",
    isFigure: true,
    hide: "phone",
    className: css["secondary"],
    cellClass: ({ errors }) => (errors > 0 ? ui.text["bad"] : undefined),
    cell: ({ errors }) => (errors === 0 ? none : formatCount(errors)),
    csv: ({ errors }) => errors,
  },
  {
    label: "Self",
    sort: "self",
    isFigure: true,
    cellClass: ui.text["strong"],
    cell: ({ selfMs }) => formatDuration(selfMs),
    csv: { "Self (ms)": ({ selfMs }) => selfMs },
  },
  {
    label: "Total",
    sort: "total",
    isFigure: true,
    hide: "phone",
    cellClass: ui.text["soft"],
    cell: ({ totalMs }) => formatDuration(totalMs),
    csv: { "Total (ms)": ({ totalMs }) => totalMs },
  },
  {
    label: "Longest",
    sort: "longest",
    isFigure: true,
    hide: "phone",
    className: css["secondary"],
    cellClass: ui.text["soft"],
    cell: ({ longest }) => formatDuration(longest.end - longest.start),
    csv: { "Longest (ms)": ({ longest }) => longest.end - longest.start },
  },
  {
    label: "Self, share of the trace",
    hide: "phone",
    className: css["secondary"],
    cell: ({ service, share }) => (
      <span className={css["share"]}>
        <i style={{ width: `${Math.min(100, share * 100)}%`, background: serviceColor(service) }} />
      </span>
    ),
    csv: {},
  },
  {
    label: "Share of the trace",
    isQuiet: true,
    isFigure: true,
    cell: ({ share }) => formatShare(share),
    csv: ({ share }) => share,
  },
];

function LongestButton({
  time: { service, name, longest },
  onSelect,
}: {
  readonly time: OperationTime;
  readonly onSelect: OperationTableProps["onSelect"];
}): JSX.Element {
  return (
    <button
      type="button"
      className={classes(ui.table["rowLink"], serviceName["service"], css["name"])}
      style={{ "--c": serviceColor(service) } as CSSProperties}
      title="Show the longest span"
      onClick={() => onSelect(longest)}
    >
      <span className={ui.text["ellip"]}>{name || service}</span>
    </button>
  );
}
