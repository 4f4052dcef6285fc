// Source maps in the store: written part by part, removed as a whole. They are read with queries.
import { type ClickHouseClient, command } from "./client.ts";

/** A part of a gzipped map, and the file of a release that the map belongs to. */
interface SourceMapPart {
  readonly debugId: string;
  readonly file: string;
  readonly release: string;
  readonly service: string;
  /** How many parts the map has. */
  readonly parts: number;
  readonly part: number;
  /** Absent: the store has the map, and only the file is new. */
  readonly content?: Uint8Array | undefined;
}

/** Writes and removes the source maps of one tenant. */
export interface SourceMapStore {
  /** Stored when it resolves. */
  add(part: SourceMapPart): Promise<void>;
  /** Removed from all releases when it resolves. The engine frees the space afterwards. */
  remove(debugIds: readonly string[]): Promise<void>;
}

/** @param nodes one for each server that has rows of its own. */
export function createSourceMapStore(
  client: ClickHouseClient,
  nodes: readonly ClickHouseClient[],
  tenant: string,
): SourceMapStore {
  return {
    async add({ content, part, ...map }) {
      const { debugId: debug_id, release, service, file, parts } = map;
      const received = Math.floor(Date.now() / 1000);
      const settings = { clickhouse_settings: { async_insert: 0 } } as const;
      await client.insert({
        table: "source_maps",
        values: [{ tenant, debug_id, release, service, file, parts, received }],
        ...settings,
      });
      if (content === undefined) return;
      const text = Buffer.from(content).toString("base64");
      await client.insert({
        table: "source_map_parts",
        values: [{ tenant, debug_id, part, bytes: content.length, content: text, received }],
        ...settings,
      });
    },
    async remove(debugIds) {
      if (debugIds.length === 0) return;
      for (const table of ["source_maps", "source_map_parts"])
        for (const node of nodes)
          await command(
            node,
            `ALTER TABLE ${table} DELETE WHERE tenant = {tenant:String} AND debug_id IN {debugIds:Array(String)}`,
            { tenant, debugIds },
            { mutations_sync: "1" },
          );
    },
  };
}
