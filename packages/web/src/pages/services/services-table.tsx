// The table of services. Each row leads to its service.
import { linkOptions } from "@tanstack/react-router";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { formatCount } from "../../lib/format.ts";
import { formatMeasure, formatOf } from "../../lib/format-measure.ts";
import { none } from "../../lib/locale.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { withMore } from "../../lib/with-more.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceState } from "../../ui/data-state.tsx";
import { Delta } from "../../ui/delta.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import type { ListedService } from "./order.ts";
import { rateTitle } from "./rate-title.ts";
import type { ServicesSearch, SortKey } from "./search.ts";
import css from "./services-table.module.css";

const bad = classes(ui.text["bad"], ui.text["strong"]);

export const serviceColumns: readonly Column<ListedService, SortKey>[] = [
  {
    label: "Service",
    sort: "name",
    link: ({ service: { name } }) => linkOptions({ to: "/services/$name", params: { name } }),
    cell: ({ service: { name } }) => <ServiceName name={name} className={css["name"]} />,
    below: (listed) => <ServiceState {...listed} />,
    csv: { Service: ({ service: { name } }) => name, Verdict: ({ verdict: { word } }) => word },
  },
  {
    label: "Versions",
    hide: "narrow",
    cellClass: ui.text["soft"],
    cell: ({ service }) => <Versions service={service} />,
    csv: ({ service: { versions } }) => versions.map(({ version }) => version).join(", "),
  },
  {
    label: "Last deploy",
    sort: "deploy",
    hide: "narrow",
    cell: (listed) => <Deploy {...listed} />,
    csv: ({ deploy }) => deploy?.since,
  },
  {
    ...measureHeading("requestRate"),
    sort: "rate",
    cell: ({ service }) => <Rate service={service} />,
    csv: {
      [csvHeading("requests")]: ({ service }) => service.entries,
      [csvHeading("requestRate")]: ({ service }) => service.estimatedRatePerSecond,
      [csvHeading("requestRate", "before")]: ({ service }) => service.previous?.estimatedRatePerSecond,
    },
  },
  {
    ...measureHeading("errorShare"),
    sort: "errors",
    cell: (listed) => <Errors {...listed} />,
    csv: {
      [csvHeading("failedRequests")]: ({ service }) => service.errors,
      [csvHeading("errorShare")]: ({ service }) => service.errorRate,
      [csvHeading("errorShare", "before")]: ({ service }) => service.previous?.errorRate,
    },
  },
  measureColumn("latency.p50", ({ service }) => service.p50Ms, { sort: "p50", hide: "narrow" }),
  measureColumn("latency.p95", ({ service }) => service.p95Ms, {
    sort: "p95",
    cell: (listed) => <P95 {...listed} />,
    before: ({ service }) => service.previous?.p95Ms,
  }),
  measureColumn("latency.p99", ({ service }) => service.p99Ms, { sort: "p99", hide: "narrow" }),
  measureColumn("businessShare", ({ business }) => business, { sort: "business", hide: "narrow" }),
];

export function ServicesTable({
  listed,
  truncated,
  search,
  onSearch,
}: {
  readonly listed: readonly ListedService[];
  /** Those that are not listed. */
  readonly truncated: number;
  readonly search: ServicesSearch;
  readonly onSearch: (change: ServicesSearch) => void;
}): JSX.Element {
  return (
    <List
      label="Services"
      className={css["services"]}
      columns={serviceColumns}
      rows={listed}
      truncated={truncated}
      keyOf={({ service }) => service.name}
      sorting={{
        by: search.sort,
        // Names ascend as usual, figures descend.
        direction: (search.sort === "name") === (search.reverse === true) ? "descending" : "ascending",
        onSort: (column) => onSearch(nextOrder(search, column)),
      }}
    />
  );
}

/** Once by the column's usual order, once more by the reverse, then no longer. */
function nextOrder({ sort, reverse }: ServicesSearch, column: SortKey): ServicesSearch {
  if (sort !== column) return { sort: column, reverse: undefined };
  return reverse === true ? { sort: undefined, reverse: undefined } : { sort, reverse: true };
}

/** The rate before sampling, over time and against the period before. */
function Rate({ service }: Pick<ListedService, "service">): JSX.Element {
  const { estimatedRatePerSecond, estimatedRates, previous } = service;
  return (
    <span className={css["figure"]}>
      <Sparkline className={css["spark"]} values={estimatedRates} late={service.late} isCut />
      <span className={css["value"]} title={rateTitle(service)}>
        {formatMeasure("requestRate", estimatedRatePerSecond, isSampled(service))}
      </span>
      <Delta
        className={css["delta"]}
        now={estimatedRatePerSecond}
        before={previous?.estimatedRatePerSecond}
        format={formatOf("requestRate")}
        lack={service.lack ?? lackOfCounts(service.entries, previous?.entries)}
      />
    </span>
  );
}

function Errors({ service, errorsRose }: ListedService): JSX.Element {
  const { errors, entries, errorRate, errorRates, previous } = service;
  return (
    <span className={css["figure"]}>
      <Sparkline className={css["spark"]} values={errorRates} bad={errorsRose} late={service.late} isCut />
      <span
        className={classes(css["value"], errorsRose && bad)}
        title={`${errors} of ${entries} stored requests`}
      >
        {formatMeasure("errorShare", errorRate, isSampled(service))}
      </span>
      <Delta
        className={css["delta"]}
        share
        now={errorRate}
        before={previous?.errorRate}
        verdict={judgePeriods(service, previous).errors}
        lack={service.lack ?? lackOfFigures(entries, previous?.entries)}
      />
    </span>
  );
}

function P95({ service, slower }: ListedService): JSX.Element {
  const { entries, p95Ms, p95sMs, previous } = service;
  return (
    <span className={css["figure"]}>
      <Sparkline className={css["spark"]} values={p95sMs} bad={slower} late={service.late} isCut />
      <span className={classes(css["value"], slower && bad)}>{formatMeasure("latency.p95", p95Ms)}</span>
      <Delta
        className={css["delta"]}
        now={p95Ms}
        before={previous?.p95Ms}
        format={formatOf("latency.p95")}
        verdict={judgePeriods(service, previous).p95}
        lack={service.lack ?? lackOfFigures(entries, previous?.entries)}
      />
    </span>
  );
}

/** The newest running version, and how many others run. */
function Versions({ service }: Pick<ListedService, "service">): JSX.Element {
  const [newest, ...others] = service.versions;
  const names = service.versions.map(({ version }) => version);
  const more = others.length + service.truncatedVersions;
  return (
    <>
      <span
        className={classes(css["version"], ui.text["ellip"])}
        title={withMore(names, service.truncatedVersions)}
      >
        {newest === undefined ? none : newest.version}
      </span>
      {more > 0 && <span className={css["others"]}> +{formatCount(more)}</span>}
    </>
  );
}

/** The last deploy of the range. */
function Deploy({ deploy }: ListedService): JSX.Element {
  if (deploy === undefined) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span
      className={classes(css["deploy"], deploy.worse && ui.text["bad"])}
      title={`${deploy.version}, was ${deploy.previous}: ${deploy.effect}`}
    >
      <Icon name="flag" /> <Time at={deploy.since} />
    </span>
  );
}
