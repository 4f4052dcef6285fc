// A store with very many spans, made in its engine: `node --conditions=telltale-source fill-spans.ts DIRECTORY SPANS [CSV]`, by the benchmark of queries. Prints what everything takes on disk.
// What is there already is kept; with CSV the spans are written to that file as well, for stores of other kinds.
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { command, connect, select } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine/engine.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { readRecoveryStatements } from "../../src/store/upkeep/recovery-statements.ts";
import { changedMinutes } from "../../src/store/upkeep/graph-minutes.ts";
import { again } from "./again.ts";

/** What a table, one of its columns or one of its indexes takes on disk. */
interface Weight {
  readonly name: string;
  readonly bytes: number;
}

interface FilledStore {
  readonly spans: number;
  readonly traces: number;
  /** End of the 24 hours, Unix ms. */
  readonly endMs: number;
  readonly tables: readonly Weight[];
  readonly columns: readonly Weight[];
  readonly indexes: readonly Weight[];
}

const [directory = "", spans = "10000000", csv] = process.argv.slice(2);
const spansPerTrace = 8;
/** As many spans as one insert makes a part of: large parts are merged less often, small ones need less memory. */
const tracesAtOnce = 7_500;
const note = join(directory, "filled.json");

/** What sent the spans, as they name it. */
const resources = `INSERT INTO resources (hash, service, environment, service_version, attributes, seen)
  SELECT resource_hash, any(s.service), any(s.environment), any(s.service_version),
    map('service.name', toString(any(s.service)), 'service.version', toString(any(s.service_version)),
      'deployment.environment.name', toString(any(s.environment)), 'host.name', concat(toString(any(s.service)), '-', toString(resource_hash % 1000))),
    now('UTC')
  FROM spans AS s GROUP BY resource_hash`;

const known = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as FilledStore) : undefined;
// Retention would take what is older.
const isFresh = known !== undefined && Date.now() - known.endMs < 4 * 86_400_000;
const result = isFresh && csv === undefined ? known : await fill();
writeFileSync(note, JSON.stringify(result));
console.log(JSON.stringify(result));

async function fill(): Promise<FilledStore> {
  // One that was begun and not ended, or is too old.
  if (!isFresh) rmSync(join(directory, "engine"), { recursive: true, force: true });
  const engine = await startEngine({ directory });
  const account = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...account, database: "system" }, 1);
  await command(maker, "CREATE DATABASE IF NOT EXISTS telltale");
  await maker.close();
  const client = connect({ ...account, database: "telltale" }, 2);
  const ask = <Row>(sql: string): Promise<Row[]> => select<Row>(client, sql);
  try {
    await migrate(client);
    const endMs = isFresh ? known.endMs : await insertAll();
    if (csv !== undefined) await writeCsv(csv);
    const [counts] = await ask<{ spans: string; traces: string }>(
      "SELECT toString(count()) AS spans, toString(uniqExact(trace_id)) AS traces FROM spans",
    );
    return {
      spans: Number(counts?.spans),
      traces: Number(counts?.traces),
      endMs,
      tables: await weigh(
        "SELECT table AS name, sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = 'telltale' GROUP BY name",
      ),
      columns: await weigh(
        "SELECT column AS name, sum(column_bytes_on_disk) AS bytes FROM system.parts_columns WHERE active AND database = 'telltale' AND table = 'spans' GROUP BY name",
      ),
      indexes: await weigh(
        "SELECT name, data_compressed_bytes + marks_bytes AS bytes FROM system.data_skipping_indices WHERE database = 'telltale' AND table = 'spans'",
      ),
    };
  } finally {
    await client.close();
    await engine.stop();
  }

  async function weigh(sql: string): Promise<Weight[]> {
    const rows = await ask<{ name: string; weight: string }>(
      `SELECT name, toString(bytes) AS weight FROM (${sql}) WHERE bytes > 0 ORDER BY bytes DESC`,
    );
    return rows.map(({ name, weight }) => ({ name, bytes: Number(weight) }));
  }

  async function insertAll(): Promise<number> {
    const text = readFileSync(join(import.meta.dirname, "stored-spans.sql"), "utf8");
    const edges = readRecoveryStatements().get("edges") ?? "";
    const all = Math.ceil(Number(spans) / spansPerTrace);
    const lastEndMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const momentOf = (trace: number): number =>
      Math.floor((lastEndMs - 86_400_000 + (86_400_000 * trace) / all) / 1000);
    const settings = {
      max_threads: 1,
      max_block_size: "500",
      min_insert_block_size_rows: "100000",
      min_insert_block_size_bytes: "0",
    };
    for (let first = 0; first < all; first += tracesAtOnce) {
      const traces = Math.min(tracesAtOnce, all - first);
      const end = new Date(lastEndMs).toISOString().slice(0, 19).replace("T", " ");
      await again(() => command(client, text, { end, all, first, traces }, settings));
      if (first % (tracesAtOnce * 10) !== tracesAtOnce * 9 && first + traces < all) continue;
      const since = momentOf(Math.max(0, first - tracesAtOnce * 10));
      for (const minutes of await changedMinutes(client, { since, keptFrom: 86_400 }))
        await again(() =>
          command(client, edges, { minutes }, { join_algorithm: "grace_hash", max_threads: 1 }),
        );
    }
    await again(() => command(client, resources));
    for (const { name } of await ask<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = 'telltale' AND engine LIKE '%MergeTree'",
    ))
      await again(() =>
        command(client, "OPTIMIZE TABLE {name:Identifier} FINAL", { name }, { max_execution_time: 600 }),
      );
    return lastEndMs;
  }

  async function writeCsv(file: string): Promise<void> {
    const { stream } = await client.exec({
      query: `SELECT lower(hex(trace_id)), lower(hex(span_id)), if(parent_id = toFixedString('', 8), '', lower(hex(parent_id))),
        toUnixTimestamp64Nano(start), duration, service, name, kind, status,
        concat('{', arrayStringConcat(arrayConcat(
          arrayMap((k, v) -> concat('"', k, '":"', v, '"'), mapKeys(sattr), mapValues(sattr)),
          arrayMap((k, v) -> concat('"', k, '":', toString(v)), mapKeys(iattr), mapValues(iattr)),
          arrayMap((k, v) -> concat('"', k, '":', toString(v)), mapKeys(nattr), mapValues(nattr)),
          arrayMap((k, v) -> concat('"', k, '":', if(v, 'true', 'false')), mapKeys(battr), mapValues(battr))), ','), '}')
        FROM spans ORDER BY tenant, toStartOfHour(start), start FORMAT TabSeparated`,
    });
    await pipeline(stream, createWriteStream(file));
  }
}
