// The path of one person, visit by visit. Each point links to its trace.
import { Link } from "@tanstack/react-router";
import type { JourneyPerson, UserTimeline } from "contract";
import { useMemo, type CSSProperties, type JSX, type ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney } from "../../lib/format-money.ts";
import { exactTimeNs, formatTime } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { personVisits, type Visit, type VisitPoint } from "./person-visits.ts";
import css from "./person.module.css";
import { ui } from "../../ui/styles.ts";

export interface PersonProps {
  readonly id: string;
  readonly journey: string;
  readonly people: readonly JourneyPerson[];
  readonly onPerson: (id: string) => void;
}

export function Person({ id, journey, people, onPerson }: PersonProps): JSX.Element {
  const query = useApi("/api/users/:id", { params: { id } }, { refresh: "still" });
  const at = people.findIndex((person) => person.id === id);
  const go = (by: number): void => {
    const next = people[(at + by + people.length) % people.length];
    if (next !== undefined) onPerson(next.id);
  };
  return (
    <section className={css["person"]} aria-label="Path of one person">
      <QueryView query={query} skeleton={<SkeletonBlock height={96} />} inline>
        {(timeline) => (
          <Path timeline={timeline} journey={journey}>
            {people.length > 1 && (
              <span className={css["nav"]}>
                {at >= 0 && (
                  <span className={classes(ui.text["dim"], css["position"])}>
                    {at + 1} of {people.length}
                  </span>
                )}
                <button
                  type="button"
                  className={ui.button["icon"]}
                  aria-label="Previous person"
                  onClick={() => go(-1)}
                >
                  <Icon name="left" />
                </button>
                <button
                  type="button"
                  className={ui.button["icon"]}
                  aria-label="Next person"
                  onClick={() => go(1)}
                >
                  <Icon name="right" />
                </button>
              </span>
            )}
          </Path>
        )}
      </QueryView>
    </section>
  );
}

const visitsShown = 3;
/** Points of all visits together that fit on one line. */
const pointsShown = 13;
const minPoints = 2;

/** How many of its last points each visit shows: short ones all, long ones an equal part of the rest. */
function pointsOf(visits: readonly Visit[]): ReadonlyMap<string, number> {
  const shown = new Map<string, number>();
  let left = pointsShown;
  for (const [at, { key, points }] of visits
    .toSorted((a, b) => a.points.length - b.points.length)
    .entries()) {
    const part = Math.max(minPoints, Math.floor(left / (visits.length - at)));
    const count = Math.min(points.length, part);
    shown.set(key, count);
    left -= count;
  }
  return shown;
}

function Path({
  timeline,
  journey,
  children,
}: {
  readonly timeline: UserTimeline;
  readonly journey: string;
  readonly children: ReactNode;
}): JSX.Element {
  const visits = useMemo(() => personVisits(timeline.events, journey), [timeline, journey]);
  const shown = visits.slice(-visitsShown);
  const counts = pointsOf(shown);
  const completed = timeline.events.filter(
    (e) => e.kind === "transaction" && e.outcome === "completed",
  ).length;
  const words = [
    `${formatCount(visits.length)} ${visits.length === 1 ? "visit" : "visits"}`,
    `${formatCount(timeline.traceCount)} ${timeline.traceCount === 1 ? "trace" : "traces"}`,
    ...(completed > 0 ? [`${formatCount(completed)} completed`] : []),
    ...(timeline.truncated ? ["latest records only"] : []),
  ];
  return (
    <>
      <header>
        <h2 className={ui.section["title"]}>
          <Icon name="person" />
          <Link
            className={ui.text["link"]}
            to="/people/$id"
            params={{ id: timeline.id }}
            title="Everything this person did"
          >
            {timeline.id}
          </Link>
        </h2>
        <span className={ui.text["dim"]}>{words.join(" · ")}</span>
        {children}
      </header>
      {shown.length === 0 ? (
        <p className={ui.text["dim"]}>No step of this journey is stored for this person.</p>
      ) : (
        <div className={ui.screen["scrollX"]}>
          <div className={css["path"]}>
            {shown.map((visit, i) => (
              <VisitLine key={visit.key} visit={visit} count={counts.get(visit.key) ?? 0} first={i === 0} />
            ))}
          </div>
        </div>
      )}
    </>
  );
}

function VisitLine({
  visit,
  count,
  first,
}: {
  readonly visit: Visit;
  readonly count: number;
  readonly first: boolean;
}): JSX.Element {
  const points = visit.points.slice(-count);
  const more = visit.points.length - points.length;
  return (
    <>
      {!first && visit.pauseMs !== null && (
        <i className={css["pause"]}>
          <span>{formatDuration(visit.pauseMs)}</span>
        </i>
      )}
      <section style={{ "--points": points.length } as CSSProperties}>
        <h3>
          {formatTime(visit.startMs)}{" "}
          <span className={ui.text["dim"]}>
            {visit.lengthMs === 0 ? "" : formatDuration(visit.lengthMs)}
            {more > 0 ? `, ${more} earlier ${more === 1 ? "step" : "steps"}` : ""}
          </span>
        </h3>
        <ol>
          {points.map((point) => (
            <Point key={point.key} point={point} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Point({ point }: { readonly point: VisitPoint }): JSX.Element {
  const mark =
    point.tone === "step" ? (
      <i />
    ) : (
      <StatusMark kind={point.tone === "left" ? "off" : point.tone} size={14} />
    );
  const amount = formatMoney(point.amount);
  const note = [point.note, ...(point.amount === null ? [] : [amount])].filter(Boolean).join(" · ");
  return (
    <li className={css[point.tone]} title={exactTimeNs(point.timeNs)}>
      <span className={css["mark"]}>{mark}</span>
      {point.traceId === "" ? (
        <b>{point.name}</b>
      ) : (
        <Link to="/traces/$id" params={{ id: point.traceId }} title="Open the trace">
          <b>{point.name}</b>
        </Link>
      )}
      <span className={ui.text["dim"]}>{clock(point.at)}</span>
      {note !== "" && <span className={classes(ui.text["ellip"], css["note"])}>{note}</span>}
    </li>
  );
}

/** Minutes and seconds since the start of the visit: `8:46`. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
