// Business records, traces, errors and logs in order of time; each line leads to its own page. The page binds `j` and `k`: it can have several.
import { Link } from "@tanstack/react-router";
import type { ActivityError, BusinessEvent, LogRecord, TraceSummary } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney } from "../../lib/format-money.ts";
import { recordLine } from "../../lib/business-record.ts";
import { severityOf } from "../../lib/severity.ts";
import { exactTimeNs, formatTimeMs, nsToMs } from "../../lib/time.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../classes.ts";
import { Icon, type IconName } from "../icons.tsx";
import type { Column } from "../list/column.ts";
import { List } from "../list/list.tsx";
import { ServiceName } from "../service-name.tsx";
import { ui } from "../styles.ts";
import { Time } from "../time.tsx";
import type { ActivityEntry, ActivityKind } from "./activity-entries.ts";
import css from "./activity-table.module.css";
import { entryText } from "./entry-text.ts";
import { eventTitle } from "./event-title.ts";

export interface ActivityTableProps {
  readonly entries: readonly ActivityEntry[];
  readonly label: string;
  /** Of one transaction, which began then (Unix ns): times are also shown since then. Else of one day of a person, who did several things. */
  readonly startNs?: string;
  /** The list whose file has these entries, where several tables are one list. */
  readonly isSavedWith?: string;
  /** There are more than the list has. */
  readonly truncated?: boolean | undefined;
}

const icons: Readonly<Record<ActivityKind, IconName>> = {
  record: "transactions",
  trace: "traces",
  error: "errors",
  log: "logs",
};

export function ActivityTable({ entries, label, startNs, ...file }: ActivityTableProps): JSX.Element {
  return (
    <List
      label={label}
      isOfNow
      {...file}
      className={classes(css["activity"], startNs !== undefined && css["sinceStart"])}
      columns={activityColumns(startNs)}
      rows={entries}
      keyOf={({ key }) => key}
      rowClass={({ kind }) => css[kind]}
    />
  );
}

/** `startNs` as in the table. */
export const activityColumns = (startNs?: string): readonly Column<ActivityEntry>[] => [
  {
    label: "Time",
    className: css["time"],
    cellClass: ui.text["dim"],
    cell: ({ timeNs }) =>
      startNs === undefined ? (
        <TimeOfDay ns={timeNs} />
      ) : (
        <>
          <Time ns={timeNs} exact />
          <span className={css["since"]}>+{formatDuration(sinceMs(timeNs, startNs))}</span>
        </>
      ),
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  {
    label: "What",
    hasLink: true,
    cellClass: css["what"],
    cell: (entry) => (
      <>
        <Icon name={icons[entry.kind]} />
        <span className={ui.text["sr"]}>{entry.kind} </span>
        <What entry={entry} isOfOne={startNs !== undefined} />
      </>
    ),
    csv: { Kind: ({ kind }) => kind, What: entryText, "Trace id": ({ traceId }) => traceId },
  },
  {
    label: "Service",
    hide: "phone",
    className: css["where"],
    cell: (entry) => <ServiceName name={serviceOf(entry)} className={css["service"]} />,
    csv: serviceOf,
  },
  {
    label: "Took",
    isFigure: true,
    className: css["took"],
    cell: (entry) => {
      const ms = tookMs(entry);
      return ms !== null && formatDuration(ms);
    },
    csv: { "Duration (ms)": tookMs },
  },
];

/** Without the day. */
function TimeOfDay({ ns }: { readonly ns: string }): JSX.Element {
  const ms = nsToMs(ns);
  return (
    <time dateTime={exactTimeNs(ns)} title={exactTimeNs(ns)}>
      {formatTimeMs(ms, ms)}
    </time>
  );
}

function sinceMs(timeNs: string, startNs: string): number {
  return Math.max(0, nsToMs(BigInt(timeNs) - BigInt(startNs)));
}

function tookMs(entry: ActivityEntry): number | null {
  if (entry.kind === "trace") return nsToMs(entry.trace.durationNs);
  return entry.kind === "record" ? entry.event.durationMs : null;
}

function serviceOf(entry: ActivityEntry): string {
  if (entry.kind === "record") return entry.event.service;
  if (entry.kind === "trace") return entry.trace.rootService;
  return entry.kind === "error" ? entry.error.service : entry.log.service;
}

function What({ entry, isOfOne }: { readonly entry: ActivityEntry; readonly isOfOne: boolean }): JSX.Element {
  switch (entry.kind) {
    case "record":
      return <RecordWords event={entry.event} isOfOne={isOfOne} />;
    case "trace":
      return <TraceWords trace={entry.trace} />;
    case "error":
      return <ErrorWords error={entry.error} />;
    case "log":
      return <LogWords log={entry.log} />;
  }
}

interface RecordWordsProps {
  readonly event: BusinessEvent;
  /** The list is of one transaction, so that its name need not be said. */
  readonly isOfOne: boolean;
}

function RecordWords({ event, isOfOne }: RecordWordsProps): JSX.Element {
  const isBad = event.outcome === "failed";
  const title = isOfOne ? eventTitle(event) : `${event.name}: ${eventTitle(event)}`;
  return (
    <>
      {event.traceId === "" ? (
        <b className={isBad ? ui.text["bad"] : undefined}>{title}</b>
      ) : (
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], isBad && ui.text["bad"])}
          to="/traces/$id"
          params={{ id: event.traceId }}
          search={{ span: event.spanId === "" ? undefined : event.spanId }}
          title="Open its span"
        >
          {title}
        </Link>
      )}
      {!isOfOne && event.kind === "transaction" && (
        <Link
          className={classes(ui.text["link"], ui.text["mono"])}
          to="/transactions/$type/$id"
          params={{ type: event.name, id: event.entityId }}
        >
          {event.entityId}
        </Link>
      )}
      <Details event={event} />
    </>
  );
}

