// Size, retention and health of the store, for `/api/stats` and the metrics of the console.
import { namesOf } from "../tables/registry.ts";
import type { Retention } from "../tables/retention-days.ts";
import type { Backend } from "./backend.ts";
import { type ClickHouseClient, select } from "./client.ts";
import { hidden } from "./details.ts";
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
  const [servers, doubt] = await Promise.all([
    Promise.all(backend.nodes.map(readSizes)),
    sweeper.findDoubt(),
  ]);
  return {
    engine: backend.name,
    version: servers.find(({ version }) => version !== "")?.version ?? "",
    bytes: servers.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: servers.reduce((sum, { rows }) => sum + rows, 0),
    damaged,
    retention: {
      ...retention,
      maxSizeBytes,
      overBytes: sweeper.overBytes,
      paused: pausedOf(doubt),
    },
    disk: disk && { ...disk.state, refusal: disk.refusal()?.message },
  };
}

/** Without a version: it does not answer. */
interface Sizes {
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
}

async function readSizes(client: ClickHouseClient): Promise<Sizes> {
  const none = { version: "", bytes: 0, rows: 0 };
  const rows = await select<Sizes>(
    client,
    sizesQuery,
    { hidden, bookkeeping },
    { output_format_json_quote_64bit_integers: 0 },
  ).catch(() => []);
  return rows[0] ?? none;
}

/** Tables with rows that no sender sent: while all others are empty, nothing has ever arrived. */
const bookkeeping = namesOf(({ kind }) => kind === "internal" || kind === "system");

const sizesQuery = `
SELECT version() AS version, sum(bytes_on_disk) AS bytes, sumIf(rows, table NOT IN {bookkeeping:Array(String)}) AS rows
FROM system.parts
WHERE active AND database = currentDatabase() AND table NOT IN {hidden:Array(String)}`;

function pausedOf(doubt: ClockDoubt | undefined): StoreStats["retention"]["paused"] {
  if (doubt === undefined) return undefined;
  const { knownMs, clockMs } = doubt;
  return { known: new Date(knownMs).toISOString(), clock: new Date(clockMs).toISOString() };
}
