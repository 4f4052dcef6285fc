// One funnel: people at each step, compared with the previous period, and who dropped where.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { FunnelResult } from "contract";
import { useCallback, useMemo, useState, type JSX } from "react";

import type { CompleteFunnel } from "../../lib/complete-funnel.ts";
import { completeSuffix, type Late } from "../../lib/completeness.ts";
import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useEstimated } from "../../data/use-estimated.ts";
import { funnelDraft } from "../../lib/rule-draft.ts";
import { funnelStanding } from "../../lib/standing.ts";
import { sampledWords } from "../../lib/sampled.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { useCompleteFunnel } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import { useStandingOf } from "../../state/funnel-standing.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { AnomalyLine } from "../../ui/anomaly-line.tsx";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Figures } from "../../ui/figures.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { FindingLine } from "./finding-line.tsx";
import type { AmountsOf } from "./amounts.ts";
import { FunnelControls } from "./funnel-controls.tsx";
import { figuresOf } from "./funnel-figures.ts";
import { findingOf } from "./funnel-finding.ts";
import css from "./funnel.module.css";
import { sendersOf, type StepModel, toSteps, worstStep } from "./funnel-model.ts";
import { FunnelGroups } from "./groups.tsx";
import { leftOutOfRule } from "./left-out-of-rule.ts";
import { type FunnelSearch, toRules } from "./search.ts";
import { StepDrop } from "./step-drop.tsx";
import { StepsBuilder } from "./steps-builder.tsx";
import { StepsList } from "./steps-list.tsx";
import { StepsPlot } from "./steps-plot.tsx";
import { FunnelTrend, TimeToConvert } from "./times.tsx";
import { useAmounts } from "./use-amounts.ts";
import { type StepsQuery, useStepsQuery } from "./use-steps-query.ts";
import { windowReason, windowWords } from "./window-words.ts";

const route = getRouteApi("/funnels/$name");
const headings = [
  { label: "Step" },
  { label: "People", isFigure: true },
  { label: "Conversion", isFigure: true },
];

