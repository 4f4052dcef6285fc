// Small JSON texts that people set up: read by kind, saved as the next version of what was read, so that a writer cannot overwrite a change that it has not seen.
import type { ClickHouseClient } from "./client.ts";
import type { LatestSettings } from "./cluster/latest.ts";
import type { Queries } from "./query/query.ts";

/** One version of a document. */
export interface StoredDocument {
  /** From 1; 0 for one that was never saved. */
  readonly version: number;
  /** Unix ms; 0 for one that was never saved. */
  readonly savedMs: number;
  /** JSON text; empty for one that was never saved. */
  readonly body: string;
}

/** The documents of a store. */
export interface Documents {
  read(kind: string): Promise<StoredDocument>;
  /** Saves `body` after version `after`; undefined when that is not the newest any more, and nothing was saved. */
  save(kind: string, body: string, after: number): Promise<StoredDocument | undefined>;
}

/** Documents of one tenant behind `client`, read as the tenant reads. One console writes at a time: it saves in order. */
export function createDocuments(
  client: ClickHouseClient,
  queries: Queries,
  tenant: string,
  latest: LatestSettings,
): Documents {
  let last: Promise<unknown> = Promise.resolve();

  async function read(kind: string, isLatest: boolean): Promise<StoredDocument> {
    const [row] = await queries.run<{ version: string; savedMs: string; body: string }>(
      "document",
      { kind },
      { isLatest },
    );
    if (row === undefined) return { version: 0, savedMs: 0, body: "" };
    return { version: Number(row.version), savedMs: Number(row.savedMs), body: row.body };
  }

  async function saveNow(kind: string, body: string, after: number): Promise<StoredDocument | undefined> {
    const { version } = await read(kind, true);
    if (version !== after) return undefined;
    const saved = { version: version + 1, savedMs: Date.now(), body };
    await client.insert({
      table: "documents",
      values: [{ tenant, kind, version: saved.version, saved: toClickHouse(saved.savedMs), body }],
      clickhouse_settings: { async_insert: 0, ...latest.insert },
    });
    return saved;
  }

  return {
    read: async (kind) => read(kind, false),
    async save(kind, body, after) {
      const turn = last.then(async () => saveNow(kind, body, after));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

function toClickHouse(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
