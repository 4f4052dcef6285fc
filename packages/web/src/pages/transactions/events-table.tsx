// Every record of a transaction as it was stored, with what each carried of its own.
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
      <table className="table">
        <thead>
          <tr>
            <th>Time</th>
            <th>What</th>
            <th className="hide-p">Service</th>
            <th>Said</th>
            <th className="hide-s">Span</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.uid}>
              <td className="dim">
                <Time ns={event.timeNs} exact />
              </td>
              <td>
                <b className={`strong ${event.outcome === "failed" ? "bad" : ""}`}>{eventTitle(event)}</b>
              </td>
              <td className="hide-p">
                <ServiceName name={event.service} />
              </td>
              <td className="said">{said(event)}</td>
              <td className="hide-s">
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
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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
