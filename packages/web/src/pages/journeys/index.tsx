// All journeys: how many people are on each, and its steps.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JourneySummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./journeys.module.css";

const snippet = `import { journey } from "telltale";

const shopping = journey("shopping", { user: "u1", session: "s1" });
shopping.step("searched");
shopping.step("compared products");`;

export function JourneysPage(): JSX.Element {
  const { rangeQuery } = useScope();
  useRowKeys(`.${css["journeys"]}`);
  const query = useApi("/api/journeys", { query: rangeQuery });
  return (
    <>
      <PageHead title="Journeys" sub="paths of people, by user or session" actions={<CopyLink />} />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Journey", "Steps", "People", "Steps taken", "Last seen"]} />}
      >
        {({ journeys }) =>
          journeys.length === 0 ? (
            <EmptyState
              title="No journey in this range"
              why="A journey is the sequence of steps of one person, across any number of traces. Name a journey and record its steps."
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
    <Table className={classes("table", css["journeys"])}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Journey</Table.Th>
          <Table.Th className={css["steps"]}>Steps</Table.Th>
          <Table.Th className="num">People</Table.Th>
          <Table.Th className={classes("num", css["taken"])}>Steps taken</Table.Th>
          <Table.Th className="num">Last seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {journeys.map((journey) => (
          <Table.Tr key={journey.name}>
            <Table.Td className="strong">
              <Link to="/journeys/$name" params={{ name: journey.name }} className="row-link">
                {journey.name}
              </Link>
              {journey.isFunnel && (
                <Link
                  to="/funnels/$name"
                  params={{ name: journey.name }}
                  className={classes("chip", css["funnel"])}
                >
                  funnel
                </Link>
              )}
            </Table.Td>
            <Table.Td className={css["steps"]}>
              <Path names={journey.stepNames} />
            </Table.Td>
            <Table.Td className="num strong">{formatCount(journey.people)}</Table.Td>
            <Table.Td className={classes("num soft", css["taken"])}>{formatCount(journey.steps)}</Table.Td>
            <Table.Td className="num dim">
              <Time at={journey.lastSeen} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Path({ names }: { readonly names: readonly string[] }): JSX.Element {
  return (
    <span className={css["path"]} title={names.join(" → ")}>
      {names.slice(0, shown).map((name, i) => (
        <span key={name}>
          {i > 0 && <i aria-hidden="true">→</i>}
          {name}
        </span>
      ))}
      {names.length > shown && <span className={classes("dim", css["more"])}>+ {names.length - shown}</span>}
    </span>
  );
}
