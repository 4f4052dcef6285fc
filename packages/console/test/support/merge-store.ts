// Run as a process: opens a store, which drops what is too old by the clock of this process, then has its engine merge all parts of every
// table. Prints what it saw. Started as `node merge-store.ts DIRECTORY`.
import { openBackend } from "../../src/store/open-backend.ts";
import { command, select } from "../../src/store/client.ts";
import { openStore } from "../../src/store/store.ts";

/** What the process prints, as JSON. */
export interface MergedStore {
  /** The clock of the engine, Unix ms. */
  readonly engineClock: number;
  readonly partsBefore: number;
  readonly partsAfter: number;
  /** When the oldest part was modified, by the engine, Unix ms. */
  readonly oldestModified: number;
  readonly paused: boolean;
  /** Tables whose rows the engine deletes by its own clock. */
  readonly tablesWithTtl: readonly string[];
}

const directory = process.argv[2]!;

const store = await openStore({ directory });
const paused = (await store.stats()).retention.paused !== undefined;
await store.close();

const backend = await openBackend({ directory }, () => undefined);
const read = async <Row>(sql: string): Promise<readonly Row[]> => select<Row>(backend.writer, sql);
const countParts = async (): Promise<number> => {
  const [row] = await read<{ n: string }>(
    "SELECT toString(count()) AS n FROM system.parts WHERE active AND database = currentDatabase() AND table IN ('spans', 'logs')",
  );
  return Number(row!.n);
};
const tables = await read<{ name: string; text: string }>(
  "SELECT name, create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
);
const partsBefore = await countParts();
for (const { name } of tables)
  await command(backend.writer, "OPTIMIZE TABLE {name:Identifier} FINAL", { name });
const [seen] = await read<{ clock: string; modified: string }>(
  "SELECT toString(toUnixTimestamp(now())) AS clock, toString(toUnixTimestamp(min(modification_time))) AS modified FROM system.parts WHERE active AND database = currentDatabase() AND table IN ('spans', 'logs')",
);
const result: MergedStore = {
  engineClock: Number(seen!.clock) * 1000,
  oldestModified: Number(seen!.modified) * 1000,
  partsBefore,
  partsAfter: await countParts(),
  paused,
  tablesWithTtl: tables.filter(({ text }) => /\bTTL /.test(text)).map(({ name }) => name),
};
await backend.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
