// The metrics of the range, grouped by the first words of their names.
import { Table } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { MetricsResult } from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { unitWord } from "../../lib/format-unit.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { AndMore } from "../../ui/and-more.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { FoldedNote, otherName, useFoldedReason } from "../../ui/folded-note.tsx";
import { Picker } from "../../ui/picker.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import { filterMetrics, kinds, unitsOf } from "./filter-metrics.ts";
import { groupMetrics } from "./group-metrics.ts";
import { MetricTrend, type MetricTrendProps, toRequests } from "./metric-trend.tsx";
import { typeWord } from "./metric-words.ts";
import css from "./metrics.module.css";
import type { MetricsSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/metrics");
const head = ["Metric", "Type", "Unit", "Trend", "Latest", "Series", "Services", "Last seen"];
const snippet = `import { counter, histogram } from "telltale";

counter("shop.orders").add(1, { "payment.provider": "nordpay" });
histogram("shop.order.amount", { unit: "EUR" }).record(99.99);`;

/** The list of metrics. */
export function MetricsPage(): JSX.Element {
  const { search, kind, unit } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: MetricsSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const { rangeQuery, service } = useScope();
  const query = useApi("/api/metrics", { query: { ...rangeQuery, service, search } });
  return (
    <>
      <PageHead
        title="Metrics"
        sub={query.data === undefined ? "" : countText(query.data)}
        actions={<CopyLink />}
      />
      <div className={css["filters"]}>
        <SearchInput
          label="Part of the name"
          className={css["search"]}
          value={search ?? ""}
          onChange={(text) => set({ search: text === "" ? undefined : text })}
        />
        <Picker
          boxed
          label="Type"
          all="all types"
          value={kind}
          options={kinds}
          onPick={(next) => set({ kind: kinds.find((one) => one === next) })}
        />
        <Picker
          boxed
          label="Unit"
          all="all units"
          value={unit}
          options={unitsOf(query.data)}
          onPick={(next) => set({ unit: next })}
        />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={10} />}>
        {({ metrics, others, truncated }) => (
          <>
            <List
              metrics={filterMetrics(metrics, { kind, unit })}
              others={kind === undefined && unit === undefined ? others : null}
              search={
                search ??
                (kind === undefined && unit === undefined ? undefined : [kind, unit].join(" ").trim())
              }
            />
            <AndMore
              truncated={truncated}
              things="metrics"
              by="series"
              fix="Search for a part of the name, or choose a service."
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function countText({ metrics, others, truncated }: MetricsResult): string {
  const shown = formatCount(metrics.length);
  const count = truncated === 0 ? shown : `${shown} of ${formatCount(metrics.length + truncated)}`;
  return `${count}${others === null ? "" : " and others"} in this range`;
}

interface ListProps extends Pick<MetricsResult, "metrics" | "others"> {
  readonly search: string | undefined;
}

function List({ metrics, others, search }: ListProps): JSX.Element {
  if (metrics.length === 0 && search !== undefined) {
    return (
      <EmptyState
        title={`No metrics match “${search}”`}
        actions={
          <>
            <Link className={ui.button["button"]} to="/metrics" search={{}}>
              All metrics
            </Link>
            <ScopeWideners />
          </>
        }
      />
    );
  }
  if (metrics.length === 0 && others === null) {
    return (
      <EmptyState
        title="No metrics in this range"
        guide="metrics"
        why="This page lists counters, gauges and histograms from the library or any OpenTelemetry SDK."
        actions={<ScopeWideners />}
        snippet={<Snippet code={snippet} />}
      />
    );
  }
  return (
    <>
      {others !== null && <FoldedNote kind="metrics" names={[otherName]} />}
      <SeriesNote />
      <MetricsTable metrics={metrics} others={others} />
    </>
  );
}

/** Why some series are left out of anomalies and catalogs. */
function SeriesNote(): JSX.Element | undefined {
  return useFoldedReason("series") === undefined ? undefined : (
    <FoldedNote kind="series" names={[otherName]} />
  );
}

function MetricsTable({ metrics, others }: Pick<MetricsResult, "metrics" | "others">): JSX.Element {
  const groups = groupMetrics(metrics);
  const requests = toRequests(groups.flatMap((group) => group.metrics.map(({ name }) => name)));
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Metrics" className={classes(ui.table["table"], css["metrics"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Type</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Unit</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Trend</Table.Th>
            <Table.Th className={ui.table["num"]}>Latest</Table.Th>
            <Table.Th className={ui.table["num"]}>Series</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Services</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hideNarrow"])}>Last seen</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {groups.map(({ name, metrics: members }) => (
          <Table.Tbody key={name}>
            <Table.Tr className={css["group"]}>
              <Table.Th colSpan={head.length} scope="rowgroup">
                {name}
              </Table.Th>
            </Table.Tr>
            {members.map((metric) => (
              <Row key={metric.name} metric={metric} names={requests.get(metric.name) ?? []} />
            ))}
          </Table.Tbody>
        ))}
        {others !== null && <OthersRow others={others} />}
      </Table>
    </div>
  );
}

