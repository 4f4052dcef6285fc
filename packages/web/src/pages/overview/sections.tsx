// Funnels and services of the overview, each with its own loading, empty and error state.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import type { Answer } from "../../data/use-api.ts";
import { completeSuffix, lateEndOf } from "../../lib/completeness.ts";
import type { CompleteFunnels, CompleteServices } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import type { FunnelVerdicts } from "../../state/funnel-standing.ts";
import type { ServiceVerdicts } from "../../state/service-verdicts.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { funnelColumns, FunnelsTable } from "./funnels-table.tsx";
import { serviceColumns, ServicesTable } from "./services-table.tsx";

export function FunnelsSection({
  query,
  verdicts,
}: {
  readonly query: Answer<CompleteFunnels>;
  readonly verdicts: FunnelVerdicts;
}): JSX.Element {
  const count = query.data?.funnels.length ?? 0;
  const late = useLate(["business"]);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Funnels</h2>
        <span className={ui.text["dim"]}>
          people, by user{completeSuffix(lateEndOf(query.data?.funnels))}
        </span>
        {count > 0 && (
          <Link className={classes(ui.text["link"], ui.section["end"])} to="/funnels">
            {count === 1 ? "All funnels" : `All ${count}`}
          </Link>
        )}
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={funnelColumns(false)} rows={2} />}>
        {({ funnels, isEstimate }) =>
          funnels.length === 0 && late !== undefined ? (
            <LateEmpty late={late} things="people in funnels" />
          ) : funnels.length === 0 ? (
            <EmptyState
              inline
              title="No funnel in this range"
              why="Declare the steps once with funnel(), then record each step. This section shows the conversion."
              actions={<ScopeWideners />}
            />
          ) : (
            <FunnelsTable
              isEstimate={isEstimate}
              verdictOf={verdicts.of}
              funnels={funnels
                .toSorted((a, b) => (b.steps[0]?.people ?? 0) - (a.steps[0]?.people ?? 0))
                .slice(0, 5)}
            />
          )
        }
      </QueryView>
    </section>
  );
}

export function ServicesSection({
  query,
  verdicts,
  deploys,
}: {
  readonly query: Answer<CompleteServices>;
  readonly verdicts: ServiceVerdicts;
  readonly deploys: readonly JudgedDeploy[];
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Services</h2>
        <span className={ui.text["dim"]}>worst first</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/services">
          All services
        </Link>
        <Link className={ui.text["link"]} to="/services" search={{ view: "map" }}>
          Map
        </Link>
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={serviceColumns([])} rows={5} />}>
        {(result) =>
          result.services.length === 0 ? (
            <EmptyState
              inline
              title="No spans in this range"
              why="Services appear here as soon as one of them sends a span."
              actions={<ScopeWideners />}
            />
          ) : (
            <ServicesTable services={verdicts.services} deploys={deploys} />
          )
        }
      </QueryView>
    </section>
  );
}
