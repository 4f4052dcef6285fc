// The services on the overview, worst first: rate, errors and duration, each with its line.
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
      <table className="table services">
        <thead>
          <tr>
            <th>Service</th>
            <th className="hide-s">Version</th>
            <th className="num">Rate</th>
            <th className="num">Errors</th>
            <th className="num">Duration p95</th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(services).map((judged) => (
            <Row
              key={judged.service.name}
              judged={judged}
              deploy={deploys.find(({ service }) => service === judged.service.name)}
            />
          ))}
        </tbody>
      </table>
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
    <tr>
      <td>
        <Link
          className="row-link"
          to="/traces"
          search={{ service: name } as never}
          title={`Traces of ${name}`}
        >
          <ServiceName name={name} />
        </Link>
      </td>
      <td className="dim hide-s">
        <span className="ver ellip" title={version}>
          {version === "" ? "–" : version}
        </span>
        {deploy?.isFirst === false && (
          <span className="dep" title={`first seen ${formatTime(deploy.since)}`}>
            <Icon name="flag" /> {formatTime(deploy.since)}
          </span>
        )}
      </td>
      <td className="num">
        <span className="c2">
          <Sparkline values={rates} />
          <span className="v">{formatRate(ratePerSecond)}</span>
        </span>
      </td>
      <td className="num">
        <span className="c2">
          <Sparkline values={errorRates} bad={errorsRose} />
          <span className={`v ${errorsRose ? "bad strong" : ""}`}>{formatShare(errorRate)}</span>
        </span>
      </td>
      <td className="num">
        <span className="c2">
          <Sparkline values={p95sMs} bad={slower} />
          <span className={`v ${slower ? "bad strong" : ""}`}>{formatDuration(p95Ms)}</span>
        </span>
      </td>
    </tr>
  );
}
