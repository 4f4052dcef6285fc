// An engine of its own with a database that is empty: for tests of what comes before the first start of a console.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, command, connect } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine/engine.ts";

export interface EmptyDatabase {
  /** May change the schema. */
  readonly client: ClickHouseClient;
  /** Stops the engine, and removes its files. */
  remove(): Promise<void>;
}

export async function openEmptyDatabase(): Promise<EmptyDatabase> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-empty-"));
  const engine = await startEngine({ directory });
  const writer = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...writer, database: "system" }, 1);
  await command(maker, "CREATE DATABASE telltale");
  await maker.close();
  const client = connect({ ...writer, database: "telltale" }, 2);
  return {
    client,
    async remove() {
      await client.close();
      await engine.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
