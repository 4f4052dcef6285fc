// Size, retention and health of the store, for `/api/stats` and the metrics of the console.
import { namesOf } from "../tables/registry.ts";
import type { Retention } from "../tables/retention-days.ts";
import type { Backend } from "./backend.ts";
import { readDetails } from "./details.ts";
import type { DiskGuard, DiskState } from "./upkeep/disk.ts";
import type { ClockDoubt } from "./upkeep/known-time.ts";
import type { Sweeper } from "./upkeep/sweep.ts";

export interface StoreStats {
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

export interface StatsSource {
  readonly backend: Backend;
  readonly retention: Retention;
  readonly maxSizeBytes: number | undefined;
  readonly sweeper: Sweeper;
  readonly damaged: readonly string[];
  readonly disk: DiskGuard | undefined;
}

export async function readStats(source: StatsSource): Promise<StoreStats> {
  const { backend, retention, maxSizeBytes, sweeper, damaged, disk } = source;
  const { version, servers } = await readDetails(backend);
  const tables = servers.flatMap((server) => server.tables);
  return {
    engine: backend.name,
    version,
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: tables.reduce((sum, { name, rows }) => (bookkeeping.has(name) ? sum : sum + rows), 0),
    damaged,
    retention: {
      ...retention,
      maxSizeBytes,
      overBytes: sweeper.overBytes,
      paused: pausedOf(await sweeper.findDoubt()),
    },
    disk: disk && { ...disk.state, refusal: disk.refusal()?.message },
  };
}

/** Tables with rows that nobody sent: while all others are empty, nothing has ever arrived. */
const bookkeeping: ReadonlySet<string> = new Set(
  namesOf(({ kind }) => kind === "internal" || kind === "system"),
);

function pausedOf(doubt: ClockDoubt | undefined): StoreStats["retention"]["paused"] {
  if (doubt === undefined) return undefined;
  const { knownMs, clockMs } = doubt;
  return { known: new Date(knownMs).toISOString(), clock: new Date(clockMs).toISOString() };
}
