// The columns of the list, each declared once: those that every trace has, and one for any attribute.
import type { TraceSummary } from "contract";
import type { CSSProperties, JSX, ReactNode } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { serviceColor } from "../../ui/service-color.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import serviceName from "../../ui/service-name.module.css";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import type { TraceOrder } from "./search.ts";
import css from "./table.module.css";

export interface Column {
  /** As in the address; of an attribute its key. */
  readonly id: string;
  readonly label: string;
  readonly className: string | undefined;
  /** The order in which this column is descending; absent: the console cannot sort by it. */
  readonly order?: TraceOrder | "newest";
  readonly render: (trace: TraceSummary, longestNs: number) => ReactNode;
}

const number = (className: string | undefined): string => classes(ui.table["num"], className);

/** In the order in which they are offered. */
export const builtInColumns: readonly Column[] = [
  {
    id: "service",
    label: "Service",
    className: css["service"],
    render: (trace) => <ServiceName name={trace.rootService} />,
  },
  {
    id: "services",
    label: "Services",
    className: css["services"],
    render: (trace) => <OtherServices names={trace.services} root={trace.rootService} />,
  },
  {
    id: "duration",
    label: "Duration",
    className: number(css["duration"]),
    order: "slowest",
    render: (trace, longestNs) => <DurationCell trace={trace} longestNs={longestNs} />,
  },
  {
    id: "spans",
    label: "Spans",
    className: number(css["spans"]),
    order: "spans",
    render: (trace) => formatCount(trace.spanCount),
  },
  {
    id: "errors",
    label: "Errors",
    className: number(css["errors"]),
    order: "errors",
    render: ({ errorCount }) =>
      errorCount > 0 ? (
        <span className={ui.text["bad"]}>{formatCount(errorCount)}</span>
      ) : (
        <span className={ui.text["dim"]}>{none}</span>
      ),
  },
  {
    id: "id",
    label: "Trace id",
    className: css["id"],
    render: ({ traceId }) => (
      <span className={ui.text["mono"]} title={traceId}>
        {traceId.slice(0, 16)}…
      </span>
    ),
  },
  {
    id: "started",
    label: "Started",
    className: number(css["started"]),
    order: "newest",
    render: (trace) => <Time ns={trace.startNs} exact />,
  },
];

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

/** The columns with these ids. */
export function columnsOf(ids: readonly string[]): readonly Column[] {
  return ids.map((id) => builtInColumns.find((column) => column.id === id) ?? attributeColumn(id));
}

function attributeColumn(key: string): Column {
  return {
    id: key,
    label: key,
    className: css["attribute"],
    render: ({ values }) => {
      // The key is any text: `constructor` is no value of the trace.
      const text = Object.hasOwn(values, key) ? values[key] : undefined;
      if (text === undefined) return <span className={ui.text["dim"]}>{none}</span>;
      return <span title={text}>{text}</span>;
    },
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
