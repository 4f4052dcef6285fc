// Every record of an instance with its verdict, service, attributes, trace and logs.
import { Link } from "@tanstack/react-router";
import type { BusinessEvent, Workflow, WorkflowStep } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./steps-table.module.css";

interface Entry {
  readonly event: BusinessEvent;
  /** Absent for the start and the end. */
  readonly step: WorkflowStep | undefined;
}

export const stepColumns: readonly Column<Entry>[] = [
  {
    label: "Time",
    cellClass: ui.text["dim"],
    cell: ({ event }) => <Time ns={event.timeNs} exact />,
    csv: ({ event }) => exactTimeNs(event.timeNs),
  },
  {
    label: "Record",
    cell: (entry) => <Name entry={entry} />,
    csv: {
      Record: ({ event, step }) => step?.event ?? event.phase,
      State: ({ event }) => event.state,
      Illegal: ({ step }) => step?.illegal,
    },
  },
  {
    label: "After",
    isFigure: true,
    cell: ({ step }) => formatDuration(step?.sinceMs),
    csv: { "After (ms)": ({ step }) => step?.sinceMs },
  },
  {
    label: "Service",
    hide: "phone",
    cell: ({ event }) => <ServiceName name={event.service} />,
    csv: ({ event }) => event.service,
  },
  {
    label: "Attributes",
    hide: "narrow",
    cellClass: css["details"],
    cell: ({ event }) => <Details event={event} />,
    csv: ({ event }) => JSON.stringify(Object.fromEntries(ownAttributes(event))),
  },
  {
    label: "Trace",
    cell: ({ event: { traceId, spanId } }) =>
      traceId === "" ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : (
        <span className={css["ways"]}>
          <Link
            className={classes(ui.text["link"], ui.text["mono"])}
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ span: spanId === "" ? undefined : spanId }}
          >
            {traceId.slice(0, 8)}…
          </Link>
          <Link className={ui.text["link"]} to="/logs" search={{ trace: traceId }}>
            Logs
          </Link>
        </span>
      ),
    csv: ({ event }) => event.traceId,
  },
];

export function StepsTable({ instance }: { readonly instance: Workflow }): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Records">
      <header>
        <h2>Records</h2>
        <span className={ui.text["dim"]}>oldest first</span>
      </header>
      <List
        label="Records"
        columns={stepColumns}
        rows={toEntries(instance)}
        keyOf={({ event }) => event.uid}
      />
    </section>
  );
}

/** The steps are the events in order; other records are the start and the end. */
function toEntries({ events, steps }: Workflow): Entry[] {
  let next = 0;
  return events.map((event) => ({ event, step: event.phase === "event" ? steps[next++] : undefined }));
}

function Name({ entry: { event, step } }: { readonly entry: Entry }): JSX.Element {
  if (step === undefined)
    return (
      <>
        <b className={ui.text["strong"]}>{event.phase}</b>{" "}
        {event.state !== "" && <span className={ui.text["soft"]}>in {event.state}</span>}
      </>
    );
  return (
    <>
      <b className={ui.text["strong"]}>{step.event}</b>{" "}
      {step.from !== "" && step.event !== step.from && (
        <span className={classes(ui.text["dim"], ui.screen["hidePhone"])}>after {step.from}</span>
      )}{" "}
      {step.illegal && <Status kind="error">illegal</Status>}
      {step.beganBefore && <Status kind="info">began before</Status>}
    </>
  );
}

/** Without those that the library adds. */
function ownAttributes({
  attributes,
}: BusinessEvent): [name: string, value: BusinessEvent["attributes"][string]][] {
  return Object.entries(attributes).filter(([key]) => !key.startsWith("telltale."));
}

function Details({ event }: { readonly event: BusinessEvent }): JSX.Element {
  const own = ownAttributes(event);
  if (own.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span className={css["chips"]}>
      {own.slice(0, 3).map(([key, value]) => (
        <span className={ui.chip["chip"]} key={key} title={`${key}=${valueText(value)}`}>
          {key} <b className={ui.text["ellip"]}>{valueText(value)}</b>
        </span>
      ))}
      {own.length > 3 && <span className={ui.text["dim"]}>+ {own.length - 3}</span>}
    </span>
  );
}
