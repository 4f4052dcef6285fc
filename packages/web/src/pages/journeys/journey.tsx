// One journey: what visits did step by step, the figures of the selected step, the most frequent paths, and the path of one person.
import { getRouteApi, Link } from "@tanstack/react-router";
import { shareOf } from "catalog/measures";
import { visitGapMs } from "catalog/visit";
import type { JourneyColumnsResult } from "contract";
import { useCallback, useEffect, useEffectEvent, useMemo, useState, type JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import type { Selected } from "../../draw/sankey-columns.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { estimateWords, sampledWords } from "../../lib/sampled.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { isTyping } from "../../ui/is-typing.ts";
import { LateNote } from "../../ui/late-note.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { pressKey } from "../../ui/press-key.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ColumnPanel } from "./column-panel.tsx";
import { ColumnTools } from "./column-tools.tsx";
import { selectedIn } from "./column-ways.ts";
import { ColumnsView } from "./columns-view.tsx";
import { foldedUnder } from "./folded-under.ts";
import css from "./journey.module.css";
import { NoVisits, StillCounted } from "./no-visits.tsx";
import { Person } from "./person.tsx";
import { SankeyOutline } from "./sankey-outline.tsx";
import { type JourneySearch, pathsOf, type PathUnit } from "./search.ts";
import { WaysTable } from "./ways-table.tsx";
import { WholePaths } from "./whole-paths.tsx";

const route = getRouteApi("/journeys/$name");

export function JourneyPage(): JSX.Element {
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: JourneySearch) =>
      void navigate({
        search: (previous) => ({ ...previous, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const { stepQuery: scope, service } = useScope();
  const late = useLate(["business"], service);
  const query = useEstimated("/api/journeys/:name/columns", {
    params: { name },
    query: { ...scope, ...pathsOf({ ...search }) },
  });
  const { data } = query;
  // Of an estimate: the usual part of the people, which is on its way, may have some.
  const mayHaveVisits = data?.visits === 0 && data.isEstimate && query.isFetching && !query.isError;
  return (
    <div className={css["page"]}>
      <PageHead
        crumbs={<Link to="/journeys">Journeys</Link>}
        title={name}
        sub={data === undefined || mayHaveVisits ? undefined : subline(data, search.unit ?? "visits")}
        actions={
          <>
            <CatalogLink kind="journey" name={name} />
            <CopyLink />
          </>
        }
      />
      <LateNote late={late} what="Steps" />
      <ColumnTools search={search} onSearch={change} journey={data} />
      <QueryView query={query} skeleton={<SankeyOutline />}>
        {(journey) =>
          mayHaveVisits ? (
            <StillCounted />
          ) : journey.visits === 0 ? (
            <NoVisits journey={journey} search={search} onSearch={change} />
          ) : (
            <Loaded journey={journey} search={search} onSearch={change} />
          )
        }
      </QueryView>
    </div>
  );
}

interface LoadedProps {
  readonly journey: JourneyColumnsResult;
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
}

function Loaded({ journey, search, onSearch }: LoadedProps): JSX.Element {
  const { step, column, unit = "visits" } = search;
  const selected = useMemo(() => selectedIn(journey, { step, column }), [journey, step, column]);
  const select = (next: Selected | undefined): void =>
    onSearch({ step: next?.step, column: next && next.column + 1 });
  const first = useFirstPerson(journey.examples);
  const person = search.person ?? first;
  useJourneyKeys({ people: journey.examples, selected, person, onSearch });
  return (
    <>
      <div className={classes(css["bench"], selected === undefined && css["alone"])}>
        <div className={css["map"]}>
          {search.view === "table" ? (
            <WaysTable journey={journey} unit={unit} onSelect={select} />
          ) : (
            <ColumnsView
              journey={journey}
              unit={unit}
              minShare={foldedUnder(search) / 100}
              selected={selected}
              onSelect={select}
            />
          )}
        </div>
        {selected !== undefined && (
          <ColumnPanel journey={journey} unit={unit} selected={selected} onSelect={select} />
        )}
      </div>
      <WholePaths journey={journey} unit={unit} />
      {person !== undefined && (
        <Person
          id={person}
          journey={journey.name}
          people={journey.examples}
          onPerson={(id) => onSearch({ person: id })}
        />
      )}
    </>
  );
}

/** The person who was first when the page had them first, while they are among `people`: those of an estimate and of later answers are others. */
function useFirstPerson(people: JourneyColumnsResult["examples"]): string | undefined {
  const [first, setFirst] = useState(people[0]?.id);
  const kept = people.some(({ id }) => id === first) ? first : people[0]?.id;
  if (kept !== first) setFirst(kept);
  return kept;
}

interface JourneyKeys {
  readonly people: JourneyColumnsResult["examples"];
  readonly selected: Selected | undefined;
  readonly person: string | undefined;
  readonly onSearch: LoadedProps["onSearch"];
}

/** `esc` closes the step, `j` and `k` go to other people. */
function useJourneyKeys({ people, selected, person, onSearch }: JourneyKeys): void {
  const goTo = (by: number): boolean => {
    const at = people.findIndex(({ id }) => id === person);
    const next = people[(at + by + people.length) % Math.max(1, people.length)];
    if (next !== undefined) onSearch({ person: next.id });
    return next !== undefined;
  };
  const close = (): boolean => {
    if (selected !== undefined) onSearch({ step: undefined, column: undefined });
    return selected !== undefined;
  };
  const actions = new Map<string, () => boolean>([
    ["Escape", close],
    ["j", () => goTo(1)],
    ["k", () => goTo(-1)],
  ]);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    pressKey(event, (key) => actions.get(key));
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function subline(journey: JourneyColumnsResult, unit: PathUnit): string {
  const { visits, people, completed, end, share, start, isEstimate } = journey;
  const from = start === "" ? "" : ` from ${start}`;
  const counted =
    unit === "people"
      ? `${formatCount(people)} people${from}, by the first visit of each`
      : `${formatCount(visits)} visits${from} by ${formatCount(people)} people`;
  const reach =
    end.kind === "none" || visits === 0
      ? []
      : [`${formatShare(shareOf(completed, visits))} come to ${end.name}`];
  const sampled = isEstimate ? undefined : sampledWords("based on", share);
  const words = [counted, ...reach, ...(sampled === undefined ? [] : [sampled])];
  return `${estimateWords("people", journey)}${words.join(" · ")} · a visit ends after ${formatDuration(visitGapMs)} without a step`;
}
