// Where the tables are: in the embedded engine, or on a server or cluster. The rest of the store does not depend on which.
import type { Claims } from "../lease/lease.ts";
import type { ClickHouseClient } from "./client.ts";
import type { LatestSettings } from "./cluster/latest.ts";
import type { Marker } from "./engine/marker.ts";

export interface Backend {
  readonly name: string;
  /** What writer and reader name without saying so. */
  readonly database: string;
  /** Where a server keeps rows of its own: another one where tables are spread over shards. */
  readonly rowsDatabase: string;
  readonly writer: ClickHouseClient;
  /** Sees the rows that belong to no tenant; at a server whose users are not managed here, all rows. */
  readonly reader: ClickHouseClient;
  /** The connection of a user who sees this tenant's rows only. @throws {ProblemError} `TENANT_UNAVAILABLE` where there can be none. */
  readonly readerOf: (tenant: string) => Promise<ClickHouseClient>;
  /**
   * One for each server, in the database of its own rows: for what has to be done where rows lie (partitions, recomputed
   * roll-ups, deleting). Each sees the rows of its shard only.
   */
  readonly nodes: readonly ClickHouseClient[];
  /** Process id of the engine started here. */
  readonly enginePid: () => number | undefined;
  /** How often the embedded engine was restarted. */
  readonly restarts: () => number;
  /** For rows that a reading must not miss, though replicas lag. */
  readonly latest: LatestSettings;
  /** Detects a run that was killed; only for the embedded engine. */
  readonly marker: Marker | undefined;
  /** Whether no other process writes. */
  readonly isSoleWriter: boolean;
  /** Whether the writer has stored spans and log records rolled up, as in the embedded engine. Elsewhere the engine does, as it inserts them. */
  readonly feedsRollups: boolean;
  /** Resolves when it takes rows (all shards answer); rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves when it answers queries, if only of some shards; rejects after `timeoutMs`. */
  answers(timeoutMs: number): Promise<void>;
  /** Whether the tables are what this code expects, wherever they can be reached. */
  isUpToDate(): Promise<boolean>;
  /** Brings the tables up to date and returns the numbers of the steps that were missing. */
  migrate(): Promise<readonly number[]>;
  /** Runs one statement that changes a table (`ALTER TABLE spans ADD COLUMN …`), wherever that table is. */
  define(statement: string): Promise<void>;
  /** Claims of the processes that share the store; `undefined` where no other process can use it. */
  readonly claimsTo: ((lease: string) => Claims) | undefined;
  close(): Promise<void>;
}
