// The store at one moment, as the files it would open. Every part of every table is linked aside (`FREEZE`: hard links, no copying)
// while the writer stands still for some milliseconds; what is linked is read at leisure while rows go on coming in.
import { randomBytes } from "node:crypto";
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { literal, sql } from "quoting/sql";
import type { TarInput } from "./tar.ts";
import { type ClickHouseClient, command, select } from "../client.ts";

/** What a back-up says of itself. Rows are those of the parts, before doubles of a table that replaces rows are merged. */
export interface Manifest {
  readonly format: 1;
  readonly taken: string;
  readonly engineVersion: string;
  readonly tables: Readonly<Record<string, TableManifest>>;
}

interface TableManifest {
  /** `MergeTree` keeps every row; others put rows of the same key together. */
  readonly engine: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface Snapshot {
  readonly manifest: Manifest;
  /** All files, by their paths below the data directory. To be read once. */
  readonly files: readonly TarInput[];
  /** Gives the links free. */
  release(): void;
}

/** Of the data directory: what belongs to a process, not to what it stored. */
export const ofProcess: readonly string[] = [
  "config",
  "engine",
  "owner.json",
  "addresses.json",
  "clickhouse.json",
  "writing.json",
];

/** Removes what a snapshot left behind that was never released. */
export function forgetSnapshots(directory: string): void {
  rmSync(join(directory, "engine", "shadow"), { recursive: true, force: true });
}

/**
 * Takes a snapshot of the embedded store in `directory`.
 *
 * @param whilePaused runs a function while nothing is inserted.
 */
export async function takeSnapshot(
  client: ClickHouseClient,
  directory: string,
  whilePaused: <Result>(act: () => Promise<Result>) => Promise<Result>,
): Promise<Snapshot> {
  // Of our own making: the statement takes no parameter there, and the directory is called as it is.
  const name = `backup_${randomBytes(8).toString("hex")}`;
  const engine = join(directory, "engine");
  const shadow = join(engine, "shadow", name);
  const release = (): void => rmSync(shadow, { recursive: true, force: true });
  try {
    const { tables, metadata } = await whilePaused(async () => {
      const found = await readTables(client);
      for (const { table } of found)
        await command(client, sql`ALTER TABLE {table:Identifier} FREEZE WITH NAME ${literal(name)}`, {
          table,
        });
      return { tables: found, metadata: [...metadataOf(engine)] };
    });
    const frozen = filesBelow(shadow);
    const manifest = await toManifest(client, tables, sizesOf(shadow, frozen));
    const parts = frozen.map((path) => onDisk(join("engine", relative(shadow, path)), path));
    const others = readdirSync(directory)
      .filter((entry) => !ofProcess.includes(entry))
      .flatMap((entry) => filesBelow(join(directory, entry)))
      .map((path) => onDisk(relative(directory, path), path));
    return { manifest, files: [...metadata, ...parts, ...others], release };
  } catch (error) {
    release();
    throw error;
  }
}

interface StoredTable {
  readonly table: string;
  readonly engine: string;
  /** Names the directory of its parts. */
  readonly uuid: string;
}

/** All tables that hold rows, also those that are empty. */
function readTables(client: ClickHouseClient): Promise<StoredTable[]> {
  return select(
    client,
    `SELECT name AS table, engine, toString(uuid) AS uuid FROM system.tables
     WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') ORDER BY name`,
  );
}

type Sizes = ReadonlyMap<string, { readonly rows: number; readonly bytes: number }>;

/**
 * Rows and bytes of the linked parts, by the table's UUID (`store/abc/<uuid>/<part>/count.txt`). The engine would count other parts:
 * merges go on, and put rows of the same key together.
 */
function sizesOf(shadow: string, files: readonly string[]): Sizes {
  const sizes = new Map<string, { rows: number; bytes: number }>();
  for (const path of files) {
    const [, , uuid = "", ...inside] = relative(shadow, path).split(sep);
    const size = sizes.get(uuid) ?? { rows: 0, bytes: 0 };
    sizes.set(uuid, size);
    size.bytes += statSync(path).size;
    if (inside.at(-1) === "count.txt") size.rows += Number(readFileSync(path, "utf8"));
  }
  return sizes;
}

async function toManifest(
  client: ClickHouseClient,
  tables: readonly StoredTable[],
  sizes: Sizes,
): Promise<Manifest> {
  const [version] = await select<{ version: string }>(client, "SELECT version() AS version");
  return {
    format: 1,
    taken: new Date().toISOString(),
    engineVersion: version!.version,
    tables: Object.fromEntries(
      tables.map(({ table, engine, uuid }) => [
        table,
        { engine, ...(sizes.get(uuid) ?? { rows: 0, bytes: 0 }) },
      ]),
    ),
  };
}

/** The file from which the engine knows its tables: read at once, for it may change. */
function* metadataOf(engine: string): Generator<TarInput> {
  for (const entry of readdirSync(join(engine, "metadata"), { withFileTypes: true })) {
    const path = join(engine, "metadata", entry.name);
    if (!entry.isSymbolicLink()) {
      yield inMemory(join("engine", "metadata", entry.name), readFileSync(path));
      continue;
    }
    const target = readlinkSync(path);
    yield { path: join("engine", "metadata", entry.name), linkTo: target };
    for (const file of filesBelow(join(engine, "metadata", target)))
      yield inMemory(join("engine", relative(engine, file)), readFileSync(file));
  }
  for (const file of formatVersions(engine))
    yield inMemory(join("engine", relative(engine, file)), readFileSync(file));
}

/** One per table, without which its directory does not count. */
function formatVersions(engine: string): readonly string[] {
  const store = join(engine, "store");
  return readdirSync(store)
    .flatMap((prefix) =>
      readdirSync(join(store, prefix)).map((id) => join(store, prefix, id, "format_version.txt")),
    )
    .filter((path) => existsSync(path));
}

function filesBelow(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const stats = statSync(path);
  if (stats.isFile()) return [path];
  if (!stats.isDirectory()) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

function inMemory(path: string, content: Buffer): TarInput {
  return {
    path,
    size: content.length,
    body: async function* () {
      if (content.length > 0) yield content;
    },
  };
}

/** A file that may grow meanwhile is read up to the size it had. */
function onDisk(path: string, file: string): TarInput {
  const { size } = statSync(file);
  if (size === 0) return inMemory(path, Buffer.alloc(0));
  return { path, size, body: () => createReadStream(file, { end: size - 1 }) };
}
