// The operations of two traces, a row each: calls, time and errors on both sides, a bar for each, and the difference.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type CSSProperties, type JSX } from "react";

import { diffAttributes, type PathDiff, type PathSide } from "../../draw/trace-diff.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
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
  return (
    <Table className={classes(ui.table["table"], css["table"])} aria-label="Compared operations">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Operation</Table.Th>
          <Table.Th className={classes(ui.table["num"], css["count"])}>Calls</Table.Th>
          <Table.Th className={ui.table["num"]}>This</Table.Th>
          <Table.Th className={ui.table["num"]}>Other</Table.Th>
          <Table.Th className={ui.table["num"]}>Difference</Table.Th>
          <Table.Th className={css["lanes"]}>Time in the trace</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <VirtualRows
        rows={paths}
        rowHeight={40}
        keyOf={({ key }) => key}
        hasMore={false}
        isLoadingMore={false}
        onMore={() => undefined}
      >
        {(path, index, measure) => (
          <PathRow
            key={path.key}
            path={path}
            spanMs={spanMs}
            flat={flat}
            isOpen={open === path.key}
            onToggle={() => setOpen(open === path.key ? null : path.key)}
            row={{ ref: measure, "data-index": index }}
          />
        )}
      </VirtualRows>
    </Table>
  );
}

interface PathRowProps {
  readonly path: PathDiff;
  readonly spanMs: number;
  readonly flat: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly row: { readonly ref: (element: HTMLElement | null) => void; readonly "data-index": number };
}

function PathRow({ path, spanMs, flat, isOpen, onToggle, row }: PathRowProps): JSX.Element {
  const { a, b, name, service, depth, kind } = path;
  return (
    <Table.Tr {...row} className={classes(kind === "same" && css["same"])}>
      <Table.Td className={css["operation"]}>
        <div style={{ "--depth": flat ? 0 : Math.min(depth, 12) } as CSSProperties}>
          <button type="button" className={ui.table["rowLink"]} aria-expanded={isOpen} onClick={onToggle}>
            {name || "(no name)"}
          </button>
          <ServiceName name={service} className={css["service"]} />
          <Kind path={path} />
        </div>
        {isOpen && <Details path={path} />}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], css["count"])}>
        {formatCount(a?.nodes.length ?? 0)}
        {a?.nodes.length === b?.nodes.length ? "" : ` / ${formatCount(b?.nodes.length ?? 0)}`}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{timeOf(a)}</Table.Td>
      <Table.Td className={ui.table["num"]}>{timeOf(b)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])} title={`${path.deltaMs} ms`}>
        {kind === "same" ? none : signed(path.deltaMs)}
      </Table.Td>
      <Table.Td className={css["lanes"]}>
        <Lane side={a} name="a" spanMs={spanMs} />
        <Lane side={b} name="b" spanMs={spanMs} />
      </Table.Td>
    </Table.Tr>
  );
}

/** What only one trace has, and calls that failed on one side only. */
function Kind({ path: { kind, a, b } }: Pick<PathRowProps, "path">): JSX.Element | null {
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
function Details({ path }: Pick<PathRowProps, "path">): JSX.Element {
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
