// The list of journeys with their steps and people.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JourneySummary } from "contract";
import type { JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
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
import { ui } from "../../ui/styles.ts";

const snippet = `import { journey } from "telltale";

const shopping = journey("shopping", { user: "u1", session: "s1" });
shopping.step("searched");
shopping.step("compared products");`;

export function JourneysPage(): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useEstimated("/api/journeys", { query: rangeQuery });
  return (
    <>
      <PageHead
        title="Journeys"
        sub={`${estimateWords("people", query.data)}paths of people, by user or session`}
        actions={<CopyLink />}
      />
      <QueryView
        query={query}
        skeleton={<SkeletonTable head={["Journey", "Steps", "People", "Steps taken", "Last seen"]} />}
      >
        {({ journeys, nextCursor, truncated }) =>
          journeys.length === 0 ? (
            <EmptyState
              title="No journeys in this range"
              guide="journeys-and-funnels"
              why="A journey is the sequence of steps of one person, across any number of traces. Name a journey and record its steps."
              actions={<ScopeWideners />}
              snippet={<Snippet code={snippet} />}
            />
          ) : (
            <>
              <JourneysTable journeys={journeys} />
              <AndMore
                truncated={truncated || nextCursor !== null}
                things="journeys"
                by="people"
                fix="Choose an environment, or a shorter time range."
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}

const shown = 6;

function JourneysTable({ journeys }: { readonly journeys: readonly JourneySummary[] }): JSX.Element {
  const table = useRowKeys();
  return (
    <Table ref={table} aria-label="Journeys" className={classes(ui.table["table"], css["journeys"])}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={ui.table["name"]}>Journey</Table.Th>
          <Table.Th className={classes(ui.table["name"], css["steps"])}>Steps</Table.Th>
          <Table.Th className={ui.table["num"]}>People</Table.Th>
          <Table.Th className={classes(ui.table["num"], css["taken"])}>Steps taken</Table.Th>
          <Table.Th className={ui.table["num"]}>Last seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {journeys.map((journey) => (
          <Table.Tr key={journey.name}>
            <Table.Td className={classes(ui.table["name"], ui.text["strong"])} title={journey.name}>
              {/* a click then waits for no code */}
              <Link
                to="/journeys/$name"
                params={{ name: journey.name }}
                preload="render"
                className={classes(ui.table["rowLink"], journey.isFunnel && css["besideFunnel"])}
              >
                {journey.name}
              </Link>
              {journey.isFunnel && (
                <Link
                  to="/funnels/$name"
                  params={{ name: journey.name }}
                  className={classes(ui.chip["chip"], css["funnel"])}
                >
                  funnel
                </Link>
              )}
            </Table.Td>
            <Table.Td className={classes(ui.table["name"], css["steps"])}>
              <Path names={journey.stepNames} />
            </Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["strong"])}>
              {formatCount(journey.people)}
            </Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["soft"], css["taken"])}>
              {formatCount(journey.steps)}
            </Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
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
      {names.length > shown && (
        <span className={classes(ui.text["dim"], css["more"])}>+ {names.length - shown}</span>
      )}
    </span>
  );
}
