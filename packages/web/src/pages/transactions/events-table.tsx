// Every record of a transaction as it was stored, with its own attributes.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { BusinessEvent } from "contract";
import type { JSX } from "react";

import { none } from "../../lib/locale.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { eventTitle } from "./event-title.ts";
import css from "./events-table.module.css";

export function EventsTable({ events }: { readonly events: readonly BusinessEvent[] }): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]} role="group" aria-label="Events" {...scrollable}>
      <Table className={ui.table["table"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Service</Table.Th>
            <Table.Th>Details</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Span</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={event.uid}>
              <Table.Td className={ui.text["dim"]}>
                <Time ns={event.timeNs} exact />
              </Table.Td>
              <Table.Td>
                <b className={classes(ui.text["strong"], event.outcome === "failed" && ui.text["bad"])}>
                  {eventTitle(event)}
                </b>
              </Table.Td>
              <Table.Td className={ui.screen["hidePhone"]}>
                <ServiceName name={event.service} />
              </Table.Td>
              <Table.Td className={css["details"]}>{details(event)}</Table.Td>
              <Table.Td className={ui.screen["hideNarrow"]}>
                {event.traceId === "" ? (
                  <span className={ui.text["dim"]}>{none}</span>
                ) : (
                  <Link
                    className={classes(ui.text["link"], ui.text["mono"])}
                    to="/traces/$id"
                    params={{ id: event.traceId }}
                    search={{ span: event.spanId === "" ? undefined : event.spanId }}
                  >
                    {event.spanId.slice(0, 8) || event.traceId.slice(0, 8)}…
                  </Link>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function details({ reason, attributes }: BusinessEvent): JSX.Element {
  const entries = Object.entries(attributes);
  if (reason === "" && entries.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <>
      {reason !== "" && (
        <span className={classes(ui.chip["chip"], css["chip"])}>
          reason <b>{reason}</b>
        </span>
      )}
      {entries.slice(0, 4).map(([key, value]) => (
        <span
          className={classes(ui.chip["chip"], css["chip"])}
          key={key}
          title={`${key}=${valueText(value)}`}
        >
          {key} <b className={ui.text["ellip"]}>{valueText(value)}</b>
        </span>
      ))}
      {entries.length > 4 && <span className={ui.text["dim"]}>+ {entries.length - 4}</span>}
    </>
  );
}
