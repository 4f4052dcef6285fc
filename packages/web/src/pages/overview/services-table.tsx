// The services on the overview, worst first: rate, errors and duration, each with its line.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServicesResult } from "contract";
import type { JSX } from "react";

import { formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatTime } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import css from "./services-table.module.css";
import { worstFirst, type JudgedService } from "../../lib/worst-first.ts";

/** Rows lead to the service's page. */
export function ServicesTable({
  result,
  deploys,
}: {
  readonly result: ServicesResult;
  readonly deploys: readonly JudgedDeploy[];
}): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={classes(ui.table["table"], css["services"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Service</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Version</Table.Th>
            <Table.Th className={ui.table["num"]}>Rate</Table.Th>
            <Table.Th className={ui.table["num"]}>Errors</Table.Th>
            <Table.Th className={ui.table["num"]}>Duration p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {worstFirst(result).map((judged) => (
            <Row
              key={judged.service.name}
              judged={judged}
              deploy={deploys.find(({ service }) => service === judged.service.name)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  judged: { service, errorsRose, slower },
  deploy,
}: {
  readonly judged: JudgedService;
  readonly deploy: JudgedDeploy | undefined;
}): JSX.Element {
  const { name, version, estimatedRatePerSecond, errorRate, p95Ms, estimatedRates, errorRates, p95sMs } =
    service;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className={ui.table["rowLink"]} to="/services/$name" params={{ name }} title={name}>
          <ServiceName name={name} className={css["service"]} />
        </Link>
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], ui.screen["hideNarrow"])}>
        <span className={classes(css["version"], ui.text["ellip"])} title={version}>
          {version === "" ? "–" : version}
        </span>
        {deploy?.isFirst === false && (
          <span className={css["deploy"]} title={`first seen ${formatTime(deploy.since)}`}>
            <Icon name="flag" /> {formatTime(deploy.since)}
          </span>
        )}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={estimatedRates} />
          <span className={css["value"]}>{formatRate(estimatedRatePerSecond)}</span>
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={errorRates} bad={errorsRose} />
          <span className={classes(css["value"], errorsRose && classes(ui.text["bad"], ui.text["strong"]))}>
            {formatShare(errorRate)}
          </span>
        </span>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <span className={css["figure"]}>
          <Sparkline className={css["spark"]} values={p95sMs} bad={slower} />
          <span className={classes(css["value"], slower && classes(ui.text["bad"], ui.text["strong"]))}>
            {formatDuration(p95Ms)}
          </span>
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
