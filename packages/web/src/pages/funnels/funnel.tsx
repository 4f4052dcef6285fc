// One funnel: people at each step, compared with the previous period, and who dropped where.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { FunnelResult } from "contract";
import { useCallback, useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { previousConversionOf, previousPeople } from "../../lib/previous-people.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { sampledWords } from "../../lib/sampled.ts";
import { namePrevious } from "../../lib/time-range.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Figures, type Figure } from "../../ui/figures.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock, SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Dropped } from "./dropped.tsx";
import { DroppedDiffers } from "./dropped-differs.tsx";
import css from "./funnel.module.css";
import { conversionVerdict, toSteps, worstStep, type StepModel } from "./funnel-model.ts";
import type { FunnelSearch } from "./search.ts";
import { StepsList } from "./steps-list.tsx";
import { StepsPlot } from "./steps-plot.tsx";

const route = getRouteApi("/funnels/$name");
const day = 86_400_000;
const windows = [1_800_000, 3_600_000, day, 7 * day] as const;

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
  const { rangeQuery } = useScope();
  const query = useApi("/api/funnels/:name", {
    params: { name },
    query: { ...rangeQuery, windowMs: search.within },
  });
  return (
    <>
      <PageHead
        crumbs={<Link to="/funnels">Funnels</Link>}
        title={name}
        sub={<Chips within={search.within} onWithin={(within) => change({ within })} />}
        actions={
          <>
            <Link className={ui.button["quiet"]} to="/journeys/$name" params={{ name }}>
              All paths
            </Link>
            <CatalogLink kind="journey" name={name} />
            {query.data !== undefined && <AlertOnConversion name={name} funnel={query.data.funnel} />}
            <CopyLink />
          </>
        }
      />
      <QueryView
        query={query}
        skeleton={
          <>
            <SkeletonBlock height={260} />
            <SkeletonTable head={["Step", "People", "Conversion"]} rows={4} />
          </>
        }
      >
        {(result) =>
          (result.funnel.steps[0]?.people ?? 0) === 0 ? (
            <EmptyState
              title={`Nobody entered ${name} in this range`}
              why="Nobody took the first step. Choose a longer time range."
              actions={
                <>
                  <ScopeWideners />
                  <Link to="/funnels" className={ui.button["quiet"]}>
                    All funnels
                  </Link>
                </>
              }
            />
          ) : (
            <Loaded result={result} search={search} onSearch={change} />
          )
        }
      </QueryView>
    </>
  );
}

/** A rule about the conversion from the first to the last step, with a limit a tenth below what it is now. */
function AlertOnConversion({
  name,
  funnel: { steps },
}: {
  readonly name: string;
  readonly funnel: FunnelResult["funnel"];
}): JSX.Element | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const conversion = first.people === 0 ? 0.5 : last.people / first.people;
  return (
    <AlertOnThis
      name={`Conversion of ${name} falls`}
      on={{ funnel: name, from: first.name, to: last.name }}
      window="1h"
      when={{ below: Number((conversion * 0.9).toFixed(3)) }}
    />
  );
}

function Chips({
  within,
  onWithin,
}: {
  readonly within: number | undefined;
  readonly onWithin: (within: number | undefined) => void;
}): JSX.Element {
  const options = [...new Set([...windows, within ?? day])].toSorted((a, b) => a - b);
  return (
    <span className={css["chips"]}>
      <span className={ui.chip["chip"]}>
        <b>in order</b>
      </span>
      <label className={ui.chip["chip"]}>
        within
        <select
          value={within ?? day}
          aria-label="Within"
          onChange={(event) =>
            onWithin(Number(event.target.value) === day ? undefined : Number(event.target.value))
          }
        >
          {options.map((ms) => (
            <option key={ms} value={ms}>
              {formatDuration(ms)}
            </option>
          ))}
        </select>
      </label>
      <span className={ui.chip["chip"]}>
        <span>
          by <b>user</b>, or session
        </span>
      </span>
    </span>
  );
}

function Loaded({
  result,
  search,
  onSearch,
}: {
  readonly result: FunnelResult;
  readonly search: FunnelSearch;
  readonly onSearch: (change: FunnelSearch) => void;
}): JSX.Element {
  const steps = useMemo(() => toSteps(result.funnel), [result]);
  const known = steps.slice(0, -1).some((step) => step.name === search.step);
  const step = known ? search.step : worstStep(steps);
  const select = useCallback((name: string) => onSearch({ step: name }), [onSearch]);
  const before = namePrevious(Date.parse(result.from), Date.parse(result.to));
  const sampled = sampledWords(
    "Counts of people are exact; times and the people who dropped come from",
    result.share,
  );
  return (
    <>
      <Figures figures={figuresOf(result, steps)} />
      {sampled !== undefined && <p className={classes(ui.text["dim"], css["sampled"])}>{sampled}</p>}
      <section className={css["steps"]} aria-label="Steps">
        <StepsPlot steps={steps} selected={step} onSelect={select} before={before} />
        <StepsList steps={steps} selected={step} onSelect={select} />
      </section>
      {step !== undefined && <Dropped result={result} steps={steps} step={step} />}
      {step !== undefined && (
        <DroppedDiffers funnel={result.funnel.name} step={step} within={search.within} />
      )}
    </>
  );
}

function figuresOf({ funnel }: FunnelResult, steps: readonly StepModel[]): readonly Figure[] {
  const first = funnel.steps[0]?.people;
  const last = funnel.steps.at(-1)?.people;
  const previous = previousPeople(funnel);
  const slowest = steps
    .filter((step) => step.medianMs !== null)
    .toSorted((a, b) => b.medianMs! - a.medianMs!)[0];
  return [
    {
      label: "conversion",
      value: formatShare(funnel.conversion),
      delta: {
        now: funnel.conversion,
        before: previousConversionOf(funnel),
        share: true,
        verdict: conversionVerdict(funnel),
      },
    },
    { label: "started", value: formatCount(first), delta: { now: first, before: previous[0] } },
    {
      label: "finished",
      value: formatCount(last),
      delta: { now: last, before: previous.at(-1) },
    },
    { label: "abandoned", value: formatCount(funnel.abandoned), title: "Recorded with abandon()" },
    ...(slowest === undefined
      ? []
      : [{ label: `slowest step, ${slowest.name}`, value: formatDuration(slowest.medianMs) }]),
  ];
}