export function FunnelPage(): JSX.Element {
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: FunnelSearch) =>
      void navigate({
        search: (previous) => ({ ...previous, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const { stepQuery: scope } = useScope();
  const asked = { params: { name }, query: { ...scope, ...toRules(search) } };
  const query = useCompleteFunnel(useEstimated("/api/funnels/:name", asked), asked);
  const late = useLate(["business"], scope.service ?? sendersOf(query.data?.funnel));
  const [isEditing, setEditing] = useState(false);
  const others = useMemo(() => otherSteps(query.data), [query.data]);
  return (
    <>
      <PageHead
        crumbs={<Link to="/funnels">Funnels</Link>}
        title={name}
        sub={query.data && `${comparedWith(query.data)}${completeSuffix(late)}`}
        actions={<Actions name={name} result={query.data} search={search} />}
      />
      <div className={css["controls"]}>
        <FunnelControls {...{ search, others }} window={query.data?.funnel.window} onSearch={change} />
        <button
          type="button"
          className={ui.button["quiet"]}
          aria-pressed={isEditing}
          onClick={() => setEditing(!isEditing)}
        >
          Edit steps
        </button>
      </div>
      {isEditing && query.data !== undefined && (
        <StepsBuilder
          steps={search.steps ?? query.data.funnel.steps.map((step) => step.name)}
          others={others}
          isChanged={search.steps !== undefined}
          onSteps={(steps) => change({ steps, step: undefined })}
        />
      )}
      <QueryView
        query={query}
        skeleton={
          <>
            <SkeletonBlock height={260} />
            <ListSkeleton columns={headings} rows={4} />
          </>
        }
      >
        {(result) =>
          (result.funnel.steps[0]?.people ?? 0) === 0 ? (
            <NotEntered name={name} late={late} />
          ) : (
            <Loaded {...{ result, search }} onSearch={change} />
          )
        }
      </QueryView>
    </>
  );
}

function comparedWith({ from, to, funnel: { window } }: FunnelResult): string {
  return `steps ${windowWords(window)}, compared with ${namePrevious(Date.parse(from), Date.parse(to))}, ${describePrevious(from, to)}`;
}

function NotEntered({ name, late }: { readonly name: string; readonly late: Late | undefined }): JSX.Element {
  if (late !== undefined) return <LateEmpty late={late} things={`people in ${name}`} />;
  return (
    <EmptyState
      title={`No one entered ${name} in this range`}
      why="No one took the first step. Choose a longer time range."
      actions={
        <>
          <ScopeWideners />
          <Link to="/funnels" className={ui.button["quiet"]}>
            All funnels
          </Link>
        </>
      }
    />
  );
}

interface ActionsProps {
  readonly name: string;
  readonly result: FunnelResult | undefined;
  readonly search: FunnelSearch;
}

function Actions({ name, result, search }: ActionsProps): JSX.Element {
  return (
    <>
      <Link className={ui.button["quiet"]} to="/journeys/$name" params={{ name }}>
        All paths
      </Link>
      <CatalogLink kind="journey" name={name} />
      {result !== undefined && <AlertOnConversion result={result} search={search} />}
      <CopyLink />
    </>
  );
}

/** A rule about the conversion from the first to the last step. */
function AlertOnConversion({
  result: { funnel, isEstimate },
  search,
}: {
  readonly result: FunnelResult;
  readonly search: FunnelSearch;
}): JSX.Element | null {
  const { rangeQuery, service, filters } = useScope();
  const draft = funnelDraft(funnel, isEstimate);
  if (draft === undefined) return null;
  return (
    <AlertOnThis
      scope={rangeQuery}
      without={leftOutOfRule(funnel.steps, search, { service, filters })}
      draft={draft}
    />
  );
}

/** The steps of the journey that the funnel does not have, those that most people took first. */
function otherSteps(
  result: FunnelResult | undefined,
): readonly { readonly step: string; readonly people: number }[] {
  if (result === undefined) return [];
  const used = new Set(result.funnel.steps.map((step) => step.name));
  const peopleOf = new Map(result.taken.map(({ step, people }) => [step, people]));
  return [...new Set([...result.declared, ...peopleOf.keys()])]
    .filter((step) => !used.has(step))
    .map((step) => ({ step, people: peopleOf.get(step) ?? 0 }))
    .toSorted((a, b) => b.people - a.people);
}

interface LoadedProps {
  readonly result: CompleteFunnel;
  readonly search: FunnelSearch;
  readonly onSearch: (change: FunnelSearch) => void;
}

function Loaded({ result, search, onSearch }: LoadedProps): JSX.Element {
  const { stepQuery } = useScope();
  const standing = useStandingOf(result.funnel.name, { ...stepQuery, ...toRules(search) });
  const verdict = funnelStanding(result.funnel, standing, result.isEstimate);
  const { state } = verdict;
  const steps = useMemo(() => toSteps(result.funnel, result.isEstimate, state), [result, state]);
  const known = steps.slice(0, -1).some((step) => step.name === search.step);
  // which step fell is not known before the earlier figures are
  const isSettled = useIsFirstDataThere() || result.funnel.lack === undefined;
  const step = known ? search.step : isSettled ? worstStep(steps) : undefined;
  const next = steps[steps.findIndex(({ name }) => name === step) + 1];
  const select = useCallback((name: string) => onSearch({ step: name }), [onSearch]);
  const before = namePrevious(Date.parse(result.from), Date.parse(result.to));
  const sampled = result.isEstimate
    ? sampledWords("All figures are estimated from", result.share)
    : sampledWords(
        "Counts of people and amounts are exact; times, the trend and the breakdown come from",
        result.share,
      );
  const asked = useStepsQuery(result.funnel, search);
  const amounts = useAmounts(result.funnel.name, asked);
  return (
    <>
      <FindingLine
        funnel={result.funnel.name}
        verdict={verdict}
        finding={
          isSettled && asked !== undefined
            ? findingOf(result, steps, amounts, { before, isUsual: state === "good" })
            : undefined
        }
        onStep={(name) => {
          select(name);
          document.getElementById("differs")?.scrollIntoView();
        }}
      />
      <AnomalyLine of={{ subject: "funnel", name: result.funnel.name }} />
      <div className={css["top"]}>
        <Figures figures={figuresOf(result, steps, step, amounts, state)} />
        <FunnelTrend result={result} search={search} before={before} />
      </div>
      <p className={classes(ui.text["dim"], css["sampled"])}>{windowReason(result.funnel.window)}</p>
      {sampled !== undefined && <p className={classes(ui.text["dim"], css["sampled"])}>{sampled}</p>}
      <section className={classes(css["steps"], state !== "bad" && css["usual"])} aria-label="Steps">
        <StepsPlot steps={steps} selected={step} onSelect={select} amounts={amounts} before={before} />
        <StepsList steps={steps} selected={step} onSelect={select} amounts={amounts} />
      </section>
      {step === undefined && !isSettled && (
        <div aria-busy>
          <SkeletonBlock height={260} />
        </div>
      )}
      <Why {...{ result, search, onSearch, asked, steps, step, next, amounts }} />
    </>
  );
}

interface WhyProps extends LoadedProps {
  /** Absent while nothing is complete: who left is not known then. */
  readonly asked: StepsQuery | undefined;
  readonly steps: readonly StepModel[];
  readonly step: string | undefined;
  readonly next: StepModel | undefined;
  readonly amounts: AmountsOf | undefined;
}

/** Everything about the people who dropped at the step, and whose conversion it is. */
function Why({ result, search, onSearch, asked, steps, step, next, amounts }: WhyProps): JSX.Element {
  const convert = <TimeToConvert convert={result.convert} />;
  if (asked === undefined) return <div className={classes(css["why"], css["alone"])}>{convert}</div>;
  return (
    <>
      {step !== undefined && next !== undefined && (
        // rows of another step are not shown under the name of this one
        <StepDrop key={step} query={asked} {...{ result, step, next }} lost={amounts?.get(step)?.lost} />
      )}
      <div className={css["why"]}>
        <FunnelGroups funnel={result.funnel.name} {...{ asked, steps, search, onSearch }} />
        {convert}
      </div>
    </>
  );
}
