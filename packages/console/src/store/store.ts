// The store: ClickHouse by its address, its tables up to date, one writer and the named queries.
import type { StoreDetails } from "contract";
import type { Job } from "../lease/leader.ts";
import type { Lease } from "../lease/lease.ts";
import { namesOf } from "../tables/registry.ts";
import { defaultRetention, type Retention } from "../tables/retention-days.ts";
import { type AccessStore, createAccessStore } from "./access.ts";
import type { Backend } from "./backend.ts";
import { type EmbeddedOptions, openBackend, type RemoteOptions } from "./open-backend.ts";
import { type ClickHouseClient, command, insertsOfThisProcess, ofThoseThere } from "./client.ts";
import { chooseAttributes, type ChosenAttributes } from "./schema/chosen-attributes.ts";
import { type Backups, createBackups } from "./backup/backup.ts";
import { checkTables, damagedParts, damageNote, despiteDamage } from "./upkeep/damage.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createDuplicateWindow } from "./write/duplicates.ts";
import { leaseOf, migrateAlone } from "./schema/exclusive.ts";
import { readDetails } from "./details.ts";
import { createPersonalData, type PersonalData } from "./personal-data.ts";
import { createQueries, type Queries } from "./query/query.ts";
import { readQueryTexts } from "./query/text.ts";
import { createQueryQueue, type QueueState } from "./query/queue.ts";
import { recoverRollups } from "./upkeep/recover.ts";
import { createEdgeKeeper } from "./upkeep/edges.ts";
import { createTurns } from "./turns.ts";
import { refillWindow } from "./write/refill.ts";
import { type DiskState, startDiskGuard } from "./upkeep/disk.ts";
import { keptFromMs } from "./upkeep/retention.ts";
import { forgetSnapshots } from "./backup/snapshot.ts";
import { readQueryFiles } from "./schema/sql-files.ts";
import { createSqlReader, type SqlReader } from "./query/sql-reader.ts";
import { summarize } from "./store-error.ts";
import { type ClockDoubt, createKnownTime, createKnownTimeStore } from "./upkeep/known-time.ts";
import { createSweeper } from "./upkeep/sweep.ts";
import { createWriter, type StoreWriter } from "./write/writer.ts";
import type { WriterOptions } from "./write/writer-options.ts";

/** Either a directory for an engine of our own, or the address of a ClickHouse. */
export type StoreOptions = (EmbeddedOptions | RemoteOptions) & {
  readonly writer?: WriterOptions;
  readonly retention?: Partial<Retention>;
  /** The clock that retention goes by, Unix ms; default: the machine's. */
  readonly nowMs?: () => number;
  /** All tables together may take so much; over it the oldest days go. */
  readonly maxSizeBytes?: number | undefined;
  /** Below so much free space on the disk of the directory nothing more is taken. */
  readonly minFreeBytes?: number | undefined;
  /** False for a console that takes no telemetry: it opens while a shard is away, too. */
  readonly takesRows?: boolean | undefined;
  /** Told what went on in the background: what was dropped, what was put right, what failed. */
  readonly onNote?: (note: string, level?: "info" | "warn") => void;
};

interface StoreStats {
  readonly engine: string;
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
  /** Parts whose rows are lost, as `table/part`. */
  readonly damaged: readonly string[];
  /** How long what is kept, in days, and how much; `overBytes` by how much it is over and cannot help it. */
  readonly retention: Retention & {
    readonly maxSizeBytes?: number | undefined;
    readonly overBytes: number;
    /** Why nothing is dropped by age: a clock that is in doubt. */
    readonly paused?: { readonly known: string; readonly clock: string } | undefined;
  };
  /** Where the engine is ours: what is free, and why nothing is taken when nothing is. */
  readonly disk?: (DiskState & { readonly refusal?: string | undefined }) | undefined;
}

/** What one tenant may see, and its own documents. */
interface TenantView {
  readonly queries: Queries;
  /** What people write themselves. */
  readonly sql: SqlReader;
  readonly documents: Documents;
}

