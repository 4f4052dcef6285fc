// The versions of the service in the range, each compared with the one before it: a regression stands out.
import { Link } from "@tanstack/react-router";
import type { ServiceDetail, ServicePeriod, ServiceVersion } from "contract";
import type { JSX } from "react";

import { beforeAndAfter } from "../../lib/compare-link.ts";
import { isSampled } from "../../lib/estimated-rate.ts";
import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureHeading } from "../../ui/list/measure-column.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { comparedColumns, type ComparedRow, compareRow } from "./compared-columns.tsx";
import css from "./operations-table.module.css";
import { is, tracesLink } from "./trace-search.ts";

interface VersionRow extends ComparedRow {
  readonly service: string;
  readonly version: ServiceVersion;
}

const columns: readonly Column<VersionRow>[] = [
  {
    label: "Version",
    className: css["first"],
    link: ({ service, version: { version, errors }, verdict }) => {
      const isFailing = verdict.errors === "bad" || (verdict.p95 !== "bad" && errors > 0);
      return {
        ...tracesLink(
          service,
          [is("service.version", version)],
          isFailing,
          `of ${version || "spans without a version"}`,
        ),
        className: css["target"],
      };
    },
    cell: ({ version: { version } }) => (
      <span className={ui.text["ellip"]}>{version || "without a version"}</span>
    ),
    below: ({ verdict }) =>
      (verdict.errors === "bad" || verdict.p95 === "bad") && (
        <Status kind="error" className={css["status"]}>
          regression
        </Status>
      ),
    csv: ({ version: { version } }) => version,
  },
  {
    label: "First seen",
    isFigure: true,
    hide: "phone",
    cell: (row) => <Since {...row} />,
    csv: ({ version }) => version.since,
  },
  {
    label: "Last seen",
    isFigure: true,
    hide: "phone",
    cell: ({ version }) => <Time at={version.last} />,
    csv: ({ version }) => version.last,
  },
  {
    ...measureHeading("requestRate"),
    title: ({ version }) => `${formatCount(version.entries)} stored requests`,
    cell: ({ version }) => formatMeasure("requestRate", version.estimatedRatePerSecond, isSampled(version)),
    csv: {
      [csvHeading("requests")]: ({ version }) => version.entries,
      [csvHeading("requestRate")]: ({ version }) => version.estimatedRatePerSecond,
    },
  },
  ...comparedColumns("request"),
];

/** The stored requests of a period, and those that they stand for. */
function figuresOf<Period extends ServicePeriod>(
  period: Period,
): Period & { readonly count: number; readonly estimated: number } {
  const { entries, ratePerSecond, estimatedRatePerSecond } = period;
  const weight = ratePerSecond === 0 ? 1 : estimatedRatePerSecond / ratePerSecond;
  return { ...period, count: entries, estimated: entries * weight };
}

export function VersionsTable({
  detail: { name: service, byVersion, truncatedByVersion },
}: {
  readonly detail: ServiceDetail;
}): JSX.Element | null {
  if (byVersion.length === 0) return null;
  const rows = byVersion.map((version, index) => {
    const before = byVersion[index + 1];
    return {
      ...compareRow(figuresOf(version), before === undefined ? null : figuresOf(before)),
      service,
      version,
    };
  });
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Versions</h2>
        <span className={ui.text["dim"]}>newest first, each compared with the one before</span>
      </header>
      <List
        label="Versions"
        columns={columns}
        rows={rows}
        keyOf={({ version }) => version.version}
        truncated={truncatedByVersion}
      />
      <AndMore
        truncated={truncatedByVersion}
        things="versions"
        by="recent spans"
        fix="Choose an environment, or a shorter time range."
      />
    </section>
  );
}

/** When the version was first seen, with the way to what changed since. */
function Since({ service, version: { since, version } }: VersionRow): JSX.Element {
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
