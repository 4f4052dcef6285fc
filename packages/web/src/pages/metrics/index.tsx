// All metrics of the range, grouped by the first words of their names.
import "./metrics.css";

import { getRouteApi, Link } from "@tanstack/react-router";
import type { MetricInfo, MetricsResult } from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { unitWord } from "../../lib/format-unit.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { groupMetrics } from "./group-metrics.ts";
import { typeWord } from "./metric-words.ts";

const route = getRouteApi("/metrics");
const head = ["Metric", "Type", "Unit", "Series", "Services", "Last value at"];
const snippet = `import { counter, histogram } from "telltale";

counter("shop.orders").add(1, { "payment.provider": "nordpay" });
histogram("shop.order.amount", { unit: "EUR" }).record(99.99);`;

/** The list of metrics. */
export function MetricsPage(): JSX.Element {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const { rangeQuery, service } = useScope();
  const query = useApi("/api/metrics", { query: { ...rangeQuery, service, search } });
  useRowKeys(".metrics");
  return (
    <>
      <PageHead
        title="Metrics"
        sub={query.data === undefined ? "" : `${formatCount(query.data.metrics.length)} in this range`}
        actions={<CopyLink />}
      />
      <div className="metric-filters">
        <SearchInput
          label="Part of the name"
          value={search ?? ""}
          onChange={(text) =>
            void navigate({
              search: (previous) => ({ ...previous, search: text === "" ? undefined : text }),
              replace: true,
            })
          }
        />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={10} />}>
        {(data) => <List data={data} search={search} />}
      </QueryView>
    </>
  );
}

function List({
  data: { metrics },
  search,
}: {
  readonly data: MetricsResult;
  readonly search: string | undefined;
}): JSX.Element {
  if (metrics.length === 0 && search !== undefined) {
    return (
      <EmptyState
        title={`No metric is called like “${search}”`}
        actions={
          <>
            <Link className="btn" to="/metrics" search={{}}>
              All metrics
            </Link>
            <ScopeWideners />
          </>
        }
      />
    );
  }
  if (metrics.length === 0) {
    return (
      <EmptyState
        title="No metrics in this range"
        why="Counters, gauges and histograms stand here, from the library or from any OpenTelemetry SDK."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <div className="scroll-x">
      <table className="table metrics">
        <thead>
          <tr>
            <th>Metric</th>
            <th className="hide-p">Type</th>
            <th>Unit</th>
            <th className="num">Series</th>
            <th className="hide-p">Services</th>
            <th className="num hide-s">Last value at</th>
          </tr>
        </thead>
        {groupMetrics(metrics).map(({ name, metrics: members }) => (
          <tbody key={name}>
            <tr className="group">
              <th colSpan={6} scope="rowgroup">
                {name}
              </th>
            </tr>
            {members.map((metric) => (
              <Row key={metric.name} metric={metric} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ metric }: { readonly metric: MetricInfo }): JSX.Element {
  const { name, unit, description, seriesCount, services, lastSeen } = metric;
  return (
    <tr>
      <td className="name">
        <Link className="row-link strong" to="/metrics/$name" params={{ name }}>
          {breakable(name)}
        </Link>
        {description !== "" && <span className="dim ellip">{description}</span>}
      </td>
      <td className="hide-p soft">{typeWord(metric)}</td>
      <td className="soft" title={unit}>
        {unitWord(unit)}
      </td>
      <td className="num">{formatCount(seriesCount)}</td>
      <td className="hide-p">
        <span className="services-of">
          {services.slice(0, 3).map((service) => (
            <ServiceName key={service} name={service} />
          ))}
          {services.length > 3 && (
            <span className="dim" title={services.slice(3).join(", ")}>
              + {services.length - 3}
            </span>
          )}
        </span>
      </td>
      <td className="num dim hide-s">
        <Time at={lastSeen} />
      </td>
    </tr>
  );
}

/** `name` with places to break after its dots and underscores. */
function breakable(name: string): ReactNode[] {
  return name
    .split(/(?<=[._])/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}
