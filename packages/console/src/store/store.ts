// The store: ClickHouse with its tables up to date, one writer, and the named queries.
import { randomUUID } from "node:crypto";
import type { StoreDetails } from "contract";
import type { Job } from "../lease/leader.ts";
import type { Lease } from "../lease/lease.ts";
import type { NameLimits } from "../tables/name-limits.ts";
import { defaultRetention, type Retention } from "../tables/retention-days.ts";
import { type AccessStore, createAccessStore } from "./access.ts";
import { type AnomalyStore, createAnomalyStore } from "./anomalies.ts";
import { type CompletenessStore, createCompletenessStore } from "./completeness.ts";
import { createFindingHistoryStore, type FindingHistoryStore } from "./finding-history.ts";
import { createFindingStore, type FindingStore } from "./findings.ts";
import { explainStart, withFullDisk } from "./full-disk.ts";
import type { AlertRecords, AlertStore } from "./alert-records.ts";
import type { Backend } from "./backend.ts";
import { type Backups, createBackups } from "./backup/backup.ts";
import { command } from "./client.ts";
import { forgetSnapshots } from "./backup/snapshot.ts";
import { readDetails } from "./details.ts";
import { createDetectorPassStore, type DetectorPassStore } from "./detector-passes.ts";
import { readJudging } from "./judging.ts";
import type { Documents } from "./documents.ts";
import { type EmbeddedOptions, openBackend, type RemoteOptions } from "./open-backend.ts";
import type { NoteStore } from "./notes.ts";
import { createPersonalData, type PersonalData } from "./personal-data.ts";
import { type QueryProgress, readProgress } from "./query/progress.ts";
import type { Queries } from "./query/query.ts";
import { afterRollups } from "./query/after-rollups.ts";
import { machineLoad } from "./query/machine-load.ts";
import { createQueryQueue, type QueryQueue, type QueueState } from "./query/queue.ts";
import type { SqlReader } from "./query/sql-reader.ts";
import { chooseAttributes, type ChosenAttributes } from "./schema/chosen-attributes.ts";
import { leaseOf, migrateAlone } from "./schema/exclusive.ts";
import type { SourceMapStore } from "./source-maps.ts";
import { summarize } from "./store-error.ts";
import { readStats, type StoreStats } from "./stats.ts";
import { createViews, readQueries, type TenantView, type Views } from "./tenants/views.ts";
import { createTurns } from "../turns/turns.ts";
import { checkTables, damagedParts, damageNote, ignoreDamaged } from "./upkeep/damage.ts";
import { type DiskGuard, startDiskGuard } from "./upkeep/disk.ts";
import { createGraphKeeper } from "./upkeep/service-graph.ts";
import { createKnownTime, createKnownTimeStore } from "./upkeep/known-time.ts";
import {
  notRepaired,
  readStored,
  recomputeRollups,
  recover,
  refill,
  type Repair,
  repaired,
} from "./upkeep/reconcile.ts";
import { createShapeHistory } from "./upkeep/shape-history.ts";
import { createSweeper, type Sweeper } from "./upkeep/sweep.ts";
import { createDuplicateWindow } from "./write/duplicates.ts";
import type { FoldedNames } from "./write/folded-names.ts";
import { createNameBudgets, type NameBudgets } from "./write/name-budgets.ts";
import { keepNames, type NameKeeper } from "./write/stored-names.ts";
import { readMostParts } from "./write/merge-rest.ts";
import { createWriter, type StoreWriter } from "./write/writer.ts";
import type { Failure, WriterBackend, WriterOptions } from "./write/writer-options.ts";

