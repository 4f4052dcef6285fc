// One person: what they did over all days and traces, and what failed meanwhile, by day and session.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { UserSummary, UserTimeline } from "contract";
import { useMemo, type JSX } from "react";

import { ownData } from "../../data/own-data.ts";
import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { locale } from "../../lib/locale.ts";
import { formatTime, nsToMs } from "../../lib/time.ts";
import { useLateAtAnyTime } from "../../state/completeness.ts";
import { type ActivityEntry, countKinds, toEntries } from "../../ui/activity/activity-entries.ts";
import { activityColumns } from "../../ui/activity/activity-table.tsx";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LateNote } from "../../ui/late-note.tsx";
import { ListExport } from "../../ui/list/list-export.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import { type PersonDay, personDays } from "./person-days.ts";
import css from "./person-page.module.css";
import { eventsOnPage, personKinds, type PersonSearch } from "./search.ts";
import { PersonSummary } from "./summary.tsx";
import { Visit } from "./visit.tsx";

const route = getRouteApi("/people/$id");
const words = { record: "steps and records", trace: "traces", error: "errors" } as const;

export function PersonPage(): JSX.Element {
  const { id } = route.useParams();
  const { cursor } = route.useSearch();
  const late = useLateAtAnyTime(["business", "spans"]);
  const query = useApi("/api/users/:id", { params: { id }, query: { limit: eventsOnPage, cursor } });
  // not that of another person or page, while this one is read
  const summary = ownData(
    useApi("/api/users/:id/summary", { params: { id } }, { part: "what this person did in all" }),
  );
  return (
    <>
      <PageHead
        crumbs={<Link to="/journeys">Journeys</Link>}
        title={id}
        sub={query.data === undefined ? "" : subline(query.data, summary)}
        actions={<CopyLink />}
      />
      <LateNote late={late} what="Records" />
      <QueryView query={query} skeleton={<ListSkeleton columns={activityColumns()} rows={8} />}>
        {(timeline) => <Timeline timeline={timeline} summary={summary} />}
      </QueryView>
    </>
  );
}

function subline(
  { traceCount, sessions, truncated }: UserTimeline,
  summary: UserSummary | undefined,
): string {
  const traces = `${formatCount(traceCount)} ${traceCount === 1 ? "trace" : "traces"}`;
  const known = `${formatCount(sessions.length)} ${sessions.length === 1 ? "session" : "sessions"}`;
  return [
    ...(summary?.firstNs == null ? [] : [`first seen ${formatTime(nsToMs(summary.firstNs))}`]),
    ...(summary?.lastNs == null ? [] : [`last seen ${formatTime(nsToMs(summary.lastNs))}`]),
    `${traces} · ${known}, at any time`,
    ...(truncated ? [`latest ${formatCount(eventsOnPage)} records`] : []),
  ].join(" · ");
}

interface TimelineProps {
  readonly timeline: UserTimeline;
  readonly summary: UserSummary | undefined;
}

function Timeline({ timeline, summary }: TimelineProps): JSX.Element {
  const { id, events, nextCursor } = timeline;
  const { cursor, only } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: PersonSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...part }) });
  const activity = useApi(
    "/api/users/:id/activity",
    { params: { id }, query: { limit: eventsOnPage, cursor } },
    { enabled: events.length > 0, part: "traces, logs and errors of this person" },
  );
  const read = ownData(activity);
  const entries = useMemo(() => toEntries(events, read), [events, read]);
  const counts = countKinds(entries);
  // traces and errors are read apart from the records
  const isRead = (kind: keyof typeof words): boolean => kind === "record" || read !== undefined;
  const shown = only === undefined ? entries : entries.filter(({ kind }) => kind === only);
  // Sessions of traces are known by the records, which may be hidden.
  const days = useMemo(
    () => (only === undefined ? personDays(entries) : narrowed(personDays(entries), only)),
    [entries, only],
  );
  if (events.length === 0) return <NoRecords id={id} />;
  return (
    <>
      {summary !== undefined && <PersonSummary summary={summary} traces={read?.traces} />}
      <Kinds {...{ only, counts, isRead }} onOnly={(next) => change({ only: next })} />
      <div aria-busy={activity.isFetching && read === undefined}>
        {shown.length === 0 && only !== undefined && (isRead(only) || activity.isError) && (
          <EmptyState inline title={noneWords(only, isRead(only))} />
        )}
        {days.map((day, at) => (
          <Day key={day.dayMs} day={day} isNewest={at === 0} isNarrowed={only !== undefined} />
        ))}
        {shown.length > 0 && (
          <ListExport
            label="Activity"
            isOfNow
            columns={activityColumns()}
            rows={shown}
            keyOf={({ key }) => key}
            truncated={nextCursor !== null || (read?.truncated ?? true)}
          />
        )}
      </div>
      <AndMore
        truncated={read?.truncated}
        things="traces and errors on this page"
        by="recent times"
        fix="Open a trace, or go to an older page of the timeline."
      />
      <AndMore
        truncated={timeline.truncatedSessions}
        things="sessions"
        by="recent times"
        fix="Of others, only the records with this id are listed."
      />
      <Pages cursor={cursor} next={nextCursor} onCursor={(to) => change({ cursor: to })} />
    </>
  );
}

