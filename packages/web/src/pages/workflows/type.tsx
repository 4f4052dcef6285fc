// One type of workflow: figures, the state graph with the selected state or transition beside it, open instances by age, transitions,
// failures of event handlers, and the instances.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { WorkflowTypeResult } from "contract";
import { useCallback, useEffect, useEffectEvent, useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { describeRange } from "./describe-range.ts";
import { workflowDraft } from "../../lib/rule-draft.ts";
import { useScope } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { classes } from "../../ui/classes.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { isTyping } from "../../ui/is-typing.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Ages } from "./ages.tsx";
import { Differs } from "./differs.tsx";
import { Failures } from "./failures.tsx";
import { Finding } from "./finding.tsx";
import { Instances } from "./instances.tsx";
import { lateType } from "./late-type.ts";
import type { PartProps } from "./part-props.ts";
import { type WorkflowTypeSearch } from "./search.ts";
import { readTransition } from "./transition-key.ts";
import { StateGraph } from "./state-graph.tsx";
import { StatePanel } from "./state-panel.tsx";
import { TransitionPanel } from "./transition-panel.tsx";
import { Transitions } from "./transitions.tsx";
import { TrendChart } from "./trend-chart.tsx";
import { TypeFigures } from "./type-figures.tsx";
import css from "./type.module.css";
import { useLateOf } from "./use-late-of.ts";

const route = getRouteApi("/workflows/$type");

/** The page of one type. */
export function WorkflowTypePage(): JSX.Element {
  const { type } = route.useParams();
  const { state } = route.useSearch();
  const { stepQuery } = useScope();
  const query = useApi("/api/workflows/:type", { params: { type }, query: stepQuery });
  return (
    <>
      <PageHead
        crumbs={<Link to="/workflows">Workflows</Link>}
        title={type}
        sub={query.data === undefined ? "" : describeRange(query.data)}
        actions={
          <>
            <CatalogLink kind="workflow" name={type} />
            <AlertOnThis
              scope={stepQuery}
              draft={workflowDraft(type, query.data?.summary.timeoutMs, state)}
            />
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<TypeSkeleton />}>
        {(result) => <Body result={result} />}
      </QueryView>
    </>
  );
}

function Body({ result: received }: { readonly result: WorkflowTypeResult }): JSX.Element {
  const late = useLateOf(received.summary);
  const result = useMemo(() => lateType(received, late), [received, late]);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: WorkflowTypeSearch, replace = false) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), resetScroll: false, replace }),
    [navigate],
  );
  return (
    <>
      <TypeFigures result={result} />
      <Finding result={result} onSearch={change} />
      <Bench result={result} search={search} onSearch={change} />
      <div className={css["columns"]}>
        <TrendChart result={result} />
        <Ages result={result} />
      </div>
      <Transitions result={result} search={search} onSearch={change} />
      <Differs result={result} stuckMs={search.stuckMs} />
      <Failures type={result.summary.type} />
      <Instances result={result} search={search} onSearch={change} />
    </>
  );
}

function Bench({ result, search, onSearch }: PartProps): JSX.Element {
  const { state, step } = search;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.key !== "Escape" || isTyping(event)) return;
    if (state === undefined && step === undefined) return;
    event.preventDefault();
    onSearch({ state: undefined, step: undefined });
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const chosen = result.states.find((one) => one.state === state);
  const wanted = step === undefined ? undefined : readTransition(step);
  const transition = result.summary.transitions.find(
    ({ from, to }) => from === wanted?.from && to === wanted.to,
  );
  const isOpen = chosen !== undefined || transition !== undefined;
  return (
    <div className={classes(css["bench"], !isOpen && css["alone"])}>
      <div className={css["map"]}>
        <StateGraph
          result={result}
          state={state}
          step={step}
          onState={(next) => onSearch({ state: next, step: undefined })}
          onStep={(next) => onSearch({ step: next, state: undefined })}
        />
      </div>
      {chosen !== undefined && <StatePanel result={result} state={chosen} onSearch={onSearch} />}
      {chosen === undefined && transition !== undefined && (
        <TransitionPanel result={result} transition={transition} onSearch={onSearch} />
      )}
    </div>
  );
}

function TypeSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={260} />
      <SkeletonBlock height={180} />
    </>
  );
}