/** Either a directory for the embedded engine, or the URLs of a ClickHouse. */
export type StoreOptions = (EmbeddedOptions | RemoteOptions) & {
  readonly writer?: WriterOptions;
  readonly retention?: Partial<Retention>;
  /** The clock that retention uses, Unix ms; default: the machine's. */
  readonly nowMs?: () => number;
  /** How many days late spans may be and still count in the service graph; default: 7. */
  readonly lateDays?: number;
  /** Size limit of all tables together; over it the oldest days are dropped. */
  readonly maxSizeBytes?: number | undefined;
  /** With less free space on the disk of the directory the store accepts no more rows. */
  readonly minFreeBytes?: number | undefined;
  /** Budgets of each tenant. */
  readonly nameLimits?: Partial<NameLimits> | undefined;
  /** False for a console that accepts no telemetry: it opens while a shard is unavailable, too. */
  readonly takesRows?: boolean | undefined;
  /** Its queries; default: they are read from their files. */
  readonly queries?: ReturnType<typeof readQueries>;
  /** Told what comes next while it opens. */
  readonly onStep?: (step: "tables" | "repair") => void;
  /** Reports background work: what was dropped, what was repaired, what failed. */
  readonly onNote?: (note: string, level?: "info" | "warn") => void;
};

export interface Store {
  readonly writer: StoreWriter;
  readonly queries: Queries;
  readonly sql: SqlReader;
  /** Names over the budgets, which roll-ups fold, of all tenants. */
  readonly foldedNames: readonly FoldedNames[];
  /** Queries that run and wait now, of all tenants. */
  readonly queryQueue: QueueState;
  /** How far the running queries are whose ids begin with `tag`. */
  progress(tag: string): Promise<QueryProgress>;
  /** What people set up. */
  readonly documents: Documents;
  /** Notes of people. */
  readonly notes: NoteStore;
  /** Source maps that people uploaded. */
  readonly sourceMaps: SourceMapStore;
  /** What the evaluation of alert rules keeps. */
  readonly alertRecords: AlertRecords;
  /** What alerts read and store for all tenants at once. */
  readonly alerts: AlertStore;
  /**
   * The view of this tenant: its queries run as a user of the store whose row policies show the tenant's rows only.
   *
   * @throws {ProblemError} `TENANT_UNAVAILABLE` where the tenant cannot have a user.
   */
  of(tenant: string): Promise<TenantView>;
  /** Reads the files of the queries again, while they are edited. @throws {ProblemError} `QUERY_UNKNOWN`, and keeps those it has. */
  reloadQueries(): void;
  /** The data of one person, to export or delete. */
  readonly personalData: PersonalData;
  /** Tokens, sessions, the audit log. */
  readonly access: AccessStore;
  /** Minutes of all tenants, states and findings of the anomaly detector. */
  readonly anomalies: AnomalyStore;
  /** Traces of all tenants that have arrived, and what detectors found in them. */
  readonly findings: FindingStore;
  /** What findings of history are judged by, of all tenants. */
  readonly findingHistory: FindingHistoryStore;
  /** How late the data of services is, of all tenants. */
  readonly completeness: CompletenessStore;
  /** How far the detectors are. */
  readonly detectorPasses: DetectorPassStore;
  /** The store as a file, taken while it runs. */
  readonly backups: Backups;
  /** Process id of the engine started here; `undefined` while it is down, and for a remote one. */
  readonly enginePid: number | undefined;
  /** Resolves when it accepts rows; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves when it answers queries, if only in part; rejects after `timeoutMs`. */
  answers(timeoutMs: number): Promise<void>;
  /** Gives attributes columns and roll-ups of their own, without a pause. */
  chooseAttributes(chosen: ChosenAttributes): Promise<void>;
  /** Periodic work, for one of the consoles that share the store. */
  readonly jobs: readonly Job[];
  /** A lease among those consoles; `undefined` where no other console can use the store. */
  lease(name: string, ttlMs: number): Lease | undefined;
  /** Servers, tables, compaction, settings. */
  details(): Promise<Omit<StoreDetails, "role" | "leader">>;
  /** Size on disk and rows of all tables. */
  stats(): Promise<StoreStats>;
  /** Reads all rows of all tables; returns the parts in which something is damaged, as `table/part`. */
  check(): Promise<readonly string[]>;
  /** Drops what is past its retention or over the size limit, now; returns `table/partition` of each. One of the `jobs`. */
  dropExpired(): Promise<readonly string[]>;
  /** An operator confirms the clock: dropping by age uses it again. Returns its time, Unix ms. */
  confirmClock(): Promise<number>;
  /** Stores what was written, closes the connections and ends the engine. */
  close(): Promise<void>;
}

