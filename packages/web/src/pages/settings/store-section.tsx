// The store: what it is, how much it holds and for how long, and what it is doing.
import "./store.css";

import type { Stats, StoreDetails } from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatBytes, formatCount } from "../../lib/format.ts";
import { formatAge } from "../../lib/time.ts";
import { Figures } from "../../ui/figures.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ArrivedTable } from "./arrived-table.tsx";
import { KeptTable } from "./kept-table.tsx";
import { MergesTable } from "./merges-table.tsx";
import { TablesTable } from "./tables-table.tsx";

export function StoreSection(): JSX.Element {
  const stats = useApi("/api/stats", {}, { everyMs: 2000 });
  const details = useApi("/api/store", {}, { everyMs: 2000 });
  return (
    <div className="store-section">
      <QueryView
        query={stats}
        skeleton={<SkeletonTable head={["Signal", "Received", "Stored", "Rejected"]} rows={4} />}
      >
        {(now) => <Overall stats={now} details={details.data} />}
      </QueryView>
      <QueryView query={details} skeleton={<SkeletonTable head={["Table", "Rows", "Size"]} rows={8} />}>
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
              <p className="dim">Settings that differ from the defaults.</p>
              <dl className="settings-list">
                {Object.entries(settings).map(([name, value]) => (
                  <div key={name}>
                    <dt className="mono">{name}</dt>
                    <dd className="mono">{value}</dd>
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
  return (
    <>
      <Warnings stats={stats} details={details} />
      <Figures
        figures={[
          { label: store.engine, value: store.version === "" ? "–" : store.version },
          { label: "On disk", value: formatBytes(store.bytes) },
          { label: "Rows", value: formatCount(store.rows), title: String(store.rows) },
          ...(store.disk === undefined
            ? []
            : [{ label: "Free disk space", value: formatBytes(store.disk.freeBytes) }]),
          { label: "Pending writes", value: formatBytes(queueBytes) },
          ...(details === undefined
            ? []
            : [
                {
                  label: "Queries",
                  value: `${details.queries.running} / ${details.queries.slots}`,
                  title: `${details.queries.running} of ${details.queries.slots} slots in use, ${details.queries.waiting} waiting, ${details.queries.refused} rejected since the start`,
                },
              ]),
          { label: "Uptime", value: formatAge(stats.startedAt) },
        ]}
      />
      <div className="store-pair">
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

/** What a person has to know or do something about. */
function Warnings({
  stats: { store },
  details,
}: {
  readonly stats: Stats;
  readonly details: StoreDetails | undefined;
}): JSX.Element {
  const { disk, retention } = store;
  return (
    <>
      {disk?.refusal !== undefined && (
        <p className="note">
          <Status kind="error">not receiving</Status>
          <span className="note-text">{disk.refusal}</span>
        </p>
      )}
      {store.damaged !== undefined && store.damaged.length > 0 && (
        <p className="note">
          <Status kind="error">damaged</Status>
          <span className="note-text">
            {formatCount(store.damaged.length)} {store.damaged.length === 1 ? "part is" : "parts are"}{" "}
            damaged. Restore a backup to recover the rows: {store.damaged.slice(0, 5).join(", ")}
          </span>
        </p>
      )}
      {details?.partial === true && (
        <p className="note">
          <Status kind="warn">partial</Status>
          <span className="note-text">
            A server does not answer. All pages miss the data that only this server has.
          </span>
        </p>
      )}
      {details !== undefined && details.restarts > 0 && (
        <p className="note">
          <Status kind="warn">restarted</Status>
          <span className="note-text">
            The engine was restarted {details.restarts === 1 ? "once" : `${details.restarts} times`} since the
            console started.
          </span>
        </p>
      )}
      {retention?.paused !== undefined && (
        <p className="note">
          <Status kind="warn">retention paused</Status>
          <span className="note-text">
            The clock shows {retention.paused.clock}, and the last confirmed time is {retention.paused.known}.
            Deletion by age is paused until an hour of new data confirms the clock, or you run
            `telltale-console retention confirm`.
          </span>
        </p>
      )}
      {retention !== undefined && retention.overBytes > 0 && (
        <p className="note">
          <Status kind="warn">too large</Status>
          <span className="note-text">
            {formatBytes(retention.overBytes)} more than `--max-size` allows, of today’s data.
          </span>
        </p>
      )}
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): JSX.Element {
  return (
    <section className="section">
      <header>
        <h2>{title}</h2>
      </header>
      {children}
    </section>
  );
}
