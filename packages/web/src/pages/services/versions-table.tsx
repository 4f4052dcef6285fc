// The versions of the service in the range, each compared with the one before it: a regression stands out.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceDetail, ServiceVersion } from "contract";
import type { JSX } from "react";

import { lackOfFigures } from "../../lib/comparable.ts";
import { beforeAndAfter } from "../../lib/compare-link.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { judgePeriods } from "../../lib/service-verdict.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./operations-table.module.css";
import { is, tracesOf } from "./trace-search.ts";

const num = ui.table["num"];
const wide = classes(num, ui.screen["hidePhone"]);

export function VersionsTable({
  detail: { name, byVersion, truncatedByVersion },
}: {
  readonly detail: ServiceDetail;
}): JSX.Element | null {
  if (byVersion.length === 0) return null;
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Versions</h2>
        <span className={ui.text["dim"]}>newest first, each compared with the one before</span>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Versions" className={classes(ui.table["table"], css["operations"])}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={css["first"]}>Version</Table.Th>
              <Table.Th className={wide}>First seen</Table.Th>
              <Table.Th className={wide}>Last seen</Table.Th>
              <Table.Th className={num}>Rate</Table.Th>
              <Table.Th className={num}>Errors</Table.Th>
              <Table.Th className={wide}>p50</Table.Th>
              <Table.Th className={num}>p95</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {byVersion.map((version, index) => (
              <Row key={version.version} service={name} version={version} before={byVersion[index + 1]} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <AndMore
        truncated={truncatedByVersion}
        things="versions"
        by="recent spans"
        fix="Choose an environment, or a shorter time range."
      />
    </section>
  );
}

function Row({
  service,
  version,
  before,
}: {
  readonly service: string;
  readonly version: ServiceVersion;
  readonly before: ServiceVersion | undefined;
}): JSX.Element {
  const verdict = judgePeriods(version, before ?? null);
  const lack = lackOfFigures(version.entries, before?.entries);
  const isWorse = verdict.errors === "bad" || verdict.p95 === "bad";
  const failing = verdict.errors === "bad" || (verdict.p95 !== "bad" && version.errors > 0);
  return (
    <Table.Tr>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], css["target"])}
          to="/traces"
          search={tracesOf(service, [is("service.version", version.version)], failing)}
          title={`${failing ? "Failing" : "Slowest"} traces of ${version.version || "spans without a version"}`}
        >
          <span className={ui.text["ellip"]}>{version.version || "without a version"}</span>
        </Link>{" "}
        {isWorse && (
          <Status kind="error" className={css["status"]}>
            regression
          </Status>
        )}
      </Table.Td>
      <Table.Td className={wide}>
        <Since service={service} version={version} />
      </Table.Td>
      <Table.Td className={wide}>
        <Time at={version.last} />
      </Table.Td>
      <Table.Td
        className={num}
        title={`${formatCount(version.entries)} ${isSampled(version) ? "stored " : ""}entry spans`}
      >
        {formatRate(version.estimatedRatePerSecond)}
      </Table.Td>
      <Table.Td className={num} title={`${version.errors} of ${version.entries}`}>
        {formatShare(version.errorRate)}{" "}
        <Delta
          className={css["delta"]}
          share
          now={version.errorRate}
          before={before?.errorRate}
          verdict={verdict.errors}
          lack={lack}
        />
      </Table.Td>
      <Table.Td className={wide}>{formatDuration(version.p50Ms)}</Table.Td>
      <Table.Td className={num}>
        {formatDuration(version.p95Ms)}{" "}
        <Delta
          className={css["delta"]}
          now={version.p95Ms}
          before={before?.p95Ms}
          verdict={verdict.p95}
          lack={lack}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** When the version was first seen, with the way to what changed since. */
function Since({
  service,
  version: { since, version },
}: {
  readonly service: string;
  readonly version: ServiceVersion;
}): JSX.Element {
  if (since === "") return <>{none}</>;
  return (
    <Link
      className={classes(ui.text["link"], css["compare"])}
      to="/compare"
      search={{ ...beforeAndAfter(since), service }}
      title="Compare before and after"
      aria-label={`Compare before and after ${version}`}
    >
      <Time at={since} />
    </Link>
  );
}