const windowSeconds = 900;

/**
 * Opens the store: starts the embedded engine, brings the tables up to date, and repairs what a run that was killed left.
 *
 * @throws {ProblemError} whose `code` and `fix` say what is wrong.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  try {
    // takes a while: an engine that is starting goes on meanwhile
    const queries = options.queries ?? readQueries();
    const backend = await openBackend(options, options.onNote ?? (() => undefined));
    return await openOn(backend, queries, options).catch(async (error: unknown) => {
      await backend.close();
      throw error;
    });
  } catch (error) {
    throw "directory" in options ? explainStart(error, options.directory) : error;
  }
}

/** What the opened store consists of. */
interface OpenStore {
  readonly backend: Backend;
  readonly options: StoreOptions;
  readonly repair: Repair;
  readonly sweeper: Sweeper;
  readonly damaged: readonly string[];
  readonly disk: DiskGuard | undefined;
  readonly writer: StoreWriter;
  readonly names: NameBudgets;
  readonly nameKeeper: NameKeeper | undefined;
  readonly queue: QueryQueue;
  readonly views: Views;
}

async function openOn(
  backend: Backend,
  queries: ReturnType<typeof readQueries>,
  options: StoreOptions,
): Promise<Store> {
  const note = options.onNote ?? (() => undefined);
  const repair: Repair = {
    backend,
    window: createDuplicateWindow({ isShared: !backend.isSoleWriter }),
    retention: { ...defaultRetention, ...options.retention },
    note,
    inTurn: createTurns(),
  };
  if ("directory" in options) forgetSnapshots(options.directory);
  options.onStep?.("tables");
  await migrateAlone(backend);
  options.onStep?.("repair");
  // In the embedded engine the writer does what these views do elsewhere.
  if (backend.feedsRollups)
    for (const signal of ["spans", "logs"])
      await command(backend.writer, `DROP VIEW IF EXISTS ${signal}_to_roll_up_view`);
  const sweeper = openSweeper(options, repair);
  // Where consoles share the store, their leader sweeps.
  if (backend.claimsTo === undefined) await ignoreDamaged("what is too old", note, () => sweeper.sweep());
  const damaged = await damagedParts(backend.nodes);
  if (damaged.length > 0) note(damageNote(damaged), "warn");
  const disk = await guardDisk(options, note);
  const outdated = await recoverLastRun(repair);
  if (options.takesRows !== false) await refill(repair, Math.floor(Date.now() / 1000) - windowSeconds);
  const names = createNameBudgets(options.writer?.nowMs ?? Date.now, options.nameLimits);
  const nameKeeper = options.takesRows === false ? undefined : await keepNames(backend, names, note);
  const writer = openWriter(options, repair, { disk, names, outdated });
  const queue = createQueryQueue(undefined, undefined, "directory" in options ? machineLoad : undefined);
  const views = createViews(backend, afterRollups(queue, writer.rolledUp), queries);
  return toStore({
    backend,
    options,
    repair,
    sweeper,
    damaged,
    disk,
    writer,
    names,
    nameKeeper,
    queue,
    views,
  });
}

function openSweeper(options: StoreOptions, { backend, retention, note }: Repair): Sweeper {
  const nowMs = options.nowMs ?? Date.now;
  return createSweeper({
    knownTime: createKnownTime(createKnownTimeStore(backend.writer), nowMs),
    clients: backend.nodes,
    retention,
    maxSizeBytes: options.maxSizeBytes,
    note,
    nowMs,
  });
}

async function guardDisk(options: StoreOptions, note: Repair["note"]): Promise<DiskGuard | undefined> {
  if (!("directory" in options)) return undefined;
  return startDiskGuard({
    directory: options.directory,
    minFreeBytes: options.minFreeBytes,
    note: (text) => note(text, "warn"),
  });
}

