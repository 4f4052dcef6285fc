// The workflows of the overview: what is open, what is stuck, and whether more starts than ends. Nothing is shown without any.
import { Link, linkOptions } from "@tanstack/react-router";
import type { WorkflowsResult, WorkflowTypeSummary } from "contract";
import type { JSX } from "react";

import type { Answer } from "../../data/use-api.ts";
import { lateOfType, type MaybeLate, unknownWords } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { useLateIn } from "../../state/completeness.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { backlogOf, flowOf, upTo, worstStuckFirst } from "./stuck-workflows.ts";

const most = 5;

export function WorkflowsSection({ query }: { readonly query: Answer<WorkflowsResult> }): JSX.Element | null {
  const lateIn = useLateIn(["business"]);
  const count = query.data?.types.length ?? 0;
  if (count === 0 && !query.isError) return null;
  return (
    <section className={ui.section["section"]} aria-label="Workflows">
      <header>
        <h2>Workflows</h2>
        <span className={ui.text["dim"]}>most stuck first</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/workflows">
          {count > 1 ? `All ${count}` : "All workflows"}
        </Link>
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={columns} rows={1} />}>
        {({ types }) => (
          <List
            label="Workflows"
            columns={columns}
            rows={worstStuckFirst(types)
              .slice(0, most)
              .map((one) => ({ ...one, late: lateOfType(one, lateIn) }))}
            keyOf={({ type }) => type}
          />
        )}
      </QueryView>
    </section>
  );
}

const columns: readonly Column<MaybeLate<WorkflowTypeSummary>>[] = [
  {
    label: "Workflow",
    isName: true,
    link: ({ type }) => linkOptions({ to: "/workflows/$type", params: { type }, title: type }),
    cell: ({ type }) => type,
    csv: ({ type }) => type,
  },
  measureColumn("openInstances", ({ open }) => open),
  {
    ...measureHeading("stuck"),
    cell: (summary) => <Stuck {...summary} />,
    csv: ({ stuck, late }) => (late === undefined ? stuck : "unknown"),
  },
  {
    label: "Started → ended",
    isFigure: true,
    hide: "phone",
    cell: (summary) => <Flow summary={summary} />,
    csv: { Started: (summary) => flowOf(summary).in, Ended: (summary) => flowOf(summary).out },
  },
];

function Stuck({ type, stuck, late }: MaybeLate<WorkflowTypeSummary>): JSX.Element {
  if (late !== undefined) return <Status kind="unknown">unknown</Status>;
  if (stuck === 0) return <span className={ui.text["dim"]}>0</span>;
  const count = formatCount(stuck);
  return (
    <Link to="/workflows/$type" params={{ type }} search={{ only: "stuck" }} aria-label={`${count} stuck`}>
      <Status kind="warn">{count}</Status>
    </Link>
  );
}

/** The figures are of the whole range, the verdict is of its complete time. */
function Flow({ summary }: { readonly summary: MaybeLate<WorkflowTypeSummary> }): JSX.Element {
  const flow = flowOf(summary);
  const unknown = unknownWords(summary);
  return (
    <>
      {backlogOf(upTo(summary, summary.late)) !== undefined ? (
        <Status kind="warn">backlog grows</Status>
      ) : (
        unknown !== undefined && <span className={ui.text["dim"]}>{unknown}</span>
      )}{" "}
      {formatCount(flow.in)} <span className={ui.text["dim"]}>→</span> {formatCount(flow.out)}
    </>
  );
}
