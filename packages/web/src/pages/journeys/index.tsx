// The list of journeys with their steps and people.
import { Link, linkOptions } from "@tanstack/react-router";
import type { JourneySummary } from "contract";
import type { JSX } from "react";

import { useEstimated } from "../../data/use-estimated.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { formatCount } from "../../lib/format.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { LateNote } from "../../ui/late-note.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { useRestRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./journeys.module.css";
import { ui } from "../../ui/styles.ts";

const snippet = `import { journey } from "telltale";

const shopping = journey("shopping", { user: "u1", session: "s1" });
shopping.step("searched");
shopping.step("compared products");`;

export function JourneysPage(): JSX.Element {
  const { stepQuery, service } = useScope();
  const late = useLate(["business"], service);
  const asked = { query: stepQuery };
  const query = useEstimated("/api/journeys", asked);
  const rest = useRestRows("/api/journeys", asked, query.data, ({ journeys }) => journeys);
  return (
    <>
      <PageHead
        title="Journeys"
        sub={`${estimateWords("people", query.data)}paths of people, by user or session`}
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<ListSkeleton columns={columns} className={css["journeys"]} />}>
        {({ journeys, nextCursor, truncated }) => (
          <>
            <LateNote late={late} what="Steps" />
            <List
              label="Journeys"
              rest={rest}
              truncated={truncated}
              className={css["journeys"]}
              columns={columns}
              rows={journeys}
              keyOf={({ name }) => name}
              empty={late === undefined ? noJourneys : <LateEmpty late={late} things="steps of journeys" />}
            />
            <AndMore
              truncated={truncated || nextCursor !== null}
              things="journeys"
              by="people"
              fix="Choose an environment, or a shorter time range."
            />
          </>
        )}
      </QueryView>
    </>
  );
}

const shown = 6;

const columns: readonly Column<JourneySummary>[] = [
  {
    label: "Journey",
    isName: true,
    title: ({ name }) => name,
    link: ({ name, isFunnel }) =>
      linkOptions({
        to: "/journeys/$name",
        params: { name },
        // A click then waits for no code.
        preload: "render",
        className: isFunnel ? css["besideFunnel"] : undefined,
      }),
    cell: ({ name }) => name,
    below: ({ name, isFunnel }) =>
      isFunnel && (
        <Link to="/funnels/$name" params={{ name }} className={classes(ui.chip["chip"], css["funnel"])}>
          funnel
        </Link>
      ),
    csv: { Journey: ({ name }) => name, Funnel: ({ isFunnel }) => isFunnel },
  },
  {
    label: "Steps",
    isName: true,
    className: css["steps"],
    cell: ({ stepNames }) => <Path names={stepNames} />,
    csv: ({ stepNames }) => stepNames.join(" → "),
  },
  measureColumn("people", ({ people }) => people, { cellClass: ui.text["strong"] }),
  {
    label: "Steps taken",
    isFigure: true,
    className: css["taken"],
    cellClass: ui.text["soft"],
    cell: ({ steps }) => formatCount(steps),
    csv: ({ steps }) => steps,
  },
  {
    label: "Last seen",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ lastSeen }) => <Time at={lastSeen} />,
    csv: ({ lastSeen }) => lastSeen,
  },
];

const noJourneys = (
  <EmptyState
    title="No journeys in this range"
    guide="journeys-and-funnels"
    why="A journey is the sequence of steps of one person, across any number of traces. Name a journey and record its steps."
    actions={<ScopeWideners />}
    snippet={<Snippet code={snippet} />}
  />
);

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
