// The services on the overview, worst first: rate, errors and duration, each with its line.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceSummary } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatRate, formatShare } from "../../lib/format.ts";
import { formatTime } from "../../lib/time.ts";
import { Icon } from "../../ui/icons.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import type { Deploy } from "./deploys.ts";
import { worstFirst, type JudgedService } from "./worst-first.ts";

/** Rows lead to the service's traces. */
export function ServicesTable({
  services,
  deploys,
}: {
  readonly services: readonly ServiceSummary[];
  readonly deploys: readonly Deploy[];
}): JSX.Element {
  return (
    <div className="scroll-x">
      <Table className="table services">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Service</Table.Th>
            <Table.Th className="hide-s">Version</Table.Th>
            <Table.Th className="num">Rate</Table.Th>
            <Table.Th className="num">Errors</Table.Th>
            <Table.Th className="num">Duration p95</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {worstFirst(services).map((judged) => (
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
  readonly deploy: Deploy | undefined;
}): JSX.Element {
  const { name, version, ratePerSecond, errorRate, p95Ms, rates, errorRates, p95sMs } = service;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="row-link" to="/traces" search={{ service: name }} title={`Traces of ${name}`}>
          <ServiceName name={name} />
        </Link>
      </Table.Td>
      <Table.Td className="dim hide-s">
        <span className="ver ellip" title={version}>
          {version === "" ? "–" : version}
        </span>
        {deploy?.isFirst === false && (
          <span className="dep" title={`first seen ${formatTime(deploy.since)}`}>
            <Icon name="flag" /> {formatTime(deploy.since)}
          </span>
        )}
      </Table.Td>
      <Table.Td className="num">
        <span className="c2">
          <Sparkline values={rates} />
          <span className="v">{formatRate(ratePerSecond)}</span>
        </span>
      </Table.Td>
      <Table.Td className="num">
        <span className="c2">
          <Sparkline values={errorRates} bad={errorsRose} />
          <span className={`v ${errorsRose ? "bad strong" : ""}`}>{formatShare(errorRate)}</span>
        </span>
      </Table.Td>
      <Table.Td className="num">
        <span className="c2">
          <Sparkline values={p95sMs} bad={slower} />
          <span className={`v ${slower ? "bad strong" : ""}`}>{formatDuration(p95Ms)}</span>
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
