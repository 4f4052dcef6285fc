// All types of workflows: instances, what is open and stuck, illegal transitions, durations.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { WorkflowsResult, WorkflowTypeSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import css from "./workflows.module.css";

const head = ["Workflow", "Started", "Instances", "Open", "Stuck", "Illegal", "Reworked", "Median", "p95"];
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
  const { rangeQuery } = useScope();
  const query = useApi("/api/workflows", { query: { ...rangeQuery, limit: 1 } });
  return (
    <>
      <PageHead
        title="Workflows"
        sub="open and stuck: at the end of the range; the rest: instances with a record in the range"
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={4} />}>
        {(data) => (
          <>
            <Types data={data} />
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

function Types({ data: { types } }: { readonly data: WorkflowsResult }): JSX.Element {
  const table = useRowKeys();
  if (types.length === 0) {
    return (
      <EmptyState
        title="No workflows in this range"
        guide="workflows"
        why="A workflow is something whose state changes over time: an order, a ticket, a subscription. This page shows its states, the time between them, and what is stuck."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  const num = ui.table["num"];
  const wide = classes(num, ui.screen["hidePhone"]);
  return (
    <div className={ui.screen["scrollX"]}>
      <Table ref={table} aria-label="Workflow types" className={classes(ui.table["table"], css["types"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.table["name"]}>Workflow</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Started</Table.Th>
            <Table.Th className={num} aria-sort="descending">
              Instances ↓
            </Table.Th>
            <Table.Th className={num}>Open</Table.Th>
            <Table.Th className={num}>Stuck</Table.Th>
            <Table.Th className={num}>Illegal</Table.Th>
            <Table.Th className={wide}>Reworked</Table.Th>
            <Table.Th className={wide}>Median</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {types.map((summary) => (
            <Row key={summary.type} summary={summary} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ summary }: { readonly summary: WorkflowTypeSummary }): JSX.Element {
  const { type, instances, open, stuck, illegal, reworked, p50Ms, p95Ms, buckets } = summary;
  const num = ui.table["num"];
  const wide = classes(num, ui.screen["hidePhone"]);
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]} title={type}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/workflows/$type"
          params={{ type }}
        >
          {type}
        </Link>
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Sparkline values={buckets.map(({ started }) => started)} />
      </Table.Td>
      <Table.Td className={num}>{formatCount(instances)}</Table.Td>
      <Table.Td className={num}>{formatCount(open)}</Table.Td>
      <Table.Td className={num}>
        <Marked type={type} status="stuck" count={stuck} kind="warn" />
      </Table.Td>
      <Table.Td className={num}>
        <Marked type={type} status="illegal" count={illegal} kind="error" />
      </Table.Td>
      <Table.Td className={wide}>{formatCount(reworked)}</Table.Td>
      <Table.Td className={wide}>{formatDuration(p50Ms)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>{formatDuration(p95Ms)}</Table.Td>
    </Table.Tr>
  );
}

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
