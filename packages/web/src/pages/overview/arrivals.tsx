// Live events, newest first; a new row slides in and is highlighted for a moment.
import { Link } from "@tanstack/react-router";
import type { Arrival } from "contract";
import { useState, type JSX } from "react";

import { exactTime } from "../../lib/time.ts";
import { useLive } from "../../state/live.ts";
import { classes } from "../../ui/classes.ts";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./now.module.css";

const icons: Readonly<Record<Arrival["kind"], IconName>> = {
  trace: "traces",
  log: "logs",
  transaction: "flag",
  journey: "journeys",
  workflow: "workflows",
};
const words: Readonly<Record<Arrival["status"], readonly [StatusKind, string] | undefined>> = {
  ok: undefined,
  none: undefined,
  warn: ["warn", "warning"],
  error: ["error", "error"],
};

/** What is said without events: before the stream is open, whether there were any is not known. */
const noEvents = {
  open: "No events since this page was opened.",
  connecting: "Connecting: events are not known yet.",
  lost: "Not connected: events are not known.",
} as const;

/** The latest events, at most `rows`. */
export function Arrivals({ rows = 9 }: { readonly rows?: number }): JSX.Element {
  const arrivals = useLive((state) => state.arrivals);
  const paused = useLive((state) => state.paused);
  const connection = useLive((state) => state.connection);
  const [opened] = useState(() => Date.now());
  return (
    <section className={classes(ui.section["section"], css["arrivals"])}>
      <header>
        <h2>Live events</h2>
        <span className={classes(ui.text["dim"], ui.section["end"])}>
          {paused ? "paused" : "newest first"}
        </span>
      </header>
      {arrivals.length === 0 ? (
        <p className={classes(ui.text["dim"], css["empty"])}>{noEvents[connection]}</p>
      ) : (
        <ol aria-live="off">
          {arrivals.slice(0, rows).map((arrival) => (
            <Row
              key={`${arrival.time}${arrival.kind}${arrival.title}${arrival.traceId}`}
              arrival={arrival}
              isNew={Date.parse(arrival.time) > opened}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Row({
  arrival: { time, kind, title, service, traceId, status },
  isNew,
}: {
  readonly arrival: Arrival;
  readonly isNew: boolean;
}): JSX.Element {
  const mark = words[status];
  return (
    <li className={isNew ? css["new"] : undefined}>
      <time dateTime={time} title={exactTime(time)}>
        {clock(time)}
      </time>
      <span className={classes(css["icon"], kind === "transaction" && css["accent"])} title={kind}>
        <Icon name={icons[kind]} />
      </span>
      <span className={css["what"]}>
        {traceId === "" ? (
          <span className={ui.text["ellip"]}>{title}</span>
        ) : (
          <Link
            className={classes(ui.table["rowLink"], ui.text["ellip"])}
            to="/traces/$id"
            params={{ id: traceId }}
          >
            {title}
          </Link>
        )}
        {mark !== undefined && (
          <Status kind={mark[0]} title={mark[1]}>
            <span className={ui.text["sr"]}>{mark[1]}</span>
          </Status>
        )}
      </span>
      <span className={css["from"]}>
        <ServiceName name={service} className={css["service"]} />
      </span>
    </li>
  );
}

function clock(time: string): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
