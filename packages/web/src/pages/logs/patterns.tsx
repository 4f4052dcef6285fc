// The patterns of the records: new, gone and growing ones first. A row links to its records.
import { getRouteApi } from "@tanstack/react-router";
import type { LogHistogramQuery, LogPatternsResult } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { describePrevious } from "../../lib/range-words.ts";
import { classes } from "../../ui/classes.ts";
import { CompleteNote } from "../../ui/complete-note.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { patternColumns, patternsClass, PatternsTable } from "./patterns-table.tsx";
import css from "./patterns.module.css";
import type { LogsSearch } from "./search.ts";

const route = getRouteApi("/logs");

type State = NonNullable<LogsSearch["patterns"]>;

export function Patterns({
  conditions,
  state,
}: {
  readonly conditions: LogHistogramQuery;
  readonly state: State;
}): JSX.Element {
  const { pattern: _, ...asked } = conditions;
  const query = useApiPages("/api/logs/patterns", {
    query: { ...asked, state: state === "all" ? undefined : state, limit: 50 },
  });
  return (
    <QueryView
      query={query}
      skeleton={<ListSkeleton columns={patternColumns(true)} rows={10} className={patternsClass} />}
    >
      {({ pages }) => (
        <>
          <CompleteNote completeUpTo={pages[0]!.completeUpTo} from={pages[0]!.from} />
          <Summary result={pages[0]!} state={state} />
          {pages[0]!.items.length === 0 ? (
            <NoPatterns state={state} isCompared={pages[0]!.compared} />
          ) : (
            <PatternsTable
              patterns={pages.flatMap(({ items }) => items)}
              isCompared={pages[0]!.compared}
              more={moreRows(query, ({ items }) => items)}
            />
          )}
        </>
      )}
    </QueryView>
  );
}

/** Without records before, which patterns are new, gone or growing is not known. */
function NoPatterns({
  state,
  isCompared,
}: {
  readonly state: State;
  readonly isCompared: boolean;
}): JSX.Element {
  const [title, why] =
    state === "all"
      ? ["No patterns", "No record of this range matches the filters. Business records have no patterns."]
      : isCompared
        ? [`No ${state} patterns`, `No pattern is ${state} in this range.`]
        : [
            "Nothing earlier to compare with",
            `Which patterns are ${state} is not known: there are no records of the period before.`,
          ];
  return <EmptyState title={title} why={why} actions={<ScopeWideners />} />;
}

/** What the list has and what it lacks, and the choice of a state and kind. */
function Summary({
  result,
  state,
}: {
  readonly result: LogPatternsResult;
  readonly state: State;
}): JSX.Element {
  const { records: kind } = route.useSearch();
  const navigate = route.useNavigate();
  const { states, records, other, since, compared, from, to } = result;
  const all = states.new + states.gone + states.growing + states.steady;
  return (
    <div className={css["summary"]}>
      <Segments
        label="State of patterns"
        value={state}
        choices={[
          ["all", `all ${formatCount(all)}`],
          ["new", `new ${formatCount(states.new)}`],
          ["gone", `gone ${formatCount(states.gone)}`],
          ["growing", `growing ${formatCount(states.growing)}`],
        ]}
        onChange={(next) => void navigate({ search: (previous) => ({ ...previous, patterns: next }) })}
      />
      <Segments
        label="Kind of records"
        value={kind}
        choices={[
          [undefined, "all"],
          ["log", "logs"],
          ["event", "events"],
        ]}
        onChange={(next) => void navigate({ search: (previous) => ({ ...previous, records: next }) })}
      />
      <p className={classes(ui.text["dim"], css["said"])}>
        {formatCount(records)} records
        {compared ? `, compared with ${describePrevious(from, to)}` : ", nothing before to compare with"}
        {other > 0 && `. ${formatCount(other)} are other texts: more than 5,000 skeletons in an hour`}
      </p>
      {since !== null && (
        <p className={classes(ui.text["dim"], css["said"])} role="status">
          Patterns are known since <Time ns={`${Date.parse(since)}000000`} />: older records were stored
          without.
        </p>
      )}
    </div>
  );
}
