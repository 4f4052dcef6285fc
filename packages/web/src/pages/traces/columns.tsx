// The columns of the list, each declared once: those that every trace has, and one for any attribute.
import { linkOptions } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import type { CSSProperties, JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { SavedColumn } from "../../ui/list/column.ts";
import { serviceColor } from "../../ui/service-color.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import serviceName from "../../ui/service-name.module.css";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import type { TraceOrder } from "./search.ts";
import css from "./columns.module.css";
import { TraceName } from "./trace-name.tsx";

/** `newest` is the usual order. */
export type ListedOrder = TraceOrder | "newest";

interface TraceColumn extends SavedColumn<TraceSummary, ListedOrder> {
  /** As in the address; of an attribute its key. */
  readonly id: string;
}

const traceColumn: TraceColumn = {
  id: "",
  label: "Trace",
  title: ({ rootName }) => rootName,
  link: ({ traceId }) =>
    linkOptions({
      to: "/traces/$id",
      params: { id: traceId },
      className: classes(ui.text["ellip"], css["link"]),
    }),
  cell: (trace) => <TraceName trace={trace} />,
  csv: { Trace: ({ rootName }) => rootName, "Trace id": ({ traceId }) => traceId },
};

const builtIn = (longestNs: number): readonly TraceColumn[] => [
  {
    id: "service",
    label: "Service",
    hide: "phone",
    className: css["service"],
    cell: (trace) => <ServiceName name={trace.rootService} />,
    csv: ({ rootService }) => rootService,
  },
  {
    id: "services",
    label: "Services",
    hide: "narrow",
    className: css["services"],
    cell: (trace) => <OtherServices names={trace.services} root={trace.rootService} />,
    csv: ({ services }) => services.join(", "),
  },
  {
    id: "duration",
    label: "Duration",
    sort: "slowest",
    isFigure: true,
    className: css["duration"],
    cell: (trace) => <DurationCell trace={trace} longestNs={longestNs} />,
    csv: { "Duration (ms)": ({ durationNs }) => nsToMs(durationNs) },
  },
  {
    id: "spans",
    label: "Spans",
    sort: "spans",
    isFigure: true,
    hide: "phone",
    className: css["spans"],
    cell: ({ spanCount }) => formatCount(spanCount),
    csv: ({ spanCount }) => spanCount,
  },
  {
    id: "errors",
    label: "Errors",
    sort: "errors",
    isFigure: true,
    hide: "phone",
    className: css["errors"],
    cellClass: ({ errorCount }) => ui.text[errorCount > 0 ? "bad" : "dim"],
    cell: ({ errorCount }) => (errorCount > 0 ? formatCount(errorCount) : none),
    csv: ({ errorCount }) => errorCount,
  },
  {
    id: "id",
    label: "Trace id",
    hide: "phone",
    className: css["id"],
    title: ({ traceId }) => traceId,
    csv: {},
    cell: ({ traceId }) => <span className={ui.text["mono"]}>{traceId.slice(0, 16)}…</span>,
  },
  {
    id: "started",
    label: "Started",
    sort: "newest",
    isFigure: true,
    className: css["started"],
    cell: ({ startNs }) => <Time ns={startNs} exact />,
    csv: ({ startNs }) => exactTimeNs(startNs),
  },
];

/** In the order in which they are offered. */
export const builtInColumns: readonly TraceColumn[] = builtIn(1);

/** Without a choice. */
export const defaultColumns: readonly string[] = [
  "service",
  "services",
  "duration",
  "spans",
  "errors",
  "started",
];

export function isBuiltIn(id: string): boolean {
  return builtInColumns.some((column) => column.id === id);
}

/** The trace, and the columns with these ids. The one that the list is sorted by is also on a phone. */
export function columnsOf(
  ids: readonly string[],
  sorted: ListedOrder,
  longestNs: number,
): readonly TraceColumn[] {
  const known = builtIn(longestNs);
  const chosen = ids.map((id) => known.find((column) => column.id === id) ?? attributeColumn(id));
  return [
    traceColumn,
    ...chosen.map((column) => (column.sort === sorted ? { ...column, hide: undefined } : column)),
  ];
}

function attributeColumn(key: string): TraceColumn {
  // The key is any text: `constructor` is not a value of the trace.
  const valueOf = ({ values }: TraceSummary): string | undefined =>
    Object.hasOwn(values, key) ? values[key] : undefined;
  return {
    id: key,
    label: key,
    hide: "phone",
    className: css["attribute"],
    title: valueOf,
    cell: (trace) => valueOf(trace) ?? <span className={ui.text["dim"]}>{none}</span>,
    csv: valueOf,
  };
}

function DurationCell({
  trace,
  longestNs,
}: {
  readonly trace: TraceSummary;
  readonly longestNs: number;
}): JSX.Element {
  const ns = Number(trace.durationNs);
  return (
    <span className={css["durationCell"]} title={`${trace.durationNs} ns`}>
      <span className={css["share"]} aria-hidden="true">
        <i
          className={trace.errorCount > 0 ? css["failed"] : ""}
          style={{ width: `${Math.max(1, (ns / longestNs) * 100)}%` }}
        />
      </span>
      <b>{formatDuration(ns / 1e6)}</b>
    </span>
  );
}

const named = 3;

function OtherServices({
  names,
  root,
}: {
  readonly names: readonly string[];
  readonly root: string;
}): JSX.Element {
  const others = names.filter((name) => name !== root);
  if (others.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={css["names"]} title={names.join(", ")}>
      {others.slice(0, named).map((name) => (
        <span
          key={name}
          className={classes(serviceName["service"], css["other"])}
          style={{ "--c": serviceColor(name) } as CSSProperties}
        >
          {name}
        </span>
      ))}
      {others.length > named && <span className={ui.text["dim"]}>+ {others.length - named}</span>}
    </span>
  );
}
