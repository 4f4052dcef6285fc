// Notes of people, as they are stored: each change is a row with the next version. They are read with queries.
import { type ClickHouseClient, command } from "./client.ts";
import type { LatestSettings } from "./cluster/latest.ts";

/** One version of a note. */
export interface StoredNote {
  readonly id: string;
  readonly version: number;
  readonly kind: string;
  readonly subject: string;
  /** Unix ms, as all times here. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly path: string;
  readonly search: string;
  readonly text: string;
  /** For display. */
  readonly author: string;
  /** Whose it is; empty in notes from before identities existed. */
  readonly authorId: string;
  readonly createdMs: number;
  /** 0 in the first version. */
  readonly editedMs: number;
}

/** Writes the notes of one tenant. */
export interface NoteStore {
  /** Stored when it resolves; a lower version of the same note counts no longer. */
  save(note: StoredNote): Promise<void>;
  /** Removed with all its versions when it resolves. */
  remove(id: string): Promise<void>;
}

/** @param nodes one for each server that has rows of its own. */
export function createNoteStore(
  client: ClickHouseClient,
  nodes: readonly ClickHouseClient[],
  tenant: string,
  latest: LatestSettings,
): NoteStore {
  return {
    async save({ fromMs, toMs, createdMs, editedMs, authorId, ...note }) {
      const row = {
        ...note,
        tenant,
        author_id: authorId,
        from_time: toClickHouse(fromMs),
        to_time: toClickHouse(toMs),
        created: toClickHouse(createdMs),
        edited: toClickHouse(editedMs),
      };
      await client.insert({
        table: "notes",
        values: [row],
        clickhouse_settings: { async_insert: 0, ...latest.insert },
      });
    },
    async remove(id) {
      for (const node of nodes)
        await command(
          node,
          "ALTER TABLE notes DELETE WHERE tenant = {tenant:String} AND id = {id:String}",
          { tenant, id },
          { mutations_sync: "1" },
        );
    },
  };
}

function toClickHouse(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
