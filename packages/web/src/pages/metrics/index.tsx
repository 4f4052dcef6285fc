// The metrics of the range, grouped by the first words of their names.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { MetricInfo, MetricsResult } from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { unitWord } from "../../lib/format-unit.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { AndMore } from "../../ui/and-more.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { FoldedNote, otherName, useFoldedReason } from "../../ui/folded-note.tsx";
import { Picker } from "../../ui/picker.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Time } from "../../ui/time.tsx";
import { filterMetrics, kinds, unitsOf } from "./filter-metrics.ts";
import { groupMetrics } from "./group-metrics.ts";
import {
  AllValues,
  MetricLatest,
  MetricTrend,
  type MetricTrendProps,
  type Requests,
  toRequests,
  useKnownLatest,
} from "./metric-trend.tsx";
import { typeWord } from "./metric-words.ts";
import css from "./metrics.module.css";
import type { MetricsSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/metrics");
const snippet = `import { counter, histogram } from "telltale";

counter("shop.orders").add(1, { "payment.provider": "nordpay" });
histogram("shop.order.amount", { unit: "EUR" }).record(99.99);`;

/** The list of metrics. */
export function MetricsPage(): JSX.Element {
  const { search, kind, unit } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: MetricsSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const hasChoice = kind !== undefined || unit !== undefined;
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
      <QueryView
        query={query}
        skeleton={
          <ListSkeleton
            columns={columnsOf(new Map(), () => undefined)}
            rows={10}
            className={css["metrics"]}
          />
        }
      >
        {({ metrics, others, truncated }) => (
          <>
            <Metrics
              metrics={filterMetrics(metrics, { kind, unit })}
              listed={truncated === 0 ? undefined : metrics.length}
              others={hasChoice ? null : others}
              search={search ?? (hasChoice ? [kind, unit].join(" ").trim() : undefined)}
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

interface MetricsProps extends Pick<MetricsResult, "metrics" | "others"> {
  /** How many were looked at, where these are not all. */
  readonly listed: number | undefined;
  readonly search: string | undefined;
}

function Metrics({ metrics, others, listed, search }: MetricsProps): JSX.Element {
  const late = useLate(["metrics"], useScope().service);
  const isEmpty = metrics.length === 0 && (search !== undefined || others === null);
  if (isEmpty && late !== undefined && listed === undefined)
    return <LateEmpty late={late} things="metrics" />;
  if (metrics.length === 0 && search !== undefined) {
    return (
      <EmptyState
        title={
          listed === undefined
            ? `No metrics match “${search}”`
            : `“${search}” is not among the ${formatCount(listed)} metrics that are listed`
        }
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

type Others = NonNullable<MetricsResult["others"]>;

/** A metric, or those over the budget as one. */
interface Row extends Others {
  readonly group: string;
  readonly metric?: MetricInfo;
}

const latestColumn = (
  trendOf: (metric: MetricInfo) => MetricTrendProps,
  latestOf: ReturnType<typeof useKnownLatest>,
): Column<Row> => ({
  label: "Latest",
  isFigure: true,
  cell: ({ metric }) => metric && <MetricLatest {...trendOf(metric)} />,
  csv: {
    Latest: ({ metric }) => metric && latestOf(metric)?.value,
    Aggregation: ({ metric }) => metric && latestOf(metric)?.of,
  },
});

/** `requests`: the names whose values are requested together with those of each metric. */
const columnsOf = (
  requests: Requests,
  latestOf: ReturnType<typeof useKnownLatest>,
): readonly Column<Row>[] => {
  const trendOf = (metric: MetricInfo): MetricTrendProps => ({
    metric,
    names: requests.get(metric.name) ?? [],
  });
  return [
    {
      label: "Metric",
      className: css["name"],
      hasLink: true,
      cell: ({ metric }) => (metric === undefined ? otherName : <Name metric={metric} />),
      csv: {
        Metric: ({ metric }) => metric?.name ?? otherName,
        Description: ({ metric }) => metric?.description,
      },
    },
    {
      label: "Type",
      hide: "phone",
      cellClass: ui.text["soft"],
      cell: ({ metric }) => metric && typeWord(metric),
      csv: ({ metric }) => metric && typeWord(metric),
    },
    {
      label: "Unit",
      hide: "phone",
      cellClass: ui.text["soft"],
      title: ({ metric }) => metric?.unit,
      cell: ({ metric }) => metric && unitWord(metric.unit),
      csv: ({ metric }) => metric?.unit,
    },
    {
      label: "Trend",
      hide: "phone",
      className: css["trend"],
      cell: ({ metric }) => metric && <MetricTrend {...trendOf(metric)} />,
      csv: {},
    },
    latestColumn(trendOf, latestOf),
    {
      label: "Series",
      isFigure: true,
      cell: ({ seriesCount }) => formatCount(seriesCount),
      csv: ({ seriesCount }) => seriesCount,
    },
    {
      label: "Services",
      hide: "phone",
      cell: ({ services }) => <Services services={services} />,
      csv: ({ services }) => services.join(", "),
    },
    {
      label: "Last seen",
      isFigure: true,
      hide: "narrow",
      cellClass: ui.text["dim"],
      cell: ({ lastSeen }) => <Time at={lastSeen} />,
      csv: ({ lastSeen }) => lastSeen,
    },
  ];
};

function MetricsTable({ metrics, others }: Pick<MetricsResult, "metrics" | "others">): JSX.Element {
  const groups = groupMetrics(metrics);
  const requests = toRequests(groups.flatMap((group) => group.metrics.map(({ name }) => name)));
  const latestOf = useKnownLatest(requests);
  const rows = groups.flatMap(({ name, metrics: members }) =>
    members.map((metric): Row => ({ ...metric, group: name, metric })),
  );
  return (
    <List
      label="Metrics"
      className={css["metrics"]}
      columns={columnsOf(requests, latestOf)}
      asking={<AllValues requests={requests} />}
      rows={others === null ? rows : [...rows, { ...others, group: "over the budget" }]}
      keyOf={({ metric }) => metric?.name ?? ""}
      groupOf={({ group }) => ({ key: group, heading: group })}
    />
  );
}

function Services({ services }: { readonly services: readonly string[] }): JSX.Element {
  return (
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
  );
}

function Name({ metric: { name, description } }: { readonly metric: MetricInfo }): JSX.Element {
  return (
    <span className={css["line"]}>
      <Link className={classes(ui.table["rowLink"], ui.text["strong"])} to="/metrics/$name" params={{ name }}>
        {breakable(name)}
      </Link>
      {description !== "" && (
        <span className={classes(ui.text["dim"], ui.text["ellip"], css["description"])}>{description}</span>
      )}
    </span>
  );
}

/** `name`, which may wrap after its dots and underscores. */
function breakable(name: string): ReactNode[] {
  return name
    .split(/(?<=[._])/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}
