// The steps of a transaction on a line: a dot for each record, its name, and its time since the start.
import type { BusinessEvent } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { StatusMark, type StatusKind } from "../../ui/status.tsx";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import { eventTitle } from "../../ui/activity/event-title.ts";
import css from "./step-line.module.css";

/** Distances are equal; the texts between show the durations. */
export function StepLine({
  events,
  open,
}: {
  readonly events: readonly BusinessEvent[];
  readonly open: boolean;
}): JSX.Element | null {
  const start = events[0];
  if (start === undefined) return null;
  return (
    <ol className={classes(css["steps"], ui.screen["scrollX"])} aria-label="Steps" {...scrollable}>
      {events.map((event, at) => {
        const before = events[at - 1];
        const took = before === undefined ? undefined : nsToMs(event.timeNs) - nsToMs(before.timeNs);
        return (
          <li key={event.uid}>
            <span className={css["dot"]}>{dotOf(event) ?? <i />}</span>
            <b className={event.outcome === "failed" ? "bad" : ""}>{eventTitle(event)}</b>
            <span className={ui.text["dim"]} title={exactTimeNs(event.timeNs)}>
              {at === 0 ? "0" : `+${formatDuration(nsToMs(event.timeNs) - nsToMs(start.timeNs))}`}
            </span>
            {took !== undefined && <span className={css["took"]}>{formatDuration(took)}</span>}
          </li>
        );
      })}
      {open && (
        <li className={css["open"]}>
          <span className={css["dot"]}>
            <StatusMark kind="off" />
          </span>
          <b className={ui.text["dim"]}>still open</b>
        </li>
      )}
    </ol>
  );
}

function dotOf({ phase, outcome }: BusinessEvent): JSX.Element | undefined {
  if (phase === "abandoned") return <StatusMark kind="off" size={14} />;
  if (phase !== "ended") return undefined;
  const kinds: Readonly<Record<string, StatusKind>> = { completed: "ok", failed: "error", abandoned: "off" };
  return <StatusMark kind={kinds[outcome] ?? "ok"} size={14} />;
}
