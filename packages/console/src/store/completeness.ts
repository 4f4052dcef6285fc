// What consoles that receive keep of how late the data of each service and signal is (receive/completeness). Over the console's own
// connection: it serves all tenants at once.
import type { SignalCompleteness } from "contract";
import { type ClickHouseClient, select } from "./client.ts";

/** One service and signal, as one console knows it. */
export interface CompletenessRow {
  readonly tenant: string;
  readonly service: string;
  readonly signal: SignalCompleteness["signal"];
  /** When its newest request was stored, Unix ms. */
  readonly receivedMs: number;
  /** How old the oldest record of that request was then. */
  readonly lagMs: number;
  /** The same of the seconds before. */
  readonly heldMs: number;
  /** 95th percentile of an hour. */
  readonly usualMs: number;
  /** Usual time between requests; 0: unknown. */
  readonly gapMs: number;
  /** Whether the sender said it. */
  readonly said: boolean;
  /** When the console last said so, Unix ms: rows of late data are repeated while it runs. */
  readonly seenMs: number;
}

/** What a restart needs of a row. */
export type KnownRow = Pick<CompletenessRow, "tenant" | "service" | "signal" | "usualMs" | "gapMs">;

export interface CompletenessStore {
  /** Replaces what this console has stored of the same services and signals. */
  save(rows: readonly CompletenessRow[]): Promise<void>;
  /** The newest of all consoles, at most `most`. */
  known(most: number): Promise<readonly KnownRow[]>;
}

/** Data that is older than this when it arrives is late. */
export const lateMs = 60_000;

/** A console that runs repeats its rows of late data so often; */
export const repeatMs = 20_000;

/** after so long without, it is gone. */
export const goneAfterMs = 60_000;

/** For so long a late record counts, although newer requests have none: a backlog is sent beside new records. */
export const holdMs = 10_000;

/** A sender with this usual gap between requests is silent after so long: ten times the gap, at least a minute. */
export function silentAfterMs(gapMs: number): number {
  return 10 * Math.max(gapMs === 0 ? unknownGapMs : gapMs, leastGapMs);
}

const leastGapMs = 6000;
/** Of a sender with one request so far. */
const unknownGapMs = 60_000;

const bounds = { max_execution_time: 10, max_threads: 1, max_memory_usage: "300000000" } as const;

/** @param console tells apart consoles that share the store; empty where there is only one. */
export function createCompletenessStore(client: ClickHouseClient, console: string): CompletenessStore {
  return {
    async save(rows) {
      if (rows.length === 0) return;
      const values = rows.map(({ tenant, service, signal, said, ...row }) => ({
        tenant,
        service,
        signal,
        console,
        received: (row.receivedMs / 1000).toFixed(3),
        lag_ms: row.lagMs,
        held_ms: row.heldMs,
        usual_ms: row.usualMs,
        gap_ms: row.gapMs,
        said,
        seen: (row.seenMs / 1000).toFixed(3),
      }));
      await client.insert({
        table: "completeness",
        values,
        clickhouse_settings: { ...bounds, async_insert: 0, wait_end_of_query: 1 },
      });
    },
    known: (most) => select<KnownRow>(client, newest, { most }, bounds),
  };
}

const newest = `
SELECT toString(c.tenant) AS tenant, c.service AS service, toString(c.signal) AS signal,
  argMax(c.usual_ms, c.received) AS usualMs, argMax(c.gap_ms, c.received) AS gapMs
FROM completeness AS c
GROUP BY tenant, service, signal
ORDER BY max(c.received) DESC
LIMIT {most:UInt32}`;
