// Every record of an instance with its verdict, service, attributes, trace and logs.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { BusinessEvent, Workflow, WorkflowStep } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./steps-table.module.css";

export function StepsTable({ instance }: { readonly instance: Workflow }): JSX.Element {
  const rows = toRows(instance);
  return (
    <section className={ui.section["section"]} aria-label="Records">
      <header>
        <h2>Records</h2>
        <span className={ui.text["dim"]}>oldest first</span>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table className={classes(ui.table["still"], css["records"])} aria-label="Records">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th>Record</Table.Th>
              <Table.Th className={ui.table["num"]}>After</Table.Th>
              <Table.Th className={ui.screen["hidePhone"]}>Service</Table.Th>
              <Table.Th className={ui.screen["hideNarrow"]}>Attributes</Table.Th>
              <Table.Th>Trace</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ event, step }) => (
              <Row key={event.uid} event={event} step={step} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

/** The steps are the events in order; other records are the start and the end. */
function toRows({ events, steps }: Workflow): { event: BusinessEvent; step: WorkflowStep | undefined }[] {
  let next = 0;
  return events.map((event) => ({ event, step: event.phase === "event" ? steps[next++] : undefined }));
}

function Row({
  event,
  step,
}: {
  readonly event: BusinessEvent;
  readonly step: WorkflowStep | undefined;
}): JSX.Element {
  return (
    <Table.Tr>
      <Table.Td className={ui.text["dim"]}>
        <Time ns={event.timeNs} exact />
      </Table.Td>
      <Table.Td>
        <b className={ui.text["strong"]}>{step === undefined ? event.phase : step.event}</b>{" "}
        {step === undefined && event.state !== "" && (
          <span className={ui.text["soft"]}>in {event.state}</span>
        )}
        {step !== undefined && step.from !== "" && step.event !== step.from && (
          <span className={classes(ui.text["dim"], ui.screen["hidePhone"])}>after {step.from}</span>
        )}{" "}
        {step?.illegal === true && <Status kind="error">illegal</Status>}
        {step?.beganBefore === true && <Status kind="info">began before</Status>}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatDuration(step?.sinceMs)}</Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <ServiceName name={event.service} />
      </Table.Td>
      <Table.Td className={classes(css["details"], ui.screen["hideNarrow"])}>
        <Details event={event} />
      </Table.Td>
      <Table.Td>
        {event.traceId === "" ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <span className={css["ways"]}>
            <Link
              className={classes(ui.text["link"], ui.text["mono"])}
              to="/traces/$id"
              params={{ id: event.traceId }}
              search={{ span: event.spanId === "" ? undefined : event.spanId }}
            >
              {event.traceId.slice(0, 8)}…
            </Link>
            <Link className={ui.text["link"]} to="/logs" search={{ trace: event.traceId }}>
              Logs
            </Link>
          </span>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Attributes of the event without those that the library adds. */
function Details({ event }: { readonly event: BusinessEvent }): JSX.Element {
  const own = Object.entries(event.attributes).filter(([key]) => !key.startsWith("telltale."));
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
