// One journey: all paths as a Sankey, the figures of the selected step, and below it the path of one person.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JourneyResult } from "contract";
import { useCallback, useEffect, useEffectEvent, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { sampledWords } from "../../lib/sampled.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { isTyping } from "../../ui/is-typing.ts";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import css from "./journey.module.css";
import { Person } from "./person.tsx";
import { SankeyView } from "./sankey-view.tsx";
import type { JourneySearch } from "./search.ts";
import { stepFacts } from "./step-facts.ts";
import { StepPanel } from "./step-panel.tsx";
import { Tools } from "./tools.tsx";
import { ui } from "../../ui/styles.ts";

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
  const { rangeQuery } = useScope();
  const backwards = search.direction === "backwards";
  const forwards = useApi("/api/journeys/:name", { params: { name }, query: rangeQuery });
  const until = search.until ?? forwards.data?.goal ?? "";
  const reverse = useApi(
    "/api/journeys/:name",
    { params: { name }, query: { ...rangeQuery, direction: "backwards", step: until } },
    { enabled: backwards && until !== "" },
  );
  const query = backwards && until !== "" ? reverse : forwards;
  const steps = forwards.data?.nodes.map((node) => node.step) ?? [];
  return (
    <div className={css["page"]}>
      <PageHead
        crumbs={<Link to="/journeys">Journeys</Link>}
        title={name}
        sub={forwards.data === undefined ? undefined : subline(forwards.data)}
        actions={
          <>
            <CatalogLink kind="journey" name={name} />
            <CopyLink />
          </>
        }
      />
      <Tools search={search} onSearch={change} steps={steps} until={until} />
      <QueryView query={query} skeleton={<SkeletonBlock height={520} />}>
        {(journey) =>
          journey.nodes.length === 0 ? (
            <NoPaths name={name} />
          ) : (
            <Loaded journey={journey} search={search} onSearch={change} />
          )
        }
      </QueryView>
    </div>
  );
}

function Loaded({
  journey,
  search,
  onSearch,
}: {
  readonly journey: JourneyResult;
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
}): JSX.Element {
  const facts = search.step === undefined ? undefined : stepFacts(journey, search.step);
  const select = useCallback((step: string | undefined) => onSearch({ step }), [onSearch]);
  const person = search.person ?? journey.examples[0]?.id;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
    const people = journey.examples;
    const at = people.findIndex((one) => one.id === person);
    if (event.key === "Escape" && facts !== undefined) select(undefined);
    else if ((event.key === "j" || event.key === "k") && people.length > 0)
      onSearch({ person: people[(at + (event.key === "j" ? 1 : -1) + people.length) % people.length]!.id });
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <div className={classes(css["bench"], facts === undefined && css["alone"])}>
        <div className={css["map"]}>
          <SankeyView
            journey={journey}
            minShare={(search.hide ?? 1) / 100}
            showLoops={search.loops !== "off"}
            selected={search.step}
            onSelect={select}
          />
        </div>
        {facts !== undefined && (
          <StepPanel facts={facts} journey={journey.name} funnel={journey.goal !== ""} onSelect={select} />
        )}
      </div>
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

function subline({ people, steps, goal, goalPeople, share }: JourneyResult): string {
  const reach = goal === "" || people === 0 ? "" : ` · ${formatShare(goalPeople / people)} reach ${goal}`;
  const sampled = sampledWords("based on", share);
  return `${formatCount(people)} people · ${formatCount(steps)} steps${reach}${sampled === undefined ? "" : ` · ${sampled}`}`;
}

function NoPaths({ name }: { readonly name: string }): JSX.Element {
  return (
    <EmptyState
      title={`No steps of ${name} in this range`}
      why="Choose another time range, or check the name of the journey."
      actions={
        <>
          <ScopeWideners />
          <Link to="/journeys" className={ui.button["quiet"]}>
            All journeys
          </Link>
        </>
      }
    />
  );
}
