// Every record of a transaction as it was stored, with what each carried of its own.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { BusinessEvent } from "contract";
import type { JSX } from "react";

import { none } from "../../lib/locale.ts";
import { valueText } from "../../lib/value-text.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Time } from "../../ui/time.tsx";
import { eventTitle } from "./event-title.ts";

export function EventsTable({ events }: { readonly events: readonly BusinessEvent[] }): JSX.Element {
  return (
    <div className="scroll-x">
      <Table className="table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th className="hide-p">Service</Table.Th>
            <Table.Th>Details</Table.Th>
            <Table.Th className="hide-s">Span</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={event.uid}>
              <Table.Td className="dim">
                <Time ns={event.timeNs} exact />
              </Table.Td>
              <Table.Td>
                <b className={`strong ${event.outcome === "failed" ? "bad" : ""}`}>{eventTitle(event)}</b>
              </Table.Td>
              <Table.Td className="hide-p">
                <ServiceName name={event.service} />
              </Table.Td>
              <Table.Td className="said">{said(event)}</Table.Td>
              <Table.Td className="hide-s">
                {event.traceId === "" ? (
                  <span className="dim">{none}</span>
                ) : (
                  <Link
                    className="link mono"
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

function said({ reason, attributes }: BusinessEvent): JSX.Element {
  const entries = Object.entries(attributes);
  if (reason === "" && entries.length === 0) return <span className="dim">{none}</span>;
  return (
    <>
      {reason !== "" && (
        <span className="chip">
          reason <b>{reason}</b>
        </span>
      )}
      {entries.slice(0, 4).map(([key, value]) => (
        <span className="chip" key={key} title={`${key}=${valueText(value)}`}>
          {key} <b className="ellip">{valueText(value)}</b>
        </span>
      ))}
      {entries.length > 4 && <span className="dim">+ {entries.length - 4}</span>}
    </>
  );
}
