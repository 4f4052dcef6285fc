// A process that starts the engine as the console does, and then attacks it with the passwords of those who read: for tests that run it
// as one user of the system or another. What it is to do comes as a message, what it found goes back as one.
import { command, connect } from "../../src/store/client.ts";
import { type Engine, type EngineOptions, startEngine } from "../../src/store/engine/engine.ts";
import { tenantReaders } from "../../src/store/engine/config.ts";
import type { Walls } from "../../src/store/engine/walls.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { createTenantReaders } from "../../src/store/tenants/readers.ts";
import { attackQueries, showsCanary } from "../sql-attacks/attack-queries.ts";

/** What is attacked, and with what. */
export interface AttackRun {
  readonly directory: string;
  /** Files that no caller may read. */
  readonly files: readonly string[];
  /** What the files hold, and the environment of this process. */
  readonly canary: string;
  /** For each caller, over all files. */
  readonly queries: number;
  readonly seed: number;
  /** Whether there are tenants with rows, which are asked for as well. */
  readonly rows: boolean;
  readonly user?: EngineOptions["user"];
  readonly without: NonNullable<EngineOptions["without"]>;
}

/** What was found. */
export interface AttackReport {
  readonly walls: Walls;
  readonly pid: number;
  /** How many were asked and answered. */
  readonly asked: number;
  /** How many were answered with a result, not an error. */
  readonly succeeded: number;
  /** Queries whose answer showed a canary, and their callers. */
  readonly shown: readonly string[];
  readonly restarts: number;
}

