// All types of workflows: instances, what is open and stuck, illegal transitions, durations.
import { Link, linkOptions } from "@tanstack/react-router";
import type { WorkflowTypeSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { lateOfType, type MaybeLate } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { useLateIn } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { lateEndLabel } from "../../ui/late-end.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./workflows.module.css";

const snippet = `import { defineWorkflow, workflow } from "telltale";

const orders = defineWorkflow("order", {
  states: ["created", "paid", "shipped", "cancelled"],
  transitions: { created: ["paid", "cancelled"], paid: ["shipped"] },
  timeoutMs: 3 * 24 * 3_600_000,
});

const order = workflow(orders, "order-789");
await order.event("created");
await order.event("paid");
order.end("shipped");`;

/** The list of types of workflows. */
export function WorkflowsPage(): JSX.Element {
  const { stepQuery } = useScope();
  const lateIn = useLateIn(["business"]);
  const late = lateIn?.();
  const query = useApi("/api/workflows", { query: { ...stepQuery, limit: 1 } });
  return (
    <>
      <PageHead
        title="Workflows"
        sub="open and stuck: at the end of the range; the rest: in the range"
        actions={<CopyLink />}
      />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={columns} rows={4} className={css["types"]} />}
      >
        {(data) => (
          <>
            <List
              label="Workflow types"
              truncated={data.truncatedTypes}
              className={css["types"]}
              columns={columns}
              rows={data.types.map((one) => ({ ...one, late: lateOfType(one, lateIn) }))}
              keyOf={({ type }) => type}
              sorting={{ by: "instances" }}
              empty={late === undefined ? noWorkflows : <LateEmpty late={late} things="workflows" />}
            />
            <AndMore
              truncated={data.truncatedTypes}
              things="types"
              by="instances"
              fix="Choose an environment, or a shorter time range."
            />
          </>
        )}
      </QueryView>
    </>
  );
}

const noWorkflows = (
  <EmptyState
    title="No workflows in this range"
    guide="workflows"
    why="A workflow is something whose state changes over time: an order, a ticket, a subscription. This page shows its states, the time between them, and what is stuck."
    actions={<ScopeWideners />}
    snippet={<Snippet code={snippet} />}
  />
);

const columns: readonly Column<MaybeLate<WorkflowTypeSummary>, "instances">[] = [
  {
    label: "Workflow",
    isName: true,
    title: ({ type }) => type,
    link: ({ type }) => linkOptions({ to: "/workflows/$type", params: { type } }),
    cell: ({ type }) => type,
    csv: ({ type }) => type,
  },
  {
    label: "Started",
    hide: "phone",
    cell: ({ buckets, late }) => <Sparkline values={buckets.map(({ started }) => started)} late={late} />,
    csv: ({ buckets }) => buckets.reduce((sum, { started }) => sum + started, 0),
  },
  measureColumn("instances", ({ instances }) => instances, { sort: "instances" }),
  measureColumn("openInstances", ({ open }) => open),
  {
    ...measureHeading("stuck"),
    cell: ({ type, stuck, late }) =>
      late === undefined ? (
        <Marked type={type} status="stuck" count={stuck} kind="warn" />
      ) : (
        <Status kind="unknown" title={lateEndLabel(late)}>
          unknown
        </Status>
      ),
    csv: ({ stuck, late }) => (late === undefined ? stuck : "unknown"),
  },
  {
    label: "Illegal",
    isFigure: true,
    cell: ({ type, illegal }) => <Marked type={type} status="illegal" count={illegal} kind="error" />,
    csv: ({ illegal }) => illegal,
  },
  {
    label: "Reworked",
    isFigure: true,
    hide: "phone",
    cell: ({ reworked }) => formatCount(reworked),
    csv: ({ reworked }) => reworked,
  },
  measureColumn("instanceDuration.p50", ({ p50Ms }) => p50Ms, { hide: "phone" }),
  measureColumn("instanceDuration.p95", ({ p95Ms }) => p95Ms, { hide: "narrow" }),
];

/** A count that leads to its instances; 0 is plain. */
function Marked({
  type,
  status,
  count,
  kind,
}: {
  readonly type: string;
  readonly status: "stuck" | "illegal";
  readonly count: number;
  readonly kind: "warn" | "error";
}): JSX.Element {
  if (count === 0) return <span className={ui.text["dim"]}>0</span>;
  return (
    <Link to="/workflows/$type" params={{ type }} search={{ only: status }} aria-label={`${count} ${status}`}>
      <Status kind={kind}>{formatCount(count)}</Status>
    </Link>
  );
}