/** Repairs what a run that was killed left. What cannot be repaired yet is left to the writer, which tries again while pages are open. */
async function recoverLastRun(repair: Repair): Promise<Failure | undefined> {
  const { marker } = repair.backend;
  const since = marker?.previous;
  if (since !== undefined) {
    try {
      await recover(repair, since);
    } catch (cause) {
      if (!repair.backend.isSoleWriter) throw cause;
      repair.note(`${notRepaired(since)}: ${summarize(cause)}`, "warn");
      return { sinceSeconds: since, cause };
    }
    repair.note(`${repaired(since)}.`);
  }
  marker?.clear();
  return undefined;
}

function openWriter(
  options: StoreOptions,
  repair: Repair,
  { disk, names, outdated }: Pick<OpenStore, "disk" | "names"> & Pick<WriterBackend, "outdated">,
): StoreWriter {
  const { backend, window, note } = repair;
  return createWriter(
    {
      client: backend.writer,
      window,
      names,
      mostParts: () => readMostParts(backend.nodes),
      ready: backend.ready,
      readStored: (sinceSeconds, cause) => readStored(repair, sinceSeconds, cause),
      feedsRollups: backend.feedsRollups,
      recomputeRollups: backend.isSoleWriter
        ? (sinceSeconds, cause) => recomputeRollups(repair, sinceSeconds, cause)
        : undefined,
      outdated,
      note: (text) => note(text, "warn"),
      markUnsettled: (since) => backend.marker?.note(since),
      refusal: () => disk?.refusal(),
    },
    options.writer,
  );
}

function toStore(open: OpenStore): Store {
  const { backend, options, repair, sweeper, disk, writer, names, queue, views } = open;
  const { writer: client, nodes } = backend;
  const { inTurn, note, retention } = repair;
  const graph = createGraphKeeper({ nodes, inTurn, nowMs: Date.now, lateDays: options.lateDays });
  const findings = createFindingStore(client);
  const findingHistory = createFindingHistoryStore(client);
  const history = createShapeHistory({ nodes, inTurn, nowMs: Date.now });
  return {
    writer,
    ...views.own,
    get foldedNames() {
      return names.folded;
    },
    get queryQueue() {
      return queue.state;
    },
    progress: (tag) => readProgress(nodes, tag),
    of: views.of,
    reloadQueries: views.reloadQueries,
    alerts: views.alerts,
    access: createAccessStore(withFullDisk(client)),
    anomalies: createAnomalyStore(client),
    findings,
    findingHistory,
    completeness: createCompletenessStore(client, backend.isSoleWriter ? "" : randomUUID()),
    detectorPasses: createDetectorPassStore(client),
    personalData: createPersonalData({ client, nodes, flushWrites: writer.flush }),
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
      { name: "service graph", everyMs: 60_000, run: (signal) => graph.tick(signal) },
      { name: "catalog history", everyMs: 60_000, run: (signal) => history.tick(signal) },
    ],
    chooseAttributes: (chosen) => chooseAttributes(backend, chosen, note),
    lease: (name, ttlMs) => leaseOf(backend, name, ttlMs),
    async details() {
      const bottlenecks = readJudging(findings, findingHistory, note);
      return { ...(await readDetails(backend)), bottlenecks: await bottlenecks, queries: queue.state };
    },
    stats: () => readStats({ ...open, retention, maxSizeBytes: options.maxSizeBytes }),
    check: () => checkTables(nodes),
    dropExpired: () => sweeper.sweep(),
    confirmClock: () => sweeper.confirmClock(),
    close: () => close(open),
  };
}

async function close({ backend, disk, writer, nameKeeper }: OpenStore): Promise<void> {
  disk?.stop();
  await nameKeeper?.stop();
  await writer.close();
  if (!writer.isInDoubt) backend.marker?.clear();
  await backend.close();
}