if (process.send !== undefined && process.argv[1] === import.meta.filename)
  process.once("message", (run: AttackRun) => {
    attack(run).then(
      (report) => process.send!({ report }, () => process.exit(0)),
      (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
    );
  });

/** The rows of each carry its name in all texts that are indexed. Nothing at their ends is the same. */
const tenants = ["acmek7v3p", "globx9w2q"] as const;

async function attack(run: AttackRun): Promise<AttackReport> {
  const { directory, user, without } = run;
  const engine = await startEngine({ directory, user, without });
  const readers = run.rows ? await fillTenants(engine) : undefined;
  try {
    const paths = [...run.files, "/proc/self/environ", `/proc/${process.pid}/environ`];
    const perPath = Math.ceil(run.queries / paths.length);
    const reads = paths.flatMap((path, place) => attackQueries(run.seed + place, perPath, path));
    const pid = engine.pid!;
    const shown: string[] = [];
    let [asked, succeeded] = [0, 0];
    for (const { user: name, password, foreign } of askers(engine)) {
      const queries = [...reads, ...(run.rows ? rowQueries : [])];
      const canaries = [run.canary, ...foreign];
      await eachAtOnce(8, queries, async (query) => {
        const answer = await ask(engine.url, name, password, query);
        asked++;
        if (answer.status === 200) succeeded++;
        const found = canaries.find((canary) => showsCanary(withoutPaths(answer.text, paths), canary));
        if (found !== undefined) shown.push(`${name}: ${query}`);
      });
    }
    return { walls: engine.walls, pid, asked, succeeded, shown, restarts: engine.restarts };
  } finally {
    await readers?.close();
    await engine.stop();
  }
}

interface Asker {
  readonly user: string;
  readonly password: string;
  /** What only rows of others hold. */
  readonly foreign: readonly string[];
}

/** Callers with a token of `read` or `admin`: without a tenant, and of each tenant. */
function askers({ secrets }: Engine): readonly Asker[] {
  return [
    { user: "reader", password: secrets.readerPassword, foreign: tenants },
    ...tenants.map((_, place) => ({
      user: tenantReaders[place]!,
      password: secrets.tenantPassword,
      foreign: tenants.filter((_other, other) => other !== place),
    })),
    // of no tenant yet
    { user: tenantReaders[tenants.length]!, password: secrets.tenantPassword, foreign: tenants },
    // the console itself asks as this one: it sees all rows, but no files either
    { user: "writer", password: secrets.writerPassword, foreign: [] },
  ];
}

/** Makes the tables, a few rows of each tenant, and gives each its reader. */
async function fillTenants({ url, secrets }: Engine): Promise<{ close(): Promise<void> }> {
  const account = { url, username: "writer", password: secrets.writerPassword, settings: {} };
  const maker = connect({ ...account, database: "system" }, 1);
  await command(maker, "CREATE DATABASE IF NOT EXISTS telltale");
  await maker.close();
  const writer = connect({ ...account, database: "telltale" }, 1);
  await migrate(writer);
  const readers = createTenantReaders({
    writer,
    connection: { url, password: secrets.tenantPassword, database: "telltale" },
  });
  for (const tenant of tenants) {
    await command(
      writer,
      `INSERT INTO spans (tenant, trace_id, span_id, start, duration, service, environment, name, sattr)
       SELECT {tenant:String}, unhex(leftPad(hex(number + 1), 32, '0')), unhex(leftPad(hex(number + 1), 16, '0')), now(), 1, {tenant:String}, {tenant:String}, {tenant:String}, map('user.id', {tenant:String}) FROM numbers(50)`,
      { tenant },
    );
    await command(
      writer,
      "INSERT INTO logs (tenant, ts, service, body) SELECT {tenant:String}, now(), {tenant:String}, {tenant:String} FROM numbers(50)",
      { tenant },
    );
    await readers.of(tenant);
  }
  return {
    async close() {
      await readers.close();
      await writer.close();
    },
  };
}

const tables = ["spans", "logs", "red", "trace_summary", "attribute_values", "resources", "tokens", "audit"];

/** Ways to rows that row policies might not guard. */
const rowQueries: readonly string[] = [
  ...tables.flatMap((table) => [
    `SELECT * FROM telltale.${table}`,
    `SELECT * FROM telltale.${table} FINAL`,
    `SELECT * FROM mergeTreeIndex('telltale', '${table}')`,
    `SELECT * FROM mergeTreeIndex(telltale, ${table}, with_marks = true, with_minmax = true)`,
    `SELECT * FROM mergeTreeAnalyzeIndexes(telltale, ${table})`,
    `SELECT * FROM view(SELECT * FROM mergeTreeIndex(telltale, ${table}))`,
    `WITH t AS (SELECT * FROM mergeTreeIndex(telltale, ${table})) SELECT * FROM t`,
    `SELECT * FROM merge('telltale', '^${table}$')`,
    `SELECT * FROM merge(REGEXP('.*'), '${table}')`,
    `SELECT _part, _partition_id, _sample_factor, * FROM telltale.${table}`,
    `SELECT * FROM telltale.${table} PREWHERE throwIf(tenant != '' AND tenant != 'x', 'seen')`,
    `SELECT throwIf(1, concat(toString(tuple(*)))) FROM telltale.${table}`,
    `SELECT toUInt8(tenant) FROM telltale.${table}`,
    `EXPLAIN indexes = 1 SELECT * FROM telltale.${table} WHERE tenant > 'a'`,
    `EXPLAIN ESTIMATE SELECT * FROM telltale.${table}`,
    `SHOW CREATE TABLE telltale.${table}`,
    `CHECK TABLE telltale.${table}`,
    `SELECT * FROM loop(telltale, ${table}) LIMIT 1000`,
    `SELECT * FROM remote('127.0.0.1', telltale, ${table})`,
    `SELECT * FROM clusterAllReplicas('default', telltale, ${table})`,
    `SELECT * FROM telltale.${table} SETTINGS additional_table_filters = {}`,
    `BACKUP TABLE telltale.${table} TO Null`,
  ]),
  "SELECT * FROM mergeTreeTextIndex(telltale, spans, kv)",
  "SELECT * FROM mergeTreeProjection(telltale, spans, p)",
  "SELECT * FROM telltale_readers.tenants",
  "SELECT * FROM system.parts",
  "SELECT * FROM system.processes",
  "SELECT * FROM system.query_log",
  "SELECT * FROM system.row_policies",
  "SELECT * FROM system.data_skipping_indices",
  "SELECT * FROM system.parts_columns",
  "SELECT * FROM system.users",
];

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, user: string, password: string, query: string): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  // Some of them would go on for ever.
  const bounds = "?max_execution_time=2&max_result_bytes=10000000";
  try {
    const response = await fetch(`${url}/${bounds}`, {
      method: "POST",
      body: query,
      headers: { authorization },
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

/** An error may name the file that was asked for; it is not its content. */
function withoutPaths(text: string, paths: readonly string[]): string {
  return paths.reduce((rest, path) => rest.replaceAll(path, ""), text);
}

async function eachAtOnce<Item>(
  count: number,
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const item of rest) await act(item);
    }),
  );
}
