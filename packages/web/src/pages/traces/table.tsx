// The list of traces. Each row is a link to its trace.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import type { CSSProperties, JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { serviceColor } from "../../ui/service-color.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import type { TracesSearch } from "./search.ts";
import css from "./table.module.css";
import { ui } from "../../ui/styles.ts";
import serviceName from "../../ui/service-name.module.css";

export interface TracesTableProps {
  readonly traces: readonly TraceSummary[];
  readonly order: TracesSearch["order"];
  /** Called with the trace of the row that gets the focus, for the picture; `undefined` when no row has it. */
  readonly onRow: (traceId: string | undefined) => void;
}

export const skeletonClass = css["traces"];

/** The columns of the skeleton, as wide as those of the table. */
export const columns = [
  ["Trace", undefined],
  ["Service", css["service"]],
  ["Services", css["services"]],
  ["Duration", classes(ui.table["num"], css["duration"])],
  ["", css["bar"]],
  ["Spans", classes(ui.table["num"], css["spans"])],
  ["Errors", classes(ui.table["num"], css["errors"])],
  ["Started", classes(ui.table["num"], css["started"])],
] as const;

export function TracesTable({ traces, order, onRow }: TracesTableProps): JSX.Element {
  const table = useRowKeys();
  const longest = traces.reduce((most, trace) => Math.max(most, Number(trace.durationNs)), 1);
  return (
    <div
      onFocus={(event) => onRow(event.target.closest<HTMLElement>("[data-trace]")?.dataset["trace"])}
      onBlur={() => onRow(undefined)}
    >
      <Table ref={table} aria-label="Traces" className={classes(ui.table["table"], css["traces"])}>
        <Head slowest={order === "slowest"} />
        <Table.Tbody>
          {traces.map((trace) => (
            <Row key={trace.traceId} trace={trace} longest={longest} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Head({ slowest }: { readonly slowest: boolean }): JSX.Element {
  return (
    <Table.Thead className={classes(ui.table["sticky"], css["head"])}>
      <Table.Tr>
        <Table.Th>Trace</Table.Th>
        <Table.Th className={css["service"]}>Service</Table.Th>
        <Table.Th className={css["services"]}>Services</Table.Th>
        <Table.Th
          className={classes(ui.table["num"], css["duration"])}
          {...(slowest ? { "aria-sort": "descending" } : {})}
        >
          Duration{slowest && " ↓"}
        </Table.Th>
        <Table.Th className={css["bar"]} aria-hidden="true" />
        <Table.Th className={classes(ui.table["num"], css["spans"])}>Spans</Table.Th>
        <Table.Th className={classes(ui.table["num"], css["errors"])}>Errors</Table.Th>
        <Table.Th
          className={classes(ui.table["num"], css["started"])}
          {...(slowest ? {} : { "aria-sort": "descending" })}
        >
          Started{!slowest && " ↓"}
        </Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

function Row({ trace, longest }: { readonly trace: TraceSummary; readonly longest: number }): JSX.Element {
  const ns = Number(trace.durationNs);
  const failed = trace.errorCount > 0;
  return (
    <Table.Tr data-trace={trace.traceId}>
      <Table.Td>
        <Link
          to="/traces/$id"
          params={{ id: trace.traceId }}
          className={classes(ui.table["rowLink"], ui.text["ellip"], css["link"])}
        >
          {failed && <StatusMark kind="error" />}
          <span className={ui.text["ellip"]} title={trace.rootName}>
            {trace.rootName || "(root span missing)"}
          </span>
        </Link>
      </Table.Td>
      <Table.Td className={css["service"]}>
        <ServiceName name={trace.rootService} />
      </Table.Td>
      <Table.Td className={css["services"]}>
        <Services names={trace.services} root={trace.rootService} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["strong"])} title={`${trace.durationNs} ns`}>
        {formatDuration(ns / 1e6)}
      </Table.Td>
      <Table.Td className={css["bar"]}>
        <span className={css["share"]}>
          <i
            className={failed ? css["failed"] : ""}
            style={{ width: `${Math.max(1, (ns / longest) * 100)}%` }}
          />
        </span>
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], css["spans"])}>{formatCount(trace.spanCount)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], css["errors"])}>
        {failed ? (
          <span className={ui.text["bad"]}>{formatCount(trace.errorCount)}</span>
        ) : (
          <span className={ui.text["dim"]}>–</span>
        )}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["soft"])}>
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
  if (others.length === 0) return <span className={ui.text["dim"]}>–</span>;
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