/** The metrics over the budget, as one. */
function OthersRow({ others }: { readonly others: NonNullable<MetricsResult["others"]> }): JSX.Element {
  const { seriesCount, services, lastSeen } = others;
  return (
    <Table.Tbody>
      <Table.Tr>
        <Table.Td className={css["name"]}>{otherName}</Table.Td>
        <Table.Td className={ui.screen["hidePhone"]} />
        <Table.Td className={ui.screen["hidePhone"]} />
        <Table.Td className={ui.screen["hidePhone"]} />
        <Table.Td className={ui.table["num"]} />
        <Table.Td className={ui.table["num"]}>{formatCount(seriesCount)}</Table.Td>
        <ServicesCell services={services} />
        <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hideNarrow"])}>
          <Time at={lastSeen} />
        </Table.Td>
      </Table.Tr>
    </Table.Tbody>
  );
}

function ServicesCell({ services }: { readonly services: readonly string[] }): JSX.Element {
  return (
    <Table.Td className={ui.screen["hidePhone"]}>
      <span className={css["services"]}>
        {services.slice(0, 3).map((service) => (
          <ServiceName key={service} name={service} />
        ))}
        {services.length > 3 && (
          <span className={css["more"]} title={services.slice(3).join(", ")}>
            + {services.length - 3}
          </span>
        )}
      </span>
    </Table.Td>
  );
}

function Row({ metric, names }: MetricTrendProps): JSX.Element {
  const { name, unit, description, seriesCount, services, lastSeen } = metric;
  return (
    <Table.Tr>
      <Table.Td className={css["name"]}>
        <span className={css["line"]}>
          <Link
            className={classes(ui.table["rowLink"], ui.text["strong"])}
            to="/metrics/$name"
            params={{ name }}
          >
            {breakable(name)}
          </Link>
          {description !== "" && (
            <span className={classes(ui.text["dim"], ui.text["ellip"], css["description"])}>
              {description}
            </span>
          )}
        </span>
      </Table.Td>
      <Table.Td className={classes(ui.screen["hidePhone"], ui.text["soft"])}>{typeWord(metric)}</Table.Td>
      <Table.Td className={classes(ui.screen["hidePhone"], ui.text["soft"])} title={unit}>
        {unitWord(unit)}
      </Table.Td>
      <MetricTrend metric={metric} names={names} />
      <Table.Td className={ui.table["num"]}>{formatCount(seriesCount)}</Table.Td>
      <ServicesCell services={services} />
      <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hideNarrow"])}>
        <Time at={lastSeen} />
      </Table.Td>
    </Table.Tr>
  );
}

/** `name`, which may wrap after its dots and underscores. */
function breakable(name: string): ReactNode[] {
  return name
    .split(/(?<=[._])/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}