export interface Store {
  readonly writer: StoreWriter;
  readonly queries: Queries;
  readonly sql: SqlReader;
  /** Queries that run and wait now, of all tenants. */
  readonly queryQueue: QueueState;
  /** What people set up. */
  readonly documents: Documents;
  /**
   * What this tenant sees: every query is asked by a user of the store whom row policies show the tenant's rows only.
   *
   * @throws {ProblemError} `TENANT_UNAVAILABLE` where no such user can be had.
   */
  of(tenant: string): Promise<TenantView>;
  /** What is known of one person, to be taken along or deleted. */
  readonly personalData: PersonalData;
  /** Tokens, sessions, the audit log. */
  readonly access: AccessStore;
  /** The store as a file, taken while it runs. */
  readonly backups: Backups;
  /** Process id of the engine started here; `undefined` while it is down, and for a remote one. */
  readonly enginePid: number | undefined;
  /** Resolves when it takes rows; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves when it answers queries, if only in part; rejects after `timeoutMs`. */
  answers(timeoutMs: number): Promise<void>;
  /** Gives attributes columns and roll-ups of their own, while everything goes on. */
  chooseAttributes(chosen: ChosenAttributes): Promise<void>;
  /** What has to be done from time to time, by one of the consoles that share the store. */
  readonly jobs: readonly Job[];
  /** This process's side of a lease among them; `undefined` where nobody else has the store. */
  lease(name: string, ttlMs: number): Lease | undefined;
  /** Servers, tables, compaction, settings. */
  details(): Promise<Omit<StoreDetails, "role" | "leader">>;
  /** Size on disk and rows of all tables. */
  stats(): Promise<StoreStats>;
  /** Reads all rows of all tables; returns the parts in which something is damaged, as `table/part`. */
  check(): Promise<readonly string[]>;
  /** Drops what is too old or too much, now; returns `table/partition` of what went. One of the `jobs`. */
  dropExpired(): Promise<readonly string[]>;
  /** An operator says that the clock is right: what is dropped by age goes by it again. Returns what it says, Unix ms. */
  confirmClock(): Promise<number>;
  /** Stores what is open, closes the connections and ends the engine. */
  close(): Promise<void>;
}

const windowSeconds = 900;

