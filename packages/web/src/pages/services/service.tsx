// One service: its figures, rate, errors and durations over time, its operations, and its newest failing traces.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ServiceDetail } from "contract";
import type { JSX } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useApi } from "../../data/use-api.ts";
import { completeSuffix, type Late, type MaybeLate } from "../../lib/completeness.ts";
import { namePrevious } from "../../lib/range-words.ts";
import { serviceStanding } from "../../lib/standing.ts";
import { formatTime } from "../../lib/time.ts";
import { resolveRange, type TimeRange } from "../../lib/time-range.ts";
import { useCompleteService, useCompleteServices } from "../../state/complete-results.ts";
import { useSilentSince } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { useServiceVerdicts } from "../../state/service-verdicts.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { useFoldedReason } from "../../ui/folded-note.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { VerdictLine } from "../../ui/verdict-line.tsx";
import { DependenciesTable } from "./dependencies-table.tsx";
import { operationColumns, OperationsTable } from "./operations-table.tsx";
import { RedCharts } from "./red-charts.tsx";
import { ServiceDiffers } from "./service-differs.tsx";
import { ServiceFigures } from "./service-figures.tsx";
import { ServiceProfiles } from "./service-profiles.tsx";
import { ServiceTraces } from "./service-traces.tsx";
import { VersionsTable } from "./versions-table.tsx";

const route = getRouteApi("/services/$name");

/** The page of one service. */
export function ServicePage(): JSX.Element {
  const { name } = route.useParams();
  const { range, rangeQuery } = useScope();
  const asked = { params: { name }, query: rangeQuery };
  const query = useApi("/api/services/:name", asked);
  const { data } = query;
  const silentSince = useSilentSince(name)(name);
  const complete = useCompleteService(data, asked);
  return (
    <>
      <PageHead
        crumbs={<Link to="/services">Services</Link>}
        title={name}
        sub={
          data === undefined
            ? ""
            : `${subtitle(data, range)}${completeSuffix(complete?.late)}${silence(silentSince)}`
        }
        actions={
          <>
            <AlertOnThis
              scope={rangeQuery}
              draft={{
                name: `Errors of ${name}`,
                on: { service: name, measure: "errors" },
                when: { above: 0.05 },
              }}
            />
            <Link
              className={ui.button["quiet"]}
              to="/services"
              search={{ view: "map", focus: name, hops: 1 }}
            >
              Map
            </Link>
            <Link className={ui.button["quiet"]} to="/traces" search={{ service: name }}>
              Traces
            </Link>
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<ServiceSkeleton />}>
        {(detail) =>
          detail.operations.length === 0 ? (
            <NoSpans detail={detail} late={complete?.late} />
          ) : (
            <Body detail={detail} complete={complete ?? detail} />
          )
        }
      </QueryView>
    </>
  );
}

function subtitle({ versions }: ServiceDetail, range: TimeRange): string {
  const running = versions.map(({ version }) => version).join(", ");
  const { fromMs, toMs } = resolveRange(range);
  const compared = `compared with ${namePrevious(fromMs, toMs)}`;
  return running === "" ? compared : `version ${running} · ${compared}`;
}

function silence(since: string | undefined): string {
  return since === undefined ? "" : ` · silent since ${formatTime(since)}`;
}

/** @param complete the complete part of the range. */
function Body({
  detail,
  complete,
}: {
  readonly detail: ServiceDetail;
  readonly complete: MaybeLate<ServiceDetail>;
}): JSX.Element {
  return (
    <>
      <ServiceVerdict detail={complete} />
      <ServiceFigures detail={complete} />
      <RedCharts detail={detail} />
      <VersionsTable detail={detail} />
      <ServiceTraces service={detail.name} />
      <OperationsTable detail={detail} />
      <DependenciesTable service={detail.name} />
      <ServiceDiffers detail={detail} />
      <ServiceProfiles service={detail.name} />
    </>
  );
}

function ServiceVerdict({ detail }: { readonly detail: MaybeLate<ServiceDetail> }): JSX.Element {
  const { rangeQuery } = useScope();
  const asked = { query: rangeQuery };
  const enabled = useIsFirstDataThere();
  const listed = useCompleteServices(
    useApi("/api/services", asked, { enabled, part: "verdicts of services" }),
    asked,
  );
  const { services, standing } = useServiceVerdicts(listed.data);
  const { name, late, lack, current, previous } = detail;
  // a list of very many services is cut
  const own = services.find(({ service }) => service.name === name)?.verdict;
  const ofPage = serviceStanding(name, { ...current, previous, late, lack }, standing(name));
  return <VerdictLine verdict={own ?? ofPage} />;
}

function NoSpans({
  detail: { name, previous },
  late,
}: {
  readonly detail: ServiceDetail;
  readonly late: Late | undefined;
}): JSX.Element {
  const folded = useFoldedReason("services");
  if (late !== undefined) return <LateEmpty late={late} things={`spans of ${name}`} />;
  const unknown =
    folded === undefined
      ? "Check the name, or look at a longer range."
      : "Check the name, or look at a longer range. It may be over the budget of services and counted as _OTHER: see its traces.";
  return (
    <EmptyState
      title={`No spans of ${name} in this range`}
      why={
        previous === null
          ? unknown
          : "It sent spans in the period before: it may have stopped, or lost its connection to the console."
      }
      actions={<ScopeWideners />}
    />
  );
}

function ServiceSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={180} />
      <ListSkeleton columns={operationColumns} rows={8} />
    </>
  );
}
