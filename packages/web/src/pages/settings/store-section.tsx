// The store: engine, size, retention, tables, and what it does now.
import type { Stats, StoreDetails } from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatBytes, formatCount } from "../../lib/format.ts";
import { formatAge } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Figures } from "../../ui/figures.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Status } from "../../ui/status.tsx";
import { arrivedColumns, ArrivedTable } from "./arrived-table.tsx";
import { hoursToCompare } from "./hours-to-compare.ts";
import { KeptTable } from "./kept-table.tsx";
import { MergesTable } from "./merges-table.tsx";
import { storedRows } from "./stored-rows.ts";
import { StoreWarnings } from "./store-warnings.tsx";
import css from "./store.module.css";
import { tableColumns, TablesTable } from "./tables-table.tsx";
import { ui } from "../../ui/styles.ts";

export function StoreSection(): JSX.Element {
  const stats = useApi("/api/stats", {}, { everyMs: 2000 });
  const details = useApi("/api/store", {}, { everyMs: 2000 });
  return (
    <div className={css["section"]}>
      <QueryView query={stats} skeleton={<ListSkeleton columns={arrivedColumns} rows={4} />}>
        {(now) => <Overall stats={now} details={details.data} />}
      </QueryView>
      <QueryView query={details} skeleton={<ListSkeleton columns={tableColumns} rows={8} />}>
        {({ servers, settings }) => (
          <>
            {servers.map((server, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <Part key={at} title={servers.length === 1 ? "Tables" : `Tables of server ${at + 1}`}>
                {server.answers ? (
                  <TablesTable tables={server.tables} />
                ) : (
                  <Status kind="error">does not answer</Status>
                )}
              </Part>
            ))}
            <Part title="Compaction">
              <MergesTable merges={servers.flatMap(({ merges }) => merges)} />
            </Part>
            <Part title="Engine settings">
              <p className={ui.text["dim"]}>Settings that differ from the defaults.</p>
              <dl className={css["settings"]}>
                {Object.entries(settings).map(([name, value]) => (
                  <div key={name}>
                    <dt className={ui.text["mono"]}>{name}</dt>
                    <dd className={ui.text["mono"]}>{value}</dd>
                  </div>
                ))}
              </dl>
            </Part>
          </>
        )}
      </QueryView>
    </div>
  );
}

function Overall({
  stats,
  details,
}: {
  readonly stats: Stats;
  readonly details: StoreDetails | undefined;
}): JSX.Element {
  const { store, queueBytes } = stats;
  const tables = details?.servers.flatMap((server) => server.tables) ?? [];
  const rows = storedRows(stats, details);
  return (
    <>
      <StoreWarnings stats={stats} details={details} />
      <Figures
        figures={[
          { label: store.engine, value: store.version === "" ? "–" : store.version },
          { label: "on disk", value: formatBytes(store.bytes) },
          { label: "rows", value: formatCount(rows), title: String(rows) },
          ...(store.disk === undefined
            ? []
            : [{ label: "free disk space", value: formatBytes(store.disk.freeBytes) }]),
          { label: "pending writes", value: formatBytes(queueBytes) },
          ...(details === undefined
            ? []
            : [
                {
                  label: "queries",
                  value: `${details.queries.running} / ${details.queries.slots}`,
                  title: `${details.queries.running} of ${details.queries.slots} slots in use, ${details.queries.waiting} waiting, ${details.queries.refused} rejected since the start`,
                },
                ...hoursToCompare(details.bottlenecks),
              ]),
          { label: "uptime", value: formatAge(stats.startedAt) },
        ]}
      />
      <div className={css["pair"]}>
        <Part title="Since the console started">
          <ArrivedTable {...stats} />
        </Part>
        {store.retention !== undefined && (
          <Part title="Retention">
            <KeptTable retention={store.retention} tables={tables} />
          </Part>
        )}
      </div>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): JSX.Element {
  return (
    <section className={classes(ui.section["section"], css["part"])}>
      <header>
        <h2>{title}</h2>
      </header>
      {children}
    </section>
  );
}
