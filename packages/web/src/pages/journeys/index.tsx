// All journeys: how many people are on each, and its steps.
import { Link } from "@tanstack/react-router";
import type { JourneySummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import "./journeys.css";

const snippet = `import { journey } from "telltale";

const shopping = journey("shopping", { user: "u1", session: "s1" });
shopping.step("searched");
shopping.step("compared products");`;

export function JourneysPage(): JSX.Element {
  const { rangeQuery } = useScope();
  useRowKeys(".journeys");
  const query = useApi("/api/journeys", { query: rangeQuery });
  return (
    <>
      <PageHead title="Journeys" sub="the ways people take, by user or session" actions={<CopyLink />} />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Journey", "Steps", "People", "Steps taken", "Last seen"]} />}
      >
        {({ journeys }) =>
          journeys.length === 0 ? (
            <EmptyState
              title="No journey in this range"
              why="A journey is the steps one person takes, over any number of traces. Name one and record its steps."
              actions={<ScopeWideners />}
              snippet={<Snippet code={snippet} />}
            />
          ) : (
            <JourneysTable journeys={journeys} />
          )
        }
      </QueryView>
    </>
  );
}

const shown = 6;

function JourneysTable({ journeys }: { readonly journeys: readonly JourneySummary[] }): JSX.Element {
  return (
    <table className="table journeys">
      <thead>
        <tr>
          <th>Journey</th>
          <th className="c-path">Steps</th>
          <th className="num">People</th>
          <th className="num c-taken">Steps taken</th>
          <th className="num">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {journeys.map((journey) => (
          <tr key={journey.name}>
            <td className="strong">
              <Link to="/journeys/$name" params={{ name: journey.name }} className="row-link">
                {journey.name}
              </Link>
              {journey.isFunnel && (
                <Link to="/funnels/$name" params={{ name: journey.name }} className="chip">
                  funnel
                </Link>
              )}
            </td>
            <td className="c-path">
              <Path names={journey.stepNames} />
            </td>
            <td className="num strong">{formatCount(journey.people)}</td>
            <td className="num soft c-taken">{formatCount(journey.steps)}</td>
            <td className="num dim">
              <Time at={journey.lastSeen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Path({ names }: { readonly names: readonly string[] }): JSX.Element {
  return (
    <span className="path" title={names.join(" → ")}>
      {names.slice(0, shown).map((name, i) => (
        <span key={name}>
          {i > 0 && <i aria-hidden="true">→</i>}
          {name}
        </span>
      ))}
      {names.length > shown && <span className="dim">+ {names.length - shown}</span>}
    </span>
  );
}
