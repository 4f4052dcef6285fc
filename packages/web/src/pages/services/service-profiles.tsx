// Profiled functions of the service, and CPU profiles of its slow spans. Shown only when there are any.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
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
import { ui } from "../../ui/styles.ts";

const num = ui.table["num"];
const mostCpu = 10;

export function ServiceProfiles({ service }: { readonly service: string }): JSX.Element {
  const { rangeQuery } = useScope();
  const profiles = useApi("/api/profiles", { query: rangeQuery });
  const cpu = useApi("/api/cpu-profiles", { query: { ...rangeQuery, service, limit: mostCpu } });
  const own = profiles.data?.profiles.filter(({ services }) => services.includes(service)) ?? [];
  const items = cpu.data?.items ?? [];
  return (
    <>
      {own.length > 0 && <Profiles profiles={own} />}
      <AndMore
        truncated={profiles.data?.truncated}
        things="profiles of all services"
        by="time"
        fix="Choose an environment, or a shorter time range."
      />
      {items.length > 0 && <CpuProfiles items={items} />}
    </>
  );
}

function Profiles({ profiles }: { readonly profiles: readonly ProfileSummary[] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Profiles</h2>
        <span className={ui.text["dim"]}>functions in profile(), most time first</span>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Profiles" className={ui.table["still"]}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Function</Table.Th>
              <Table.Th className={num}>Runs</Table.Th>
              <Table.Th className={num}>p95</Table.Th>
              <Table.Th className={num}>CPU p95</Table.Th>
              <Table.Th className={num}>Peak memory</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {profiles.map(({ name, current, previous }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <Link className={ui.text["link"]} to="/profiles/$name" params={{ name }}>
                    {name}
                  </Link>
                </Table.Td>
                <Table.Td className={num}>{formatCount(current.count)}</Table.Td>
                <Table.Td className={num}>
                  {formatDuration(current.p95Ms)}{" "}
                  <Delta
                    now={current.p95Ms}
                    before={previous.p95Ms}
                    lack={lackOfFigures(current.count, previous.count)}
                  />
                </Table.Td>
                <Table.Td className={num}>{formatDuration(current.cpuP95Ms)}</Table.Td>
                <Table.Td className={num}>{formatBytes(current.memoryPeak)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
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
