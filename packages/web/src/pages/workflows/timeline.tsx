// The stays of an instance in its states on a time axis, a row each: illegal transitions, returns and the open end are marked.
import type { Workflow } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { timeLabels } from "../../lib/axis.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useNow } from "../../ui/use-now.ts";
import { failureTimes } from "./failure-times.ts";
import { axisEnd, type Stay, toShares, toStays } from "./timeline-model.ts";
import css from "./timeline.module.css";

export function Timeline({ instance }: { readonly instance: Workflow }): JSX.Element {
  const { type, id } = instance;
  const failures = useApi(
    "/api/workflow-failures",
    { query: { id, ...failureTimes(instance), type } },
    { part: "failures on the timeline" },
  );
  const failed = new Set(failures.data?.failures.map(({ event }) => event));
  const nowMs = useNow(1000);
  const stays = toStays(instance, nowMs);
  const shares = toShares(stays);
  const [startMs, endMs] = [stays[0]?.fromMs ?? 0, axisEnd(stays)];
  if (stays.length === 0) return <p className={ui.text["dim"]}>No event of this instance is stored.</p>;
  return (
    <section className={ui.section["section"]} aria-label="Timeline">
      <header>
        <h2>Timeline</h2>
        <span className={ui.text["dim"]}>time in each state</span>
      </header>
      <ol className={css["rows"]}>
        {stays.map((stay, at) => (
          <Row
            cut={stay.toMs > endMs}
            key={`${stay.timeNs}${at}`}
            stay={stay}
            share={shares[at]!}
            failed={failed.has(stay.event)}
          />
        ))}
      </ol>
      <div className={css["axis"]} aria-hidden="true">
        {timeLabels(startMs, endMs).map(({ at, text }) => (
          <span key={at} style={{ left: `${at * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
    </section>
  );
}

function Row({
  stay,
  share,
  failed,
  cut,
}: {
  /** It goes on beyond the axis. */
  readonly cut: boolean;
  readonly stay: Stay;
  /** A handler of the event failed. */
  readonly failed: boolean;
  readonly share: { readonly left: number; readonly width: number };
}): JSX.Element {
  const { state, event, fromMs, toMs, timeNs, illegal, beganBefore, returned, isOpen } = stay;
  const took = formatDuration(toMs - fromMs);
  return (
    <li title={`${exactTimeNs(timeNs)}, ${isOpen ? "for" : "took"} ${took}`}>
      <span className={css["name"]}>
        <b className={ui.text["ellip"]}>{state}</b>
        {event !== state && <span className={ui.text["dim"]}>{event}</span>}
      </span>
      <span className={css["time"]}>{isOpen ? `${took} …` : took}</span>
      <span className={css["lane"]}>
        <i
          className={classes(
            illegal && css["illegal"],
            returned && css["returned"],
            isOpen && css["open"],
            cut && css["cut"],
          )}
          style={{ left: `${share.left * 100}%`, width: `${share.width * 100}%` }}
        />
      </span>
      <span className={css["marks"]}>
        {illegal && <Status kind="error">illegal</Status>}
        {beganBefore && <Status kind="info">began before</Status>}
        {returned && <span className={css["again"]}>↩ again</span>}
        {failed && <Status kind="error">handler failed</Status>}
        {isOpen && <Status kind="off">open</Status>}
      </span>
    </li>
  );
}