const detailsShown = 4;
/** Attributes that the library adds; they are in the tooltip of the others. */
const ownPrefix = "telltale.";

function Details({
  event: { kind, phase, reason, amount, currency, entityId, name, attributes },
}: {
  readonly event: BusinessEvent;
}): JSX.Element {
  const values = Object.entries(attributes).map(([key, value]) => [key, valueText(value)] as const);
  const shown = values.filter(([key]) => !key.startsWith(ownPrefix)).slice(0, detailsShown);
  const isMoney = amount !== null && phase !== "step";
  return (
    <span className={css["details"]}>
      {reason !== "" && <Chip name="reason" text={reason} />}
      {isMoney && <Chip name="amount" text={formatMoney({ amount, currency })} />}
      {kind === "workflow" && <Chip name={name} text={entityId} />}
      {shown.map(([key, text]) => (
        <Chip key={key} name={key} text={text} />
      ))}
      {values.length > shown.length && (
        <span className={ui.text["dim"]} title={values.map(([key, text]) => `${key}=${text}`).join("\n")}>
          + {values.length - shown.length}
        </span>
      )}
    </span>
  );
}

function Chip({ name, text }: { readonly name: string; readonly text: string }): JSX.Element {
  return (
    <span className={classes(ui.chip["chip"], css["chip"])} title={`${name}=${text}`}>
      <span className={ui.text["ellip"]}>{name}</span> <b className={ui.text["ellip"]}>{text}</b>
    </span>
  );
}

function TraceWords({ trace }: { readonly trace: TraceSummary }): JSX.Element {
  return (
    <>
      <Link
        className={ui.table["rowLink"]}
        to="/traces/$id"
        params={{ id: trace.traceId }}
        title="Open the trace"
      >
        {trace.rootName === "" ? `trace ${trace.traceId.slice(0, 8)}…` : trace.rootName}
      </Link>
      <span className={ui.text["dim"]}>
        {formatCount(trace.spanCount)} {trace.spanCount === 1 ? "span" : "spans"}
      </span>
      {trace.errorCount > 0 && (
        <span className={ui.text["bad"]}>
          {formatCount(trace.errorCount)} {trace.errorCount === 1 ? "error" : "errors"}
        </span>
      )}
    </>
  );
}

function ErrorWords({ error }: { readonly error: ActivityError }): JSX.Element {
  return (
    <>
      <Link
        className={classes(ui.table["rowLink"], ui.text["bad"])}
        to="/errors/$fingerprint"
        params={{ fingerprint: error.fingerprint }}
        title="Open the error group"
      >
        {error.type}
      </Link>
      <span className={ui.text["soft"]}>{error.message}</span>
    </>
  );
}

function LogWords({ log }: { readonly log: LogRecord }): JSX.Element {
  const severity = severityOf(log.severityNumber);
  const isLoud = severity === "error" || severity === "fatal";
  return (
    <>
      <span className={classes(css["severity"], isLoud && ui.text["bad"])}>{severity}</span>
      <Link
        className={ui.table["rowLink"]}
        to="/logs"
        search={{ trace: log.traceId, record: log.id }}
        title="Open among the logs of the trace"
      >
        {recordLine(log) || log.eventName}
      </Link>
    </>
  );
}
