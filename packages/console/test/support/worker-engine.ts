// One embedded engine for all files of a test worker. A place takes it, and gives it back empty; a second place at the same time has an
// engine of its own. Tests that kill an engine, that change the schema, or that look at files start their own: an engine that is not as
// it was is never given to another place.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, command, connect, select } from "../../src/store/client.ts";
import { database, readersDatabase } from "../../src/store/engine/config.ts";
import { type Engine, startEngine } from "../../src/store/engine/engine.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";
import { readQueries } from "../../src/store/tenants/views.ts";
import { serversPrefix } from "./clickhouse-servers.ts";
import { prepareStore } from "./prepared-store.ts";

type Options = Omit<StoreOptions, "directory" | "urls">;

/** An engine with an empty store, for one place at a time. */
export interface WorkerEngine {
  readonly pid: number | undefined;
  /** For what a store does not offer. */
  readonly writer: ClickHouseClient;
  open(options?: Options): Promise<Store>;
  /** To be called when all its stores are closed. */
  giveBack(): Promise<void>;
}

interface Running {
  readonly engine: Engine;
  readonly directory: string;
  readonly writer: ClickHouseClient;
  /** What an empty store looks like. */
  readonly state: string;
  readonly files: readonly string[];
  readonly pid: number | undefined;
}

// the worker keeps it: modules may be read again for each file
const worker = globalThis as {
  telltaleEngine?: { running: Running | undefined; isTaken: boolean };
  telltaleQueries?: ReturnType<typeof readQueries>;
};

/** Takes the engine of this worker; `undefined` while another place has it. */
export async function takeWorkerEngine(): Promise<WorkerEngine | undefined> {
  const slot = (worker.telltaleEngine ??= { running: undefined, isTaken: false });
  if (slot.isTaken) return undefined;
  slot.isTaken = true;
  try {
    const running = (slot.running ??= await start());
    return {
      pid: running.pid,
      writer: running.writer,
      open: (options) => open(running, options),
      async giveBack() {
        try {
          // one that has just been killed does not answer
          if (await empty(running).catch(() => false)) return;
          slot.running = undefined;
          await stop(running);
        } finally {
          slot.isTaken = false;
        }
      },
    };
  } catch (error) {
    slot.isTaken = false;
    throw error;
  }
}

const prefix = "telltale-worker-engine-";

/** Removes what engines and servers left behind whose workers have ended: a worker is ended by a signal, and its engines with it. */
export function removeLeftEngines(): void {
  for (const name of readdirSync(tmpdir())) {
    const own = [prefix, serversPrefix].find((one) => name.startsWith(one));
    if (own === undefined || isRunning(Number.parseInt(name.slice(own.length), 10))) continue;
    // its engine may be on its way out
    rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 10 });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function start(): Promise<Running> {
  const directory = await prepareStore(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  const engine = await startEngine({ directory });
  const { url, secrets } = engine;
  const writer = connect(
    { url, username: "writer", password: secrets.writerPassword, database, settings: {} },
    4,
  );
  const started = { engine, directory, writer, pid: engine.pid };
  // the first opening takes away what only other stores have
  await (await open(started)).close();
  await truncate(writer);
  return { ...started, state: await readState(writer), files: readdirSync(directory) };
}

/** A store on it, whose end leaves it running. */
function open(
  { engine, directory }: Pick<Running, "engine" | "directory">,
  options: Options = {},
): Promise<Store> {
  const lasting = Object.create(engine, { stop: { value: async () => undefined } }) as Engine;
  const queries = (worker.telltaleQueries ??= readQueries());
  return openStore({ directory, queries, ...options, engine: lasting });
}

async function stop({ engine, directory, writer }: Running): Promise<void> {
  await writer.close();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Empties it; false for one that is not as it was at its start. */
async function empty(running: Running): Promise<boolean> {
  const { engine, directory, writer, files, pid, state } = running;
  if (engine.pid !== pid) return false;
  await truncate(writer);
  for (const name of readdirSync(directory))
    if (!files.includes(name))
      rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return (await readState(writer)) === state;
}

/** What the schema itself put there. */
const kept = "('schema_migrations', 'rolled_attributes')";

async function truncate(writer: ClickHouseClient): Promise<void> {
  const filled = await select<{ database: string; table: string }>(
    writer,
    `SELECT DISTINCT database, table FROM system.parts
     WHERE active AND database IN ('${database}', '${readersDatabase}') AND table NOT IN ${kept}`,
  );
  await Promise.all(
    filled.map((table) => command(writer, "TRUNCATE TABLE {database:Identifier}.{table:Identifier}", table)),
  );
}

/** All definitions, what the schema put into the tables, how many rows the others have, and changes that are not finished. */
async function readState(writer: ClickHouseClient): Promise<string> {
  const own = `database = '${database}'`;
  const rows = await select(
    writer,
    `SELECT
       (SELECT groupArray((name, create_table_query)) FROM (SELECT * FROM system.tables WHERE ${own} ORDER BY name)) AS tables,
       (SELECT groupArray(tuple(* EXCEPT since)) FROM (SELECT * FROM ${database}.rolled_attributes FINAL ORDER BY ALL)) AS rolled,
       (SELECT groupArray((number, checksum)) FROM (SELECT * FROM ${database}.schema_migrations FINAL ORDER BY number)) AS steps,
       (SELECT sum(total_rows) FROM system.tables
        WHERE database IN ('${database}', '${readersDatabase}') AND name NOT IN ${kept}) AS rows,
       (SELECT count() FROM system.mutations WHERE ${own} AND NOT is_done) AS changes`,
  );
  return JSON.stringify(rows);
}
