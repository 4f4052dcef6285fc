// The table of services. Each row leads to its service.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { withMore } from "../../lib/with-more.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { Icon } from "../../ui/icons.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import type { ListedService } from "./order.ts";
import type { ServicesSearch } from "./search.ts";
import css from "./services-table.module.css";
import { SortHead } from "./sort-head.tsx";

const num = ui.table["num"];
const wideNum = classes(num, ui.screen["hideNarrow"]);
const wide = ui.screen["hideNarrow"];

/** The columns of the skeleton. */
export const tableHead = [
  "Service",
  ["Versions", wide],
  ["Last deploy", wide],
  ["Rate", num],
  ["Errors", num],
  ["p50", wideNum],
  ["p95", num],
  ["p99", wideNum],
  ["Business", wideNum],
] as const;

export function ServicesTable({
  listed,
  search,
}: {
  readonly listed: readonly ListedService[];
  readonly search: ServicesSearch;
}): JSX.Element {
  const table = useRowKeys();
  const head = { search };
  return (
    <div className={ui.screen["scrollX"]}>
      <Table ref={table} aria-label="Services" className={classes(ui.table["table"], css["services"])}>
        <Table.Thead className={ui.table["sticky"]}>
          <Table.Tr>
            <SortHead {...head} column="name" label="Service" />
            <Table.Th className={wide}>Versions</Table.Th>
            <SortHead {...head} column="deploy" label="Last deploy" className={wide} />
            <SortHead {...head} column="rate" label="Rate" className={num} />
            <SortHead {...head} column="errors" label="Errors" className={num} />
            <SortHead {...head} column="p50" label="p50" className={wideNum} />
            <SortHead {...head} column="p95" label="p95" className={num} />
            <SortHead {...head} column="p99" label="p99" className={wideNum} />
            <SortHead {...head} column="business" label="Business" className={wideNum} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {listed.map((one) => (
            <Row key={one.service.name} listed={one} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ listed }: { readonly listed: ListedService }): JSX.Element {
  const { service, errorsRose, slower, business } = listed;
  const { name, previous, entries, errorRate, p50Ms, p95Ms, p99Ms, errorRates, p95sMs } = service;
  const verdict = judgePeriods(service, previous);
  const lack = lackOfFigures(entries, previous?.entries);
  return (
    <Table.Tr>
      <Table.Td>
        <Link className={ui.table["rowLink"]} to="/services/$name" params={{ name }}>
          <ServiceName name={name} className={css["name"]} />
        </Link>
      </Table.Td>
      <VersionCells listed={listed} />
      <RateCell service={service} />
      <Table.Td className={num}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={errorRates} bad={errorsRose} />
          <span
            className={classes(css["value"], errorsRose && bad)}
            title={`${service.errors} of ${entries}`}
          >
            {formatShare(errorRate)}
          </span>
          <Delta
            className={css["delta"]}
            share
            now={errorRate}
            before={previous?.errorRate}
            verdict={verdict.errors}
            lack={lack}
          />
        </span>
      </Table.Td>
      <Table.Td className={wideNum}>{formatDuration(p50Ms)}</Table.Td>
      <Table.Td className={num}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={p95sMs} bad={slower} />
          <span className={classes(css["value"], slower && bad)} title={`${p95Ms ?? none} ms`}>
            {formatDuration(p95Ms)}
          </span>
          <Delta
            className={css["delta"]}
            now={p95Ms}
            before={previous?.p95Ms}
            verdict={verdict.p95}
            lack={lack}
          />
        </span>
      </Table.Td>
      <Table.Td className={wideNum}>{formatDuration(p99Ms)}</Table.Td>
      <Table.Td className={wideNum} title="Share of business transactions whose traces pass the service">
        {formatShare(business)}
      </Table.Td>
    </Table.Tr>
  );
}

/** The rate before sampling, over time and against the period before. */
function RateCell({ service }: Pick<ListedService, "service">): JSX.Element {
  const { entries, estimatedRatePerSecond, estimatedRates, previous } = service;
  return (
    <Table.Td className={num}>
      <span className={css["figure"]}>
        <Sparkline className={css["spark"]} values={estimatedRates} />
        <span
          className={css["value"]}
          title={`${formatCount(entries)} ${isSampled(service) ? "stored " : ""}requests and messages`}
        >
          {formatRate(estimatedRatePerSecond)}
        </span>
        <Delta
          className={css["delta"]}
          now={estimatedRatePerSecond}
          before={previous?.estimatedRatePerSecond}
          lack={lackOfCounts(entries, previous?.entries)}
        />
      </span>
    </Table.Td>
  );
}

const bad = classes(ui.text["bad"], ui.text["strong"]);

/** The running versions and the last deploy of the range. */
function VersionCells({ listed: { service, deploy } }: { readonly listed: ListedService }): JSX.Element {
  const [newest, ...others] = service.versions;
  const names = service.versions.map(({ version }) => version);
  const more = others.length + service.truncatedVersions;
  return (
    <>
      <Table.Td className={classes(ui.text["soft"], wide)}>
        <span
          className={classes(css["version"], ui.text["ellip"])}
          title={withMore(names, service.truncatedVersions)}
        >
          {newest === undefined ? none : newest.version}
        </span>
        {more > 0 && <span className={css["others"]}> +{formatCount(more)}</span>}
      </Table.Td>
      <Table.Td className={wide}>
        {deploy === undefined ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <span
            className={classes(css["deploy"], deploy.worse && ui.text["bad"])}
            title={`${deploy.version}, was ${deploy.previous}: ${deploy.effect}`}
          >
            <Icon name="flag" /> <Time at={deploy.since} />
          </span>
        )}
      </Table.Td>
    </>
  );
}
