// Anomalies that the detector found, as a feed: one sentence each, and the way to what changed.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Anomaly } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
import { anomalyDraft } from "../../../lib/rule-draft.ts";
import { useKnowsLate, useLate } from "../../../state/completeness.ts";
import { useScope } from "../../../state/scope.ts";
import { AlertOnThis } from "../../../ui/alert-on-this.tsx";
import { classes } from "../../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../../ui/empty-state.tsx";
import type { Column } from "../../../ui/list/column.ts";
import { LateNote } from "../../../ui/late-note.tsx";
import { ListExport } from "../../../ui/list/list-export.tsx";
import { moreRows } from "../../../ui/list/more-rows.ts";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { NotKnownNote } from "../../../ui/not-known.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { useNow } from "../../../ui/use-now.ts";
import { useNotDetected } from "../../../ui/use-not-known.ts";
import { Time } from "../../../ui/time.tsx";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import css from "./anomalies.module.css";
import { scopeOfSeries, seriesName } from "./series-words.ts";

const route = getRouteApi("/alerts/anomalies");
const detectors = ["anomalies"] as const;
/** Of which series are. */
const signals = ["spans", "metrics", "business"] as const;

export function AnomaliesPage(): JSX.Element {
  const { open } = route.useSearch();
  const { service, environment } = useScope();
  const range = useAlertRange();
  const query = useApiPages(
    "/api/anomalies",
    { query: { ...range, environment, service, open, limit: 100 } },
    { everyMs: 15_000 },
  );
  // without a range in the address, the list has that of its route
  const { notKnown, isKnown } = useNotDetected(detectors, query.data?.pages[0]);
  // series of late data wait for it
  const knowsLate = useKnowsLate();
  const late = useLate(signals, service);
  // without a row it is not said that there are none before this is known
  const isAsking =
    (isKnown === undefined || knowsLate === undefined) &&
    query.data?.pages.every(({ items }) => items.length === 0) === true;
  return (
    <>
      <PageHead title="Anomalies" sub="values outside the band that the detector expects" />
      <AlertsNav />
      <OngoingOnly isChecked={open === "true"} />
      <NotKnownNote items={notKnown} />
      <LateNote late={late} what="Anomalies" />
      <LearningNote learning={query.data?.pages[0]?.learning ?? null} />
      <QueryView
        query={isAsking ? { ...query, data: undefined, isFetching: true } : query}
        skeleton={<ListSkeleton columns={[{ label: "Began" }, { label: "Anomaly" }]} />}
      >
        {({ pages }) => {
          const anomalies = pages.flatMap(({ items }) => items);
          return anomalies.length === 0 ? (
            <NoAnomalies
              isOpen={open === "true"}
              isKnown={isKnown === true && knowsLate === true && late === undefined}
              hasEarlier={pages[0]?.hasEarlier !== false}
            />
          ) : (
            <>
              <Feed anomalies={anomalies} />
              <ListExport
                label="Anomalies"
                keyOf={({ id }) => id}
                columns={csvColumns}
                rows={anomalies}
                more={moreRows(query, ({ items }) => items)}
              />
              {query.hasNextPage && (
                <button
                  type="button"
                  className={ui.button["button"]}
                  onClick={() => void query.fetchNextPage()}
                >
                  Older
                </button>
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function OngoingOnly({ isChecked }: { readonly isChecked: boolean }): JSX.Element {
  const navigate = route.useNavigate();
  return (
    <label className={css["filters"]}>
      <input
        type="checkbox"
        aria-label="Ongoing only"
        checked={isChecked}
        onChange={({ currentTarget: { checked } }) =>
          void navigate({ search: (previous) => ({ ...previous, open: checked ? "true" : undefined }) })
        }
      />
      Ongoing only
    </label>
  );
}

const learningTexts = {
  day: "Still learning: less than a day of data. Until then the detector reports missing data and large changes only.",
  week: "Still learning weekdays: less than a week of data. Until then the detector reports only large changes of rates.",
} as const;

function LearningNote({ learning }: { readonly learning: keyof typeof learningTexts | null }): JSX.Element {
  if (learning === null) return <></>;
  return (
    <div className={ui.note["note"]} role="status">
      <span className={ui.note["text"]}>{learningTexts[learning]}</span>
    </div>
  );
}

function NoAnomalies({
  isOpen,
  isKnown,
  hasEarlier,
}: {
  /** Only those that last are listed. */
  readonly isOpen: boolean;
  readonly isKnown: boolean;
  readonly hasEarlier: boolean;
}): JSX.Element {
  const actions = <ScopeWideners />;
  if (!isKnown)
    return (
      <EmptyState
        title="Anomalies of this range are not known"
        why="The detector has not judged all of it, waits for late data, or did not answer. What it finds appears here."
        actions={actions}
      />
    );
  if (!hasEarlier)
    return (
      <EmptyState
        title="Nothing earlier to compare with"
        why="The detector learns a series from an hour of data, and the store has less."
        actions={actions}
      />
    );
  return (
    <EmptyState
      title={isOpen ? "No ongoing anomalies" : "No anomalies in this range"}
      why="The detector watches services, transactions, funnels and the metrics that the catalog marks, from one hour of data on."
      actions={actions}
    />
  );
}

const csvColumns: readonly Pick<Column<Anomaly>, "label" | "csv">[] = [
  { label: "Began", csv: ({ start }) => start },
  { label: "Found", csv: ({ found }) => found },
  { label: "Ended", csv: ({ end }) => end },
  { label: "Anomaly", csv: ({ series }) => seriesName(series) },
  { label: "Service", csv: ({ series }) => series.service },
  { label: "Environment", csv: ({ series }) => series.environment },
  { label: "Kind", csv: ({ kind }) => kind },
  { label: "Expected", csv: ({ expected }) => expected },
  { label: "Observed", csv: ({ observed }) => observed },
  { label: "Score", csv: ({ score }) => score },
  { label: "Sentence", csv: ({ sentence }) => sentence },
  { label: "Marks", csv: ({ marks }) => marks.map(markWords).join("; ") },
];

/** Anomalies as lines, each with the way to what changed. */
export function Feed({
  anomalies,
  notes = noNotes,
}: {
  readonly anomalies: readonly Anomaly[];
  /** What is said of an anomaly besides its sentence, by its id. */
  readonly notes?: ReadonlyMap<string, string>;
}): JSX.Element {
  return (
    <ol className={css["feed"]} aria-label="Anomalies">
      {anomalies.map((anomaly) => (
        <Entry key={anomaly.id} anomaly={anomaly} note={notes.get(anomaly.id)} />
      ))}
    </ol>
  );
}

/** `Holiday Black Friday (rule Orders)`. */
function markWords({ kind, name, rule, by }: Anomaly["marks"][number]): string {
  return kind === "holiday"
    ? `Holiday ${name} (rule ${rule})`
    : `Level accepted${by === "" ? "" : ` by ${by}`} (rule ${rule})`;
}

/** What is expected needs no one while it lasts. */
function Lasting({ marks }: Pick<Anomaly, "marks">): JSX.Element {
  const now = useNow(10_000);
  const last = marks.findLast(({ until }) => until === null || Date.parse(until) > now)?.kind;
  return last === undefined ? <Status kind="warn">ongoing</Status> : <Status kind="off">{last}</Status>;
}

const noNotes: ReadonlyMap<string, string> = new Map();

function Entry({
  anomaly,
  note,
}: {
  readonly anomaly: Anomaly;
  readonly note: string | undefined;
}): JSX.Element {
  const { id, series, start, end, sentence, marks } = anomaly;
  const draft = anomalyDraft(anomaly);
  const lasted = end === null ? undefined : Date.parse(end) - Date.parse(start);
  return (
    <li>
      <span className={ui.text["dim"]}>
        <Time at={start} />
      </span>
      <span className={css["what"]}>
        <span className={css["line"]}>
          {lasted === undefined ? <Lasting marks={marks} /> : <Status kind="off">ended</Status>}
          <Link
            className={classes(ui.table["rowLink"], ui.text["strong"])}
            to="/alerts/anomalies/$id"
            params={{ id }}
          >
            {seriesName(series)}
          </Link>
          {series.environment !== "" && <span className={ui.text["dim"]}>{series.environment}</span>}
        </span>
        <span className={ui.text["soft"]}>
          {sentence}
          {lasted !== undefined && ` It lasted ${formatDuration(lasted)}.`}
        </span>
        {marks.length > 0 && <span className={ui.text["dim"]}>{marks.map(markWords).join(", ")}</span>}
        {note !== undefined && <span className={ui.text["dim"]}>{note}</span>}
      </span>
      {/* the steps of a funnel are known on its own page only */}
      {draft !== undefined && (
        <AlertOnThis draft={draft} scope={scopeOfSeries(series)} about={seriesName(series)} />
      )}
    </li>
  );
}
