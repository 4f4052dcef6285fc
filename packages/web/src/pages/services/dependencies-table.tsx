// Who calls the service, and what it calls: services, databases, queues and third parties.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceEdge, ServiceGraph, ServiceNode } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { judgeSpans } from "../../lib/service-verdict.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { NodeIcon } from "./map/node-icon.tsx";
import { kindWords } from "./map/node-words.ts";
import css from "./operations-table.module.css";
import { tracesOf } from "./trace-search.ts";
import { type BusinessShares, edgeKeyOf, useBusiness } from "./use-business.ts";

const num = ui.table["num"];
const wide = classes(num, ui.screen["hidePhone"]);

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
      <QueryView
        inline
        query={query}
        skeleton={
          <SkeletonTable head={["Called by", "Kind", "Rate", "Errors", "p95", "Business"]} rows={4} />
        }
      >
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
  const callers = graph.edges.filter(({ callee, caller }) => callee === service && caller !== service);
  const callees = graph.edges.filter(({ callee, caller }) => caller === service && callee !== service);
  if (callers.length + callees.length === 0)
    return (
      <EmptyState
        inline
        title="No calls in this range"
        why="A call appears when its spans have arrived, up to two minutes later."
      />
    );
  return (
    <>
      {callers.length > 0 && <Calls {...props} title="Called by" edges={callers} end="caller" />}
      {callees.length > 0 && <Calls {...props} title="Calls" edges={callees} end="callee" />}
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
  const seconds = Math.max(1, (Date.parse(graph.to) - Date.parse(graph.from)) / 1000);
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label={title} className={classes(ui.table["table"], css["operations"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={css["first"]}>{title}</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Kind</Table.Th>
            <Table.Th className={num}>Rate</Table.Th>
            <Table.Th className={num}>Errors</Table.Th>
            <Table.Th className={wide}>p50</Table.Th>
            <Table.Th className={num}>p95</Table.Th>
            <Table.Th className={wide} title="Share of business transactions whose traces have such a call">
              Business
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {edges.map((edge) => (
            <Row
              key={edgeKeyOf(edge)}
              edge={edge}
              node={nodes.get(edge[end])}
              service={service}
              seconds={seconds}
              share={business?.ofEdge(edgeKeyOf(edge))}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  edge,
  node,
  service,
  seconds,
  share,
}: {
  readonly edge: ServiceEdge;
  readonly node: ServiceNode | undefined;
  readonly service: string;
  readonly seconds: number;
  readonly share: number | undefined;
}): JSX.Element {
  const { calls, errors, p50Ms, p95Ms, previous } = edge;
  const verdict = judgeSpans(
    { count: calls, errors, p95Ms },
    previous === null ? null : { count: previous.calls, errors: previous.errors, p95Ms: previous.p95Ms },
  );
  const lack = lackOfFigures(calls, previous?.calls);
  return (
    <Table.Tr>
      <Table.Td>
        <Target edge={edge} node={node} service={service} failing={errors / calls >= 0.05} />
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
        {node === undefined
          ? none
          : [kindWords[node.kind], node.system].filter((word) => word !== "").join(", ")}
      </Table.Td>
      <Table.Td className={num} title={`${formatCount(calls)} calls`}>
        {formatRate(calls / seconds)}
      </Table.Td>
      <Table.Td className={num} title={`${errors} of ${calls}`}>
        {formatShare(errors / calls)}{" "}
        <Delta
          className={css["delta"]}
          share
          now={errors / calls}
          before={previous === null ? undefined : previous.errors / previous.calls}
          verdict={verdict.errors}
          lack={lack}
        />
      </Table.Td>
      <Table.Td className={wide}>{formatDuration(p50Ms)}</Table.Td>
      <Table.Td className={num}>
        {formatDuration(p95Ms)}{" "}
        <Delta
          className={css["delta"]}
          now={p95Ms}
          before={previous?.p95Ms}
          verdict={verdict.p95}
          lack={lack}
        />
      </Table.Td>
      <Table.Td className={wide}>{share === undefined ? none : formatShare(share)}</Table.Td>
    </Table.Tr>
  );
}

/** A service leads to its page; a database, a queue or a third party to the traces with calls of it. */
function Target({
  edge,
  node,
  service,
  failing,
}: {
  readonly edge: ServiceEdge;
  readonly node: ServiceNode | undefined;
  readonly service: string;
  readonly failing: boolean;
}): JSX.Element {
  if (node === undefined) return <span>{none}</span>;
  const { kind, name, system } = node;
  const label = (
    <>
      <NodeIcon kind={kind} name={name} /> <span className={ui.text["ellip"]}>{name || system || kind}</span>
    </>
  );
  const className = classes(ui.table["rowLink"], css["target"]);
  return kind === "service" ? (
    <Link className={className} to="/services/$name" params={{ name }}>
      {label}
    </Link>
  ) : (
    <Link
      className={className}
      to="/traces"
      search={tracesOf(service, edge.filter, failing)}
      title={`${failing ? "Failing" : "Slowest"} traces with ${name}`}
    >
      {label}
    </Link>
  );
}
