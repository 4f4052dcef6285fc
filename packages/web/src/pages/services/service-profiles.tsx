// Profiled functions of the service, and CPU profiles of its slow spans. Shown only when there are any.
import { Link, linkOptions } from "@tanstack/react-router";
import type { CpuProfileRow, ProfileSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { lackOfFigures } from "../../lib/comparable.ts";
import { formatBytes, formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CpuProfilesTable } from "../../ui/cpu-profiles-table.tsx";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";

const mostCpu = 10;

export function ServiceProfiles({ service }: { readonly service: string }): JSX.Element {
  const { rangeQuery } = useScope();
  const profiles = useApi("/api/profiles", { query: { ...rangeQuery, service } }, { part: "profiles" });
  const cpu = useApi(
    "/api/cpu-profiles",
    { query: { ...rangeQuery, service, limit: mostCpu } },
    { part: "CPU profiles" },
  );
  const own = profiles.data?.profiles ?? [];
  const items = cpu.data?.items ?? [];
  return (
    <>
      {own.length > 0 && <Profiles profiles={own} />}
      <AndMore
        truncated={profiles.data?.truncated}
        things="profiles"
        by="time"
        fix="Choose an environment, or a shorter time range."
      />
      {items.length > 0 && <CpuProfiles items={items} />}
    </>
  );
}

const columns: readonly Column<ProfileSummary>[] = [
  {
    label: "Function",
    link: ({ name }) => linkOptions({ to: "/profiles/$name", params: { name } }),
    cell: ({ name }) => name,
    csv: ({ name }) => name,
  },
  {
    label: "Runs",
    isFigure: true,
    cell: ({ current }) => formatCount(current.count),
    csv: ({ current }) => current.count,
  },
  {
    label: "p95",
    isFigure: true,
    cell: ({ current, previous }) => (
      <>
        {formatDuration(current.p95Ms)}{" "}
        <Delta
          now={current.p95Ms}
          before={previous.p95Ms}
          format={formatDuration}
          lack={lackOfFigures(current.count, previous.count)}
        />
      </>
    ),
    csv: { "p95 (ms)": ({ current }) => current.p95Ms, "p95 before (ms)": ({ previous }) => previous.p95Ms },
  },
  {
    label: "CPU p95",
    isFigure: true,
    cell: ({ current }) => formatDuration(current.cpuP95Ms),
    csv: { "CPU p95 (ms)": ({ current }) => current.cpuP95Ms },
  },
  {
    label: "Peak memory",
    isFigure: true,
    cell: ({ current }) => formatBytes(current.memoryPeak),
    csv: { "Peak memory (bytes)": ({ current }) => current.memoryPeak },
  },
];

function Profiles({ profiles }: { readonly profiles: readonly ProfileSummary[] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Profiles</h2>
        <span className={ui.text["dim"]}>functions in profile(), most time first</span>
      </header>
      <List label="Profiles" columns={columns} rows={profiles} keyOf={({ name }) => name} />
    </section>
  );
}

function CpuProfiles({ items }: { readonly items: readonly CpuProfileRow[] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>CPU profiles</h2>
        <span className={ui.text["dim"]}>of slow spans, newest first</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/profiles">
          All profiles
        </Link>
      </header>
      <CpuProfilesTable items={items} />
    </section>
  );
}
