// The list: one row a trace, the row is the link.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import type { CSSProperties, JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { serviceColor } from "../../ui/service-color.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import type { TracesSearch } from "./search.ts";

export interface TracesTableProps {
  readonly traces: readonly TraceSummary[];
  readonly order: TracesSearch["order"];
  /** The row that has the focus, for the picture; `undefined` when none has. */
  readonly onRow: (traceId: string | undefined) => void;
}

/** Of the skeleton, with the widths of the table itself. */
export const columns = [
  ["Trace", "c-name"],
  ["Service", "c-service"],
  ["Services", "c-services"],
  ["Duration", "num c-duration"],
  ["", "c-bar"],
  ["Spans", "num c-spans"],
  ["Errors", "num c-errors"],
  ["Started", "num c-started"],
] as const;

export function TracesTable({ traces, order, onRow }: TracesTableProps): JSX.Element {
  const longest = traces.reduce((most, trace) => Math.max(most, Number(trace.durationNs)), 1);
  const slowest = order === "slowest";
  return (
    <div
      onFocus={(event) => onRow(event.target.closest<HTMLElement>("[data-trace]")?.dataset["trace"])}
      onBlur={() => onRow(undefined)}
    >
      <Table className="table traces">
        <Table.Thead className="sticky">
          <Table.Tr>
            <Table.Th className="c-name">Trace</Table.Th>
            <Table.Th className="c-service">Service</Table.Th>
            <Table.Th className="c-services">Services</Table.Th>
            <Table.Th className="num c-duration" {...(slowest ? { "aria-sort": "descending" } : {})}>
              Duration{slowest && " ↓"}
            </Table.Th>
            <Table.Th className="c-bar" aria-hidden="true" />
            <Table.Th className="num c-spans">Spans</Table.Th>
            <Table.Th className="num c-errors">Errors</Table.Th>
            <Table.Th className="num c-started" {...(slowest ? {} : { "aria-sort": "descending" })}>
              Started{!slowest && " ↓"}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {traces.map((trace) => (
            <Row key={trace.traceId} trace={trace} longest={longest} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ trace, longest }: { readonly trace: TraceSummary; readonly longest: number }): JSX.Element {
  const ns = Number(trace.durationNs);
  const failed = trace.errorCount > 0;
  return (
    <Table.Tr data-trace={trace.traceId}>
      <Table.Td className="c-name">
        <Link to="/traces/$id" params={{ id: trace.traceId }} className="row-link ellip">
          {failed && <StatusMark kind="error" />}
          <span className="ellip" title={trace.rootName}>
            {trace.rootName || "(root span missing)"}
          </span>
        </Link>
      </Table.Td>
      <Table.Td className="c-service">
        <ServiceName name={trace.rootService} />
      </Table.Td>
      <Table.Td className="c-services">
        <Services names={trace.services} root={trace.rootService} />
      </Table.Td>
      <Table.Td className="num strong" title={`${trace.durationNs} ns`}>
        {formatDuration(ns / 1e6)}
      </Table.Td>
      <Table.Td className="c-bar">
        <span className="dbar">
          <i className={failed ? "err" : ""} style={{ width: `${Math.max(1, (ns / longest) * 100)}%` }} />
        </span>
      </Table.Td>
      <Table.Td className="num c-spans">{formatCount(trace.spanCount)}</Table.Td>
      <Table.Td className="num c-errors">
        {failed ? (
          <span className="bad">{formatCount(trace.errorCount)}</span>
        ) : (
          <span className="dim">–</span>
        )}
      </Table.Td>
      <Table.Td className="num soft">
        <Time ns={trace.startNs} exact />
      </Table.Td>
    </Table.Tr>
  );
}

const named = 3;

function Services({
  names,
  root,
}: {
  readonly names: readonly string[];
  readonly root: string;
}): JSX.Element {
  const others = names.filter((name) => name !== root);
  if (others.length === 0) return <span className="dim">–</span>;
  return (
    <span className="svcs" title={names.join(", ")}>
      {others.slice(0, named).map((name) => (
        <span key={name} className="svc" style={{ "--c": serviceColor(name) } as CSSProperties}>
          {name}
        </span>
      ))}
      {others.length > named && <span className="dim">+ {others.length - named}</span>}
    </span>
  );
}
