// Who calls the service, and what it calls: services, databases, queues and third parties.
import { Link, linkOptions } from "@tanstack/react-router";
import { rateOf } from "catalog/measures";
import type { ServiceEdge, ServiceGraph, ServiceNode } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { none } from "../../lib/locale.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import type { Column, RowLink } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { comparedColumns, type ComparedRow, compareRow, isEstimate } from "./compared-columns.tsx";
import { NodeIcon } from "./map/node-icon.tsx";
import { kindWords } from "./map/node-words.ts";
import { noCallsWords } from "./none-listed.ts";
import css from "./operations-table.module.css";
import { rangesOfCalls } from "./range-of-calls.ts";
import { tracesLink } from "./trace-search.ts";
import { type BusinessShares, edgeKeyOf, useBusiness } from "./use-business.ts";
import { worseView } from "./worse-view.ts";

interface CallRow extends ComparedRow {
  readonly service: string;
  readonly edge: ServiceEdge;
  /** The other end. */
  readonly node: ServiceNode | undefined;
  readonly ratePerSecond: number;
  /** Of the business transactions. */
  readonly business: number | undefined;
}

const columnsOf = (label: string): readonly Column<CallRow>[] => [
  {
    label,
    csv: { [label]: ({ node }) => node && (node.name || node.system || node.kind) },
    className: css["first"],
    link: targetOf,
    cell: ({ node }) =>
      node === undefined ? (
        none
      ) : (
        <>
          <NodeIcon kind={node.kind} name={node.name} />{" "}
          <span className={ui.text["ellip"]}>{node.name || node.system || node.kind}</span>
        </>
      ),
  },
  {
    label: "Kind",
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ node }) =>
      node === undefined
        ? none
        : [kindWords[node.kind], node.system].filter((word) => word !== "").join(", "),
    csv: ({ node }) => node && [kindWords[node.kind], node.system].filter((word) => word !== "").join(", "),
  },
  {
    ...measureHeading("callRate"),
    title: ({ now }) => `${formatCount(now.count)} stored calls`,
    cell: ({ ratePerSecond, now }) => formatMeasure("callRate", ratePerSecond, isEstimate(now)),
    csv: {
      "Stored calls": ({ now }) => now.count,
      [csvHeading("callRate")]: ({ ratePerSecond }) => ratePerSecond,
    },
  },
  ...comparedColumns("call"),
  measureColumn("businessShare", ({ business }) => business, { hide: "phone" }),
];

/** A service leads to its page; a database, a queue or a third party to the traces with calls of it. */
function targetOf({ service, edge, node, failures }: CallRow): RowLink | undefined {
  if (node === undefined) return undefined;
  const { kind, name } = node;
  return {
    ...(kind === "service"
      ? linkOptions({ to: "/services/$name", params: { name } })
      : tracesLink(service, edge.filter, failures.errorRate >= 0.05, `with ${name}`)),
    className: css["target"],
  };
}

export function DependenciesTable({ service }: { readonly service: string }): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useApi("/api/services/graph", { query: rangeQuery });
  const business = useBusiness();
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Dependencies</h2>
        <span className={ui.text["dim"]}>computed once a minute</span>
        <Link
          className={classes(ui.text["link"], ui.section["end"])}
          to="/services"
          search={{ view: "map", focus: service, hops: 1 }}
        >
          Map
        </Link>
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={columnsOf("Called by")} rows={4} />}>
        {(graph) => <Both graph={graph} service={service} business={business} />}
      </QueryView>
    </section>
  );
}

interface Listed {
  readonly graph: ServiceGraph;
  readonly service: string;
  readonly business: BusinessShares | undefined;
}

function Both(props: Listed): JSX.Element {
  const { graph, service } = props;
  const late = useLate(["spans"], service);
  const callers = graph.edges.filter(({ callee, caller }) => callee === service && caller !== service);
  const callees = graph.edges.filter(({ callee, caller }) => caller === service && callee !== service);
  if (callers.length + callees.length === 0) {
    if (late !== undefined && !graph.truncated)
      return <LateEmpty late={late} things={`calls of ${service}`} />;
    return <EmptyState inline {...noCallsWords(graph)} />;
  }
  return (
    <>
      {callers.length > 0 && <Calls {...props} title="Called by" edges={callers} end="caller" />}
      {callees.length > 0 && <Calls {...props} title="Calls" edges={callees} end="callee" />}
      {graph.truncated && (
        <p className={ui.text["dim"]} role="note">
          Rare calls may be missing: those with most traffic of all services are listed. Choose an environment
          or a shorter range.
        </p>
      )}
    </>
  );
}

function Calls({
  graph,
  service,
  business,
  title,
  edges,
  end,
}: Listed & {
  readonly title: string;
  readonly edges: readonly ServiceEdge[];
  /** The other end. */
  readonly end: "caller" | "callee";
}): JSX.Element {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const rangeOf = rangesOfCalls(graph);
  const rows = edges.map((edge) => ({
    ...compareRow(
      { ...edge, count: edge.calls, estimated: edge.estimatedCalls },
      edge.previous === null ? null : { ...edge.previous, count: edge.previous.calls },
      worseView(edge),
    ),
    service,
    edge,
    node: nodes.get(edge[end]),
    ratePerSecond: rateOf(edge.estimatedCalls, rangeOf(edge)),
    business: business?.ofEdge(edgeKeyOf(edge)),
  }));
  return <List label={title} columns={columnsOf(title)} rows={rows} keyOf={({ edge }) => edgeKeyOf(edge)} />;
}
