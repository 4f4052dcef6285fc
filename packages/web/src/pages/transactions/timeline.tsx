// One transaction as a timeline over all its traces: its records, the traces, and their errors and logs.
import { getRouteApi } from "@tanstack/react-router";
import type { Transaction } from "contract";
import { useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { type ActivityEntry, countKinds, toEntries } from "../../ui/activity/activity-entries.ts";
import { ActivityTable } from "../../ui/activity/activity-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ProblemState } from "../../ui/problem-state.tsx";
import { toProblem } from "../../data/api-error.ts";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import { type TimelineKind, timelineKinds } from "./search.ts";

const route = getRouteApi("/transactions/$type/$id");
const words: Readonly<Record<TimelineKind, string>> = {
  record: "records",
  trace: "traces",
  error: "errors",
  log: "logs",
};

export function Timeline({ transaction }: { readonly transaction: Transaction }): JSX.Element {
  const { type, id, events, startNs } = transaction;
  const { only } = route.useSearch();
  const navigate = route.useNavigate();
  const activity = useApi("/api/transactions/:type/:id/activity", { params: { type, id } });
  const entries = useMemo(() => toEntries(events, activity.data), [events, activity.data]);
  const counts = countKinds(entries);
  const shown = only === undefined ? entries : entries.filter(({ kind }) => kind === only);
  return (
    <section className={ui.section["section"]} aria-label="Timeline" aria-busy={activity.isPending}>
      <header>
        <h2>Timeline</h2>
        <span className={ui.text["dim"]}>
          oldest first{activity.data?.truncated === true && ", not all of it"}
        </span>
        <div className={ui.section["end"]}>
          <Segments
            label="Shown"
            value={only}
            choices={[
              [undefined, "all"],
              ...timelineKinds.map((kind) => [kind, `${words[kind]} ${formatCount(counts[kind])}`] as const),
            ]}
            onChange={(next) =>
              void navigate({ search: (previous) => ({ ...previous, only: next }), replace: true })
            }
          />
        </div>
      </header>
      {activity.isError && (
        <ProblemState problem={toProblem(activity.error)} onRetry={() => void activity.refetch()} inline />
      )}
      <Entries entries={shown} startNs={startNs} only={only} truncated={activity.data?.truncated} />
    </section>
  );
}

function Entries({
  entries,
  startNs,
  only,
  truncated,
}: {
  readonly entries: readonly ActivityEntry[];
  readonly startNs: string;
  readonly only: TimelineKind | undefined;
  readonly truncated: boolean | undefined;
}): JSX.Element {
  if (entries.length === 0)
    return (
      <EmptyState
        inline
        title={`No ${only === undefined ? "records" : words[only]} of this transaction`}
        why="Traces and logs appear here when the records of the transaction belong to spans that were kept."
      />
    );
  return <ActivityTable label="Timeline" entries={entries} startNs={startNs} truncated={truncated} />;
}
