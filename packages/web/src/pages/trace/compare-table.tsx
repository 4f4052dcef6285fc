// The operations of two traces, a row each: calls, time and errors on both sides, a bar for each, and the difference.
import { Link } from "@tanstack/react-router";
import { useState, type CSSProperties, type JSX } from "react";

import { diffAttributes, type PathDiff, type PathSide } from "../../draw/trace-diff.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { allLoaded } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./compare.module.css";

export interface CompareTableProps {
  readonly paths: readonly PathDiff[];
  /** The longer trace: the width of the bars. */
  readonly spanMs: number;
  /** Not indented: the rows are not in the order of calls. */
  readonly flat: boolean;
}

export function CompareTable({ paths, spanMs, flat }: CompareTableProps): JSX.Element {
  const [open, setOpen] = useState<string | null>(null);
  const onToggle = (key: string): void => setOpen(open === key ? null : key);
  return (
    <List
      label="Compared operations"
      className={css["table"]}
      columns={[operationColumn(flat, open, onToggle), ...figures, lanesColumn(spanMs)]}
      rows={paths}
      keyOf={({ key }) => key}
      more={allLoaded}
      rowHeight={40}
      rowClass={({ kind }) => (kind === "same" ? css["same"] : undefined)}
    />
  );
}

const operationColumn = (
  flat: boolean,
  open: string | null,
  onToggle: (key: string) => void,
): Column<PathDiff> => ({
  label: "Operation",
  hasLink: true,
  className: css["operation"],
  cell: (path) => (
    <div style={{ "--depth": flat ? 0 : Math.min(path.depth, 12) } as CSSProperties}>
      <button
        type="button"
        className={ui.table["rowLink"]}
        aria-expanded={open === path.key}
        onClick={() => onToggle(path.key)}
      >
        {path.name || "(no name)"}
      </button>
      <ServiceName name={path.service} className={css["service"]} />
      <Kind path={path} />
    </div>
  ),
  below: (path) => open === path.key && <Details path={path} />,
  csv: { Operation: ({ name }) => name, Service: ({ service }) => service },
});

const lanesColumn = (spanMs: number): Column<PathDiff> => ({
  label: "Time in the trace",
  hide: "phone",
  className: css["lanes"],
  cell: ({ a, b }) => (
    <>
      <Lane side={a} name="a" spanMs={spanMs} />
      <Lane side={b} name="b" spanMs={spanMs} />
    </>
  ),
  csv: {},
});

const figures: readonly Column<PathDiff>[] = [
  {
    label: "Calls",
    isFigure: true,
    hide: "phone",
    cell: ({ a, b }) => {
      const [here, there] = [a?.nodes.length ?? 0, b?.nodes.length ?? 0];
      return here === there ? formatCount(here) : `${formatCount(here)} / ${formatCount(there)}`;
    },
    csv: {
      "Calls in this": ({ a }) => a?.nodes.length,
      "Calls in other": ({ b }) => b?.nodes.length,
      "Errors in this": ({ a }) => a?.errors,
      "Errors in other": ({ b }) => b?.errors,
    },
  },
  {
    label: "This",
    isFigure: true,
    cell: ({ a }) => timeOf(a),
    csv: { "This (ms)": ({ a }) => a?.totalMs },
  },
  {
    label: "Other",
    isFigure: true,
    cell: ({ b }) => timeOf(b),
    csv: { "Other (ms)": ({ b }) => b?.totalMs },
  },
  {
    label: "Difference",
    isFigure: true,
    cellClass: ui.text["strong"],
    title: ({ deltaMs }) => `${deltaMs} ms`,
    cell: ({ kind, deltaMs }) => (kind === "same" ? none : signed(deltaMs)),
    csv: { "Difference (ms)": ({ deltaMs }) => deltaMs },
  },
];

interface PathProps {
  readonly path: PathDiff;
}

/** What only one trace has, and calls that failed on one side only. */
function Kind({ path: { kind, a, b } }: PathProps): JSX.Element | null {
  if (kind === "only-a") return <span className={classes(css["chip"], css["a"])}>only this</span>;
  if (kind === "only-b") return <span className={classes(css["chip"], css["b"])}>only other</span>;
  const [here, there] = [a?.errors ?? 0, b?.errors ?? 0];
  if (here === there) return null;
  return (
    <Status kind="error" className={css["errors"]}>
      {formatCount(here)} / {formatCount(there)} errors
    </Status>
  );
}

/** From the first start of the spans to the last end. */
function Lane({
  side,
  name,
  spanMs,
}: {
  readonly side: PathSide | null;
  readonly name: "a" | "b";
  readonly spanMs: number;
}): JSX.Element {
  if (side === null || spanMs === 0) return <span className={css["lane"]} />;
  const end = side.nodes.reduce((last, node) => Math.max(last, node.end), 0);
  const left = (side.start / spanMs) * 100;
  const width = Math.max(0.4, ((end - side.start) / spanMs) * 100);
  return (
    <span
      className={css["lane"]}
      title={`+${formatDuration(side.start)} to +${formatDuration(end)}, self ${formatDuration(side.selfMs)}`}
    >
      <i className={css[name]} style={{ left: `${Math.min(left, 99.6)}%`, width: `${width}%` }} />
    </span>
  );
}

/** Self times, attributes with other values, and links to the longest span on each side. */
function Details({ path }: PathProps): JSX.Element {
  const attributes = diffAttributes(path);
  return (
    <div className={css["details"]}>
      <p className={ui.text["dim"]}>
        Self time {timeOf(path.a, "selfMs")} / {timeOf(path.b, "selfMs")} ·{" "}
        <SpanLink side={path.a} label="Span in this" /> <SpanLink side={path.b} label="Span in other" />
      </p>
      {attributes.length > 0 && (
        <dl>
          {attributes.map(({ key, a, b }) => (
            <div key={key}>
              <dt className={ui.text["mono"]}>{key}</dt>
              <dd className={classes(ui.text["mono"], css["a"])}>{a.join(", ") || none}</dd>
              <dd className={classes(ui.text["mono"], css["b"])}>{b.join(", ") || none}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function SpanLink({
  side,
  label,
}: {
  readonly side: PathSide | null;
  readonly label: string;
}): JSX.Element | null {
  if (side === null) return null;
  const { traceId, spanId } = side.longest.span;
  return (
    <Link to="/traces/$id" params={{ id: traceId }} search={{ span: spanId }} className={ui.text["link"]}>
      {label}
    </Link>
  );
}

function timeOf(side: PathSide | null, field: "totalMs" | "selfMs" = "totalMs"): string {
  return side === null ? none : formatDuration(side[field]);
}

function signed(ms: number): string {
  return `${ms < 0 ? "−" : "+"}${formatDuration(Math.abs(ms))}`;
}