interface KindsProps extends Pick<PersonSearch, "only"> {
  readonly counts: Readonly<Record<keyof typeof words, number>>;
  readonly isRead: (kind: keyof typeof words) => boolean;
  readonly onOnly: (only: PersonSearch["only"]) => void;
}

function Kinds({ only, counts, isRead, onOnly }: KindsProps): JSX.Element {
  const wordsOf = (kind: keyof typeof words): string =>
    isRead(kind) ? `${words[kind]} ${formatCount(counts[kind])}` : words[kind];
  return (
    <div className={css["controls"]}>
      <Segments
        label="Shown"
        value={only}
        choices={[[undefined, "all"], ...personKinds.map((kind) => [kind, wordsOf(kind)] as const)]}
        onChange={onOnly}
      />
    </div>
  );
}

const noneWords = (only: keyof typeof words, isRead: boolean): string =>
  isRead ? `No ${words[only]} on this page of the timeline` : `Whether there are ${words[only]} is not known`;

function NoRecords({ id }: Pick<UserTimeline, "id">): JSX.Element {
  return (
    <EmptyState
      title={`No records of ${id}`}
      why="No step, transaction or workflow of this user is stored. Check the id and the retention."
      actions={
        <Link className={ui.button["button"]} to="/journeys">
          All journeys
        </Link>
      }
    />
  );
}

interface PagesProps {
  readonly cursor: string | undefined;
  readonly next: string | null;
  readonly onCursor: (cursor: string | undefined) => void;
}

function Pages({ cursor, next, onCursor }: PagesProps): JSX.Element | null {
  if (next === null && cursor === undefined) return null;
  return (
    <nav className={css["pages"]} aria-label="Pages">
      {cursor !== undefined && (
        <button type="button" className={ui.button["button"]} onClick={() => onCursor(undefined)}>
          Newest
        </button>
      )}
      {next !== null && (
        <button type="button" className={ui.button["button"]} onClick={() => onCursor(next)}>
          Older
        </button>
      )}
    </nav>
  );
}

/** Only entries of one kind, and the days and sessions that have one. */
function narrowed(days: readonly PersonDay[], only: ActivityEntry["kind"]): PersonDay[] {
  return days.flatMap((day) => {
    const sessions = day.sessions
      .map((session) => ({ ...session, entries: session.entries.filter(({ kind }) => kind === only) }))
      .filter(({ entries }) => entries.length > 0);
    return sessions.length === 0 ? [] : [{ ...day, sessions }];
  });
}

const dayFormat = new Intl.DateTimeFormat(locale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

interface DayProps {
  readonly day: PersonDay;
  readonly isNewest: boolean;
  readonly isNarrowed: boolean;
}

function Day({ day: { dayMs, sessions }, isNewest, isNarrowed }: DayProps): JSX.Element {
  const name = dayFormat.format(dayMs);
  const counts = countKinds(sessions.flatMap(({ entries }) => entries));
  // records without a session are not one
  const ids = new Set(sessions.map(({ session }) => session).filter((session) => session !== ""));
  return (
    <section className={ui.section["section"]} aria-label={name}>
      <header>
        <h2>{name}</h2>
        <span className={ui.text["dim"]}>
          {formatCount(ids.size)} {ids.size === 1 ? "session" : "sessions"}
        </span>
        {counts.error > 0 && (
          <span className={ui.text["bad"]}>
            {formatCount(counts.error)} {counts.error === 1 ? "error" : "errors"}
          </span>
        )}
      </header>
      {sessions.toReversed().map((session, at) => (
        <Visit key={session.key} session={session} isOpenAtFirst={(isNewest && at === 0) || isNarrowed} />
      ))}
    </section>
  );
}
