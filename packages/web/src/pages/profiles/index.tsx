// Profiles: what profiled operations cost, and CPU profiles of slow spans.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ProfileSummary } from "contract";
import type { JSX } from "react";

import { useApi, useApiPages } from "../../data/use-api.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { CpuProfilesTable } from "../../ui/cpu-profiles-table.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import css from "./profiles.module.css";

const num = ui.table["num"];
const wide = classes(num, ui.screen["hideNarrow"]);

export function ProfilesPage(): JSX.Element {
  const { rangeQuery, service } = useScope();
  const query = useApi("/api/profiles", { query: rangeQuery });
  const rows = useRowKeys<HTMLDivElement>();
  return (
    <div ref={rows}>
      <PageHead
        title="Profiles"
        sub="what profiled operations cost, most time first"
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<SkeletonTable head={["Operation", "Runs", "p95"]} rows={6} />}>
        {({ profiles, truncated }) => {
          const shown = profiles.filter(
            ({ services }) => service === undefined || services.includes(service),
          );
          return (
            <>
              {shown.length === 0 ? <NoProfiles /> : <ProfilesTable profiles={shown} />}
              <AndMore
                truncated={truncated}
                things={service === undefined ? "operations" : "operations of all services"}
                by="time"
                fix="Choose an environment, or a shorter time range."
              />
            </>
          );
        }}
      </QueryView>
      <CpuProfiles />
    </div>
  );
}

function ProfilesTable({ profiles }: { readonly profiles: readonly ProfileSummary[] }): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Profiles" className={classes(ui.table["table"], css["table"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.table["name"]}>Operation</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Service</Table.Th>
            <Table.Th className={num}>Runs</Table.Th>
            <Table.Th className={wide}>Errors</Table.Th>
            <Table.Th className={num}>Duration p95</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>CPU p95</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Memory growth p95</Table.Th>
            <Table.Th className={wide}>Loop delay</Table.Th>
            <Table.Th className={wide}>GC</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {profiles.map((profile) => (
            <Row key={profile.name} profile={profile} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  profile: { name, current, previous, services },
}: {
  readonly profile: ProfileSummary;
}): JSX.Element {
  const lack = lackOfFigures(current.count, previous.count);
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]} title={name}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/profiles/$name"
          params={{ name }}
        >
          {name}
        </Link>
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        {services[0] !== undefined && <ServiceName name={services[0]} />}
        {services.length > 1 && <span className={ui.text["dim"]}> and {services.length - 1}</span>}
      </Table.Td>
      <Table.Td className={num} title={String(current.count)}>
        {formatCount(current.count)}{" "}
        <Delta
          className={css["delta"]}
          now={current.count}
          before={previous.count}
          lack={lackOfCounts(current.count, previous.count)}
        />
      </Table.Td>
      <Table.Td className={wide} title={`${current.errors} of ${current.count}`}>
        {formatShare(current.count === 0 ? null : current.errors / current.count)}
      </Table.Td>
      <Table.Td className={num}>
        {formatDuration(current.p95Ms)}{" "}
        <Delta className={css["delta"]} now={current.p95Ms} before={previous.p95Ms} lack={lack} />
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>
        {formatDuration(current.cpuP95Ms)}{" "}
        <Delta className={css["delta"]} now={current.cpuP95Ms} before={previous.cpuP95Ms} lack={lack} />
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>
        {formatBytes(current.memoryDeltaP95)}
      </Table.Td>
      <Table.Td className={wide}>{formatDuration(current.loopDelayMs)}</Table.Td>
      <Table.Td className={wide}>{formatShare(current.gcShare)}</Table.Td>
    </Table.Tr>
  );
}

function CpuProfiles(): JSX.Element {
  const { rangeQuery, service } = useScope();
  const query = useApiPages("/api/cpu-profiles", { query: { ...rangeQuery, service, limit: 50 } });
  return (
    <section className={ui.section["section"]} aria-label="CPU profiles">
      <header>
        <h2>CPU profiles</h2>
        <span className={ui.text["dim"]}>of slow spans, newest first; a row opens its flame graph</span>
      </header>
      <QueryView query={query} inline skeleton={<SkeletonTable head={["Span", "Duration"]} rows={3} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <EmptyState
              inline
              title="No CPU profiles in this range"
              why="Start the application with TELLTALE_CPU_PROFILES=true: spans of a second and more then get a CPU profile."
            />
          ) : (
            <>
              <CpuProfilesTable items={items} />
              {query.hasNextPage && (
                <button
                  type="button"
                  className={ui.button["button"]}
                  onClick={() => void query.fetchNextPage()}
                >
                  Older
                </button>
              )}
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

const example = `import { profile } from "telltale";

const ranked = await profile("rank results", async () => rank(hits));`;

function NoProfiles(): JSX.Element {
  return (
    <EmptyState
      title="No profiled operations in this range"
      guide="profiles"
      why="profile() measures time, CPU, memory, event loop and garbage collection of a piece of work."
      actions={<ScopeWideners />}
      snippet={<Snippet code={example} />}
    />
  );
}
