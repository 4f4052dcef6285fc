export const storePath = "/api/store";

/** The store as whoever looks after it sees it. */
export interface StoreDetails {
  /** `embedded ClickHouse`, `ClickHouse`, or `ClickHouse cluster NAME`. */
  readonly engine: string;
  readonly version: string;
  /** How often the engine of the console's own was started again since the console started. */
  readonly restarts: number;
  /** A server does not answer: what only it has is missing in answers. */
  readonly partial: boolean;
  /** What this process does of the console's work. */
  readonly role: StoreRole;
  /** Whether this process does the work in the background. */
  readonly leader: boolean;
  readonly servers: readonly StoreServer[];
  /** Queries of pages and programs that this process has before the store. */
  readonly queries: StoreQueries;
  /** Settings of the engine that are not its defaults, by name; those of tables begin with `merge_tree.`. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface StoreQueries {
  /** How many run at the same time at most. */
  readonly slots: number;
  readonly running: number;
  readonly waiting: number;
  /** Turned away since the start, because too many waited or one waited too long. */
  readonly refused: number;
}

export type StoreRole = "all" | "ingest" | "query" | "alert";

export interface StoreServer {
  readonly answers: boolean;
  readonly version: string;
  readonly uptimeSeconds: number;
  /** The largest first. */
  readonly tables: readonly StoreTable[];
  /** What is being compacted now, the longest running first. */
  readonly merges: readonly StoreMerge[];
}

export interface StoreTable {
  readonly name: string;
  readonly rows: number;
  /** On disk. */
  readonly bytes: number;
  readonly uncompressedBytes: number;
  readonly parts: number;
  readonly partitions: number;
  /** Time of the oldest row, ISO 8601; empty for tables that are not kept by time. */
  readonly oldest: string;
  /** Few are compacted; over 300 the engine slows inserts down. */
  readonly mostPartsOfPartition: number;
}

export interface StoreMerge {
  readonly table: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly elapsedSeconds: number;
  readonly parts: number;
  readonly bytes: number;
  /** Rewrites rows (deleting, a new column) instead of putting parts together. */
  readonly isMutation: boolean;
}

/** `POST`, by an operator: the clock is right. */
export const confirmClockPath = "/api/retention/confirm";

export interface ClockConfirmed {
  /** What the clock says, ISO 8601. */
  readonly clock: string;
}