/**
 * Opens the store: starts the engine where it is ours, brings the tables up to date, and puts right what a run that did not end
 * by itself left behind.
 *
 * @throws {ProblemError} whose `code` and `fix` tell what is wrong.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const backend = await openBackend(options, options.onNote ?? (() => undefined));
  try {
    return await openOn(backend, options);
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function openOn(backend: Backend, options: StoreOptions): Promise<Store> {
  const note = options.onNote ?? (() => undefined);
  const retention = { ...defaultRetention, ...options.retention };
  const window = createDuplicateWindow({ isShared: !backend.isSoleWriter });
  const { marker, writer: client } = backend;
  // Two that add what is missing at the same time would add it twice.
  const inTurn = createTurns();
  const edges = createEdgeKeeper({ nodes: backend.nodes, inTurn, nowMs: Date.now });

  async function recover(sinceSeconds: number): Promise<void> {
    const days = Math.min(retention.spans, retention.logs);
    // A clock that is wrong now says nothing about what was kept when the rows came.
    const keptFromSeconds = keptFromMs(days, Math.min(Date.now(), sinceSeconds * 1000)) / 1000;
    for (const node of backend.nodes)
      await despiteDamage("what roll-ups are made from", note, () =>
        inTurn(() => recoverRollups(node, { sinceSeconds, keptFromSeconds })),
      );
  }

  const refill = (sinceSeconds: number): Promise<void> =>
    despiteDamage("what came last", note, () => refillWindow(client, window, sinceSeconds));

  async function reconcile(sinceSeconds: number, cause: unknown): Promise<void> {
    const begun = performance.now();
    if (backend.isSoleWriter) {
      await Promise.all(backend.nodes.map(endInserts));
      await recover(sinceSeconds);
    } else await ofThoseThere(backend.nodes, endInserts);
    await refill(sinceSeconds);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const what = backend.isSoleWriter ? putRight(sinceSeconds) : `Settled ${receivedSince(sinceSeconds)}`;
    note(`${what}, in ${seconds} s. An insert had failed: ${summarize(cause)}`);
  }

  const texts = readQueryTexts(readQueryFiles());
  const queue = createQueryQueue();
  const queries = createQueries(backend.reader, texts, queue.lane(""));
  const views = new Map<ClickHouseClient, TenantView>();

  async function viewOf(tenant: string): Promise<TenantView> {
    const reader = await backend.readerOf(tenant);
    const known = views.get(reader);
    if (known !== undefined) return known;
    const lane = queue.lane(tenant);
    const own = createQueries(reader, texts, lane);
    const sql = createSqlReader(reader, lane);
    const view = { queries: own, sql, documents: createDocuments(client, own, tenant) };
    views.set(reader, view);
    return view;
  }

  if ("directory" in options) forgetSnapshots(options.directory);
  await migrateAlone(backend);
  const { maxSizeBytes, minFreeBytes } = options;
  const nowMs = options.nowMs ?? Date.now;
  const knownTime = createKnownTime(createKnownTimeStore(client), nowMs);
  const sweeper = createSweeper({
    knownTime,
    clients: backend.nodes,
    retention,
    maxSizeBytes,
    note,
    nowMs,
  });
  // Where others share the store, their leader does.
  if (backend.claimsTo === undefined) await despiteDamage("what is too old", note, () => sweeper.sweep());
  const damaged = await damagedParts(backend.nodes);
  if (damaged.length > 0) note(damageNote(damaged), "warn");
  const disk =
    "directory" in options
      ? await startDiskGuard({
          directory: options.directory,
          minFreeBytes,
          note: (text) => note(text, "warn"),
        })
      : undefined;
  if (marker?.previous !== undefined) {
    await recover(marker.previous);
    note(`${putRight(marker.previous)}.`);
  }
  marker?.clear();
  if (options.takesRows !== false) await refill(Math.floor(Date.now() / 1000) - windowSeconds);
  const writer = createWriter(
    {
      client,
      window,
      ready: backend.ready,
      reconcile,
      note: (text) => note(text, "warn"),
      markUnstored: (since) => marker?.note(since),
      refusal: () => disk?.refusal(),
    },
    options.writer,
  );

  return {
    writer,
    queries,
    // The user of somebody's server may be allowed more than to read.
    sql: createSqlReader(backend.reader, queue.lane(""), { readonly: "1" }),
    get queryQueue() {
      return queue.state;
    },
    documents: createDocuments(client, queries, ""),
    of: viewOf,
    access: createAccessStore(client),
    personalData: createPersonalData({ client, nodes: backend.nodes, flushWrites: writer.flush }),
    backups: createBackups(
      "directory" in options
        ? { client, directory: options.directory, whilePaused: writer.whilePaused }
        : undefined,
    ),
    get enginePid() {
      return backend.enginePid();
    },
    async ready(timeoutMs) {
      await backend.ready(timeoutMs);
      const refusal = disk?.refusal();
      if (refusal !== undefined) throw refusal;
    },
    answers: backend.answers,
    jobs: [
      { name: "retention", everyMs: 60_000, run: () => sweeper.tick() },
      { name: "service graph", everyMs: 60_000, run: () => edges.tick() },
    ],
    chooseAttributes: (chosen) => chooseAttributes(backend, chosen, note),
    lease: (name, ttlMs) => leaseOf(backend, name, ttlMs),
    details: async () => ({ ...(await readDetails(backend)), queries: queue.state }),
    stats: async () => ({
      ...(await readStats(backend)),
      damaged,
      retention: {
        ...retention,
        maxSizeBytes,
        overBytes: sweeper.overBytes,
        paused: pausedOf(await sweeper.findDoubt()),
      },
      disk: disk && { ...disk.state, refusal: disk.refusal()?.message },
    }),
    check: () => checkTables(backend.nodes),
    dropExpired: () => sweeper.sweep(),
    confirmClock: () => sweeper.confirmClock(),
    async close() {
      disk?.stop();
      await writer.close();
      if (!writer.isInDoubt) marker?.clear();
      await backend.close();
    },
  };
}

/** An insert whose answer never came may still be running, and so may what an earlier attempt to put roll-ups right left. */
function endInserts(node: ClickHouseClient): Promise<void> {
  return command(node, "KILL QUERY WHERE startsWith(initial_query_id, {mine:String}) SYNC", {
    mine: insertsOfThisProcess,
  });
}

function pausedOf(doubt: ClockDoubt | undefined): StoreStats["retention"]["paused"] {
  if (doubt === undefined) return undefined;
  const { knownMs, clockMs } = doubt;
  return { known: new Date(knownMs).toISOString(), clock: new Date(clockMs).toISOString() };
}

function putRight(sinceSeconds: number): string {
  return `Put the roll-ups right for ${receivedSince(sinceSeconds)}`;
}

function receivedSince(seconds: number): string {
  return `what was received since ${new Date(seconds * 1000).toISOString()}`;
}

async function readStats(backend: Backend): Promise<Omit<StoreStats, "retention" | "disk" | "damaged">> {
  const { version, servers } = await readDetails(backend);
  const tables = servers.flatMap((server) => server.tables);
  return {
    engine: backend.name,
    version,
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: tables.reduce((sum, { name, rows }) => (bookkeeping.has(name) ? sum : sum + rows), 0),
  };
}

/** Tables with rows that nobody sent: while all others are empty, nothing has ever arrived. */
const bookkeeping: ReadonlySet<string> = new Set(
  namesOf(({ kind }) => kind === "internal" || kind === "system"),
);
