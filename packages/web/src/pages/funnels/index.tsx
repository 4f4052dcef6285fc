// All funnels: bars of people by step, conversion, and the change against the previous period.
import { linkOptions } from "@tanstack/react-router";
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import { completeSuffix, lateEndOf, type MaybeLate } from "../../lib/completeness.ts";
import { besideVerdict, conversionVerdict } from "../../lib/conversion-verdict.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { formatCount } from "../../lib/format.ts";
import { previousConversionOf } from "../../lib/previous-people.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { useCompleteFunnels } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import { type FunnelVerdicts, useFunnelVerdicts } from "../../state/funnel-standing.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { VerdictBelow } from "../../ui/data-state.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn } from "../../ui/list/measure-column.ts";
import { useRestRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import { type StepModel, toSteps, worstStep } from "./funnel-model.ts";
import css from "./funnels.module.css";
import { SavedFunnels } from "./saved-funnels.tsx";
import { StillOpen } from "./still-open.tsx";

const snippet = `import { funnel } from "telltale";

const checkout = funnel("checkout", ["cart", "address", "payment", "done"]);
checkout.step("cart", { user: "u1" });
checkout.abandon("payment", { user: "u1", reason: "too slow" });`;

export function FunnelsPage(): JSX.Element {
  const { stepQuery: scope } = useScope();
  const asked = { query: scope };
  const query = useCompleteFunnels(useEstimated("/api/funnels", asked), asked);
  const late = useLate(["business"], scope.service);
  const { data } = query;
  const rest = useRestRows("/api/funnels", asked, data, ({ funnels }) => funnels);
  const { of: verdictOf } = useFunnelVerdicts(data, scope);
  const sub =
    data === undefined
      ? undefined
      : `${estimateWords("people", data)}people who took the steps in order, compared with ${namePrevious(Date.parse(data.from), Date.parse(data.to))}, ${describePrevious(data.from, data.to)}${completeSuffix(lateEndOf(data.funnels))}`;
  return (
    <>
      <PageHead title="Funnels" sub={sub} actions={<CopyLink />} />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={columnsOf(true, noVerdict)} className={css["funnels"]} />}
      >
        {({ funnels, isEstimate, nextCursor }) => (
          <div>
            <List
              label="Funnels"
              rest={rest}
              className={css["funnels"]}
              columns={columnsOf(isEstimate, verdictOf)}
              rows={funnels}
              keyOf={({ name }) => name}
              empty={late === undefined ? noFunnels : <LateEmpty late={late} things="people in funnels" />}
            />
            <AndMore
              truncated={nextCursor !== null}
              things="funnels"
              by="people"
              fix="Choose an environment, or a shorter time range."
            />
          </div>
        )}
      </QueryView>
      <SavedFunnels />
    </>
  );
}

const noFunnels = (
  <EmptyState
    title="No funnel in this range"
    guide="journeys-and-funnels"
    why="A funnel is a journey with ordered steps. It shows conversion and drop-off. Declare its steps once and record them as they happen."
    actions={<ScopeWideners />}
    snippet={<Snippet code={snippet} />}
  />
);

type VerdictOf = FunnelVerdicts["of"];
const noVerdict: VerdictOf = () => undefined;

const columnsOf = (
  isEstimate: boolean,
  verdictOf: VerdictOf,
): readonly Column<MaybeLate<FunnelSummary>>[] => [
  {
    label: "Funnel",
    isName: true,
    link: ({ name }) => linkOptions({ to: "/funnels/$name", params: { name }, title: name }),
    cell: ({ name }) => name,
    below: ({ name }) => {
      const verdict = verdictOf(name);
      return verdict === undefined ? null : <VerdictBelow verdict={verdict} />;
    },
    csv: {
      Funnel: ({ name }) => name,
      Verdict: ({ name }) => verdictOf(name)?.word,
    },
  },
  {
    label: "Steps",
    cell: (funnel) => <StepBars funnel={funnel} />,
    csv: ({ steps }) => steps.map(({ name }) => name).join(" → "),
  },
  measureColumn("entered", ({ steps }) => steps[0]?.people, { hide: "phone" }),
  measureColumn("finished", ({ steps }) => steps.at(-1)?.people, { hide: "phone" }),
  measureColumn("conversion", ({ conversion }) => conversion, { cellClass: ui.text["strong"] }),
  {
    label: "vs. before",
    isFigure: true,
    cell: (funnel) => (
      <Delta
        now={funnel.conversion}
        before={previousConversionOf(funnel)}
        share
        verdict={besideVerdict(conversionVerdict(funnel, isEstimate), verdictOf(funnel.name)?.state)}
        orNone
      />
    ),
    csv: { [csvHeading("conversion", "before")]: previousConversionOf },
  },
  {
    label: "Largest drop after",
    isName: true,
    hide: "phone",
    className: css["drop"],
    title: (funnel) => worstStep(toSteps(funnel, isEstimate)),
    cell: (funnel) => <LargestDrop steps={toSteps(funnel, isEstimate, verdictOf(funnel.name)?.state)} />,
    csv: {
      "Largest drop after": (funnel) => worstStep(toSteps(funnel, isEstimate)),
      [csvHeading("stillOpen")]: ({ steps }) => steps.reduce((sum, { open }) => sum + open, 0),
    },
  },
];

function LargestDrop({ steps }: { readonly steps: readonly StepModel[] }): JSX.Element {
  const worst = worstStep(steps);
  const after = steps[steps.findIndex((step) => step.name === worst) + 1];
  if (worst === undefined || after === undefined) return <span className={ui.text["dim"]}>–</span>;
  return (
    <>
      {worst}{" "}
      {after.dropped > 0 && <span className={ui.text["dim"]}>{formatCount(after.dropped)} dropped</span>}{" "}
      <StillOpen people={after.open} />{" "}
      <Delta now={after.ofBefore} before={after.ofBeforeThen} share verdict={after.verdict} />
    </>
  );
}

const height = 26;

function StepBars({ funnel: { name, steps } }: { readonly funnel: FunnelSummary }): JSX.Element {
  const most = Math.max(1, ...steps.map((step) => step.people));
  return (
    <span
      className={css["bars"]}
      role="img"
      aria-label={`${name}: ${steps.map((step) => `${step.name} ${step.people}`).join(", ")}`}
    >
      {steps.map((step) => (
        <i
          key={step.name}
          title={`${step.name} ${formatCount(step.people)}`}
          style={{ height: step.people === 0 ? 0 : Math.max(1, (step.people / most) * height) }}
        />
      ))}
    </span>
  );
}
