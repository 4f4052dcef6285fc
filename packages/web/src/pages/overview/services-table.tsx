// The services on the overview, worst first: rate, errors and duration, each with its line.
import { linkOptions } from "@tanstack/react-router";
import type { JSX } from "react";

import type { MaybeLate } from "../../lib/completeness.ts";
import type { ServiceWithVerdict } from "../../lib/judge-services.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { formatTime } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceState } from "../../ui/data-state.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureHeading } from "../../ui/list/measure-column.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import css from "./services-table.module.css";

const bad = classes(ui.text["bad"], ui.text["strong"]);

/** Of the table. */
export const serviceColumns = (deploys: readonly JudgedDeploy[]): readonly Column<ServiceWithVerdict>[] => [
  {
    label: "Service",
    link: ({ service: { name } }) => linkOptions({ to: "/services/$name", params: { name }, title: name }),
    cell: ({ service: { name } }) => <ServiceName name={name} className={css["service"]} />,
    below: (judged) => <ServiceState {...judged} />,
    csv: ({ service: { name } }) => name,
  },
  {
    label: "Version",
    hide: "narrow",
    cellClass: ui.text["dim"],
    cell: ({ service: { name, version } }) => (
      <Version version={version} deploy={deploys.find(({ service }) => service === name)} />
    ),
    csv: ({ service: { version } }) => version,
  },
  {
    ...measureHeading("requestRate"),
    cell: ({ service }) => (
      <Figure
        service={service}
        values={service.estimatedRates}
        text={formatMeasure("requestRate", service.estimatedRatePerSecond, isSampled(service))}
      />
    ),
    csv: { [csvHeading("requestRate")]: ({ service }) => service.estimatedRatePerSecond },
  },
  {
    ...measureHeading("errorShare"),
    cell: ({ service, errorsRose }) => (
      <Figure
        service={service}
        values={service.errorRates}
        text={formatMeasure("errorShare", service.errorRate, isSampled(service))}
        isBad={errorsRose}
      />
    ),
    csv: { [csvHeading("errorShare")]: ({ service }) => service.errorRate },
  },
  {
    ...measureHeading("latency.p95"),
    cell: ({ service, slower }) => (
      <Figure
        service={service}
        values={service.p95sMs}
        text={formatMeasure("latency.p95", service.p95Ms)}
        isBad={slower}
      />
    ),
    csv: { [csvHeading("latency.p95")]: ({ service }) => service.p95Ms },
  },
];

/** Rows lead to the service's page. */
export function ServicesTable({
  services,
  deploys,
}: {
  readonly services: readonly ServiceWithVerdict[];
  readonly deploys: readonly JudgedDeploy[];
}): JSX.Element {
  return (
    <List
      label="Services"
      className={css["services"]}
      columns={serviceColumns(deploys)}
      rows={services}
      keyOf={({ service }) => service.name}
    />
  );
}

function Version({
  version,
  deploy,
}: {
  readonly version: string;
  readonly deploy: JudgedDeploy | undefined;
}): JSX.Element {
  return (
    <>
      <span className={classes(css["version"], ui.text["ellip"])} title={version}>
        {version === "" ? "–" : version}
      </span>
      {deploy?.isFirst === false && (
        <span className={css["deploy"]} title={`first seen ${formatTime(deploy.since)}`}>
          <Icon name="flag" /> {formatTime(deploy.since)}
        </span>
      )}
    </>
  );
}

/** A figure with its line. */
function Figure({
  service: { late },
  values,
  text,
  isBad = false,
}: {
  readonly service: MaybeLate<unknown>;
  readonly values: readonly (number | null)[];
  readonly text: string;
  readonly isBad?: boolean;
}): JSX.Element {
  return (
    <span className={css["figure"]}>
      <Sparkline className={css["spark"]} values={values} bad={isBad} late={late} isCut />
      <span className={classes(css["value"], isBad && bad)}>{text}</span>
    </span>
  );
}
