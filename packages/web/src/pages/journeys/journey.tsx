// One journey: all paths as a Sankey, the figures of the selected step, and below it the path of one person.
import { shareOf } from "catalog/measures";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JourneyResult } from "contract";
import { useCallback, useEffect, useEffectEvent, type JSX } from "react";

import { formatMeasure } from "../../lib/format-measure.ts";
import { useApi } from "../../data/use-api.ts";
import { useEstimated } from "../../data/use-estimated.ts";
import { formatCount } from "../../lib/format.ts";
import { sampledWords } from "../../lib/sampled.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { useAnnounced } from "../../ui/announced.ts";
import { classes } from "../../ui/classes.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { isTyping } from "../../ui/is-typing.ts";
import { pressKey } from "../../ui/press-key.ts";
import css from "./journey.module.css";
import { funnelSteps } from "./funnel-steps.ts";
import { PathsTable } from "./paths-table.tsx";
import { Person } from "./person.tsx";
import { SankeyOutline } from "./sankey-outline.tsx";
import { SankeyView } from "./sankey-view.tsx";
import type { JourneySearch } from "./search.ts";
import { type StepFacts, stepFacts } from "./step-facts.ts";
import { StepPanel } from "./step-panel.tsx";
import { otherDirection, Tools } from "./tools.tsx";
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
  const { stepQuery: scope } = useScope();
  const backwards = search.direction === "backwards";
  const forwards = useEstimated("/api/journeys/:name", { params: { name }, query: scope });
  const until = search.until ?? forwards.data?.goal ?? "";
  const reverse = useApi(
    "/api/journeys/:name",
    { params: { name }, query: { ...scope, direction: "backwards", step: until } },
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
      <div className={css["paths"]}>
        <OtherDirection />
        <QueryView query={query} skeleton={<SankeyOutline height={520} />}>
          {(journey) =>
            journey.nodes.length === 0 ? (
              <NoPaths name={name} />
            ) : (
              <Loaded journey={journey} search={search} onSearch={change} />
            )
          }
        </QueryView>
      </div>
    </div>
  );
}

/** The outline of the other direction, once it is chosen, over the paths that are still there. */
function OtherDirection(): JSX.Element | null {
  if (useAnnounced() !== otherDirection) return null;
  return (
    <div className={css["next"]}>
      <SankeyOutline height={520} />
    </div>
  );
}

interface LoadedProps {
  readonly journey: JourneyResult;
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
}

function Loaded({ journey, search, onSearch }: LoadedProps): JSX.Element {
  const facts = search.step === undefined ? undefined : stepFacts(journey, search.step);
  const select = useCallback((step: string | undefined) => onSearch({ step }), [onSearch]);
  const person = search.person ?? journey.examples[0]?.id;
  const isBackwards = search.direction === "backwards";
  const folded = search.fold ?? noSteps;
  const fold = useCallback(
    (step: string, isFolded: boolean) => {
      const others = folded.filter((one) => one !== step);
      const next = isFolded ? [...others, step] : others;
      onSearch({ fold: next.length === 0 ? undefined : next });
    },
    [folded, onSearch],
  );
  useJourneyKeys({ journey, facts, person, isBackwards, fold, onSearch });
  return (
    <>
      <div className={classes(css["bench"], facts === undefined && css["alone"])}>
        <div className={css["map"]}>
          {search.view === "table" ? (
            <PathsTable journey={journey} onSelect={select} />
          ) : (
            <SankeyView
              journey={journey}
              minShare={(search.hide ?? 1) / 100}
              showLoops={search.loops !== "off"}
              isBackwards={isBackwards}
              folded={folded}
              selected={search.step}
              onSelect={select}
              onFold={fold}
            />
          )}
          <AndMore
            truncated={journey.truncatedNodes}
            things="steps"
            by="visits"
            fix="Choose an environment, or a shorter time range."
          />
        </div>
        {facts !== undefined && (
          <StepPanel
            facts={facts}
            journey={journey.name}
            funnel={funnelSteps(journey, facts.node.step)}
            fold={{
              isFolded: folded.includes(facts.node.step),
              canFold: hasBehind(facts, isBackwards),
              isBackwards,
              onFold: (isFolded) => fold(facts.node.step, isFolded),
            }}
            onSelect={select}
          />
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

interface JourneyKeys extends Pick<LoadedProps, "journey" | "onSearch"> {
  readonly facts: StepFacts | undefined;
  readonly person: string | undefined;
  readonly isBackwards: boolean;
  readonly fold: (step: string, isFolded: boolean) => void;
}

/** `esc` closes the step, arrows fold it, `j` and `k` go to other people. */
function useJourneyKeys({ journey, facts, person, isBackwards, fold, onSearch }: JourneyKeys): void {
  const people = journey.examples;
  const goTo = (by: number): boolean => {
    const at = people.findIndex(({ id }) => id === person);
    const next = people[(at + by + people.length) % Math.max(1, people.length)];
    if (next !== undefined) onSearch({ person: next.id });
    return next !== undefined;
  };
  const foldStep = (isFolded: boolean): boolean => {
    if (facts === undefined || !hasBehind(facts, isBackwards)) return false;
    fold(facts.node.step, isFolded);
    return true;
  };
  const close = (): boolean => {
    if (facts !== undefined) onSearch({ step: undefined });
    return facts !== undefined;
  };
  const actions = new Map<string, () => boolean>([
    ["Escape", close],
    ["ArrowLeft", () => foldStep(!isBackwards)],
    ["ArrowRight", () => foldStep(isBackwards)],
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

const noSteps: readonly string[] = [];

/** Whether other steps are behind the step, in the direction in which paths are folded. */
function hasBehind({ wentTo, cameFrom }: StepFacts, isBackwards: boolean): boolean {
  return (isBackwards ? cameFrom : wentTo).some(({ step, isLoop }) => step !== null && !isLoop);
}

function subline({ people, visits, steps, goal, goalPeople, share }: JourneyResult): string {
  const reach =
    goal === "" || people === null || people === 0
      ? ""
      : ` · ${formatMeasure("goalShare", shareOf(goalPeople, people))} reach ${goal}`;
  const sampled = sampledWords("based on", share);
  return `${formatCount(people)} people · ${formatCount(visits)} visits · ${formatCount(steps)} steps${reach}${sampled === undefined ? "" : ` · ${sampled}`}`;
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
