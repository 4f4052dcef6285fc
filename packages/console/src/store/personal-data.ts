// Everything the store knows of one person: found by the id in the rows themselves, and in rows of sessions that were the person's and
// name no user. One file of SQL for each table that the registry names says which rows those are; deleting uses the same condition. Statements that
// change data contain only the SHA-256 of the id, because the engine keeps them beside the tables for a while.
import { ProblemError } from "../problem/problem.ts";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { tables as registry } from "../tables/registry.ts";
import { type ClickHouseClient, command, select, streamRows } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/** Whose data. */
interface PersonRequest {
  readonly tenant: string;
  /** As it is in `user.id`, `enduser.id` and business records. */
  readonly id: string;
}

/** What became of a deletion. */
interface PersonDeletion {
  /** Rows found, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Tables in which it still goes on, by itself, also after a restart. */
  readonly pending: readonly string[];
}

export interface PersonalData {
  /** Every row of the person as a line of JSON, `{ table, row }`. */
  exportOf(request: PersonRequest, signal?: AbortSignal): Promise<Readable>;
  /** Deletes every row of the person, also of those on their way, and waits for it as long as is allowed. */
  deleteOf(request: PersonRequest): Promise<PersonDeletion>;
}

export interface PersonalDataOptions {
  readonly client: ClickHouseClient;
  /** One for each server, where its own rows are. */
  readonly nodes: readonly ClickHouseClient[];
  /** Resolves when what was taken so far is stored. */
  readonly flushWrites: () => Promise<void>;
  readonly waitMs?: number;
}

/** The attributes that hold a person's id: the one list that the conditions on rows with attributes are made of. */
const personKeys = ["user.id", "enduser.id", "customer.id"] as const;

/** Stands in the files for: a row's attributes name the person. */
const namesPerson = `(${personKeys
  .map(
    (key) =>
      `hex(SHA256(sattr['${key}'])) = {person:String} OR (mapContains(iattr, '${key}') AND hex(SHA256(toString(iattr['${key}']))) = {person:String})`,
  )
  .join(" OR ")})`;

/** Placeholder in the files for: a row's attributes name no user. */
const namesNoPerson = `(${personKeys
  .map((key) => `sattr['${key}'] = '' AND NOT mapContains(iattr, '${key}')`)
  .join(" AND ")})`;

const bounds = { max_execution_time: 600, max_threads: 2, max_memory_usage: "350000000" } as const;

interface PersonTable {
  readonly table: string;
  /** Has nothing that the other tables have not, so it is not exported. */
  readonly isDerived: boolean;
  readonly deleteTurn: number;
  readonly select: string;
  readonly condition: string;
}

export function createPersonalData({
  client,
  nodes,
  flushWrites,
  waitMs = 30_000,
}: PersonalDataOptions): PersonalData {
  const tables = readPersonTables();

  return {
    async exportOf(request, signal) {
      const params = await paramsOf(client, tables, request);
      const exported = tables.filter(({ isDerived }) => !isDerived);
      return Readable.from(lines(client, exported, params, signal));
    },
    async deleteOf(request) {
      await flushWrites();
      const params = await paramsOf(client, tables, request);
      const rows: Record<string, number> = {};
      for (const { table, condition } of tables) {
        const counting = `SELECT toString(count()) AS rows FROM ${table} WHERE ${condition}`;
        const [found] = await select<{ rows: string }>(client, counting, params);
        rows[table] = Number(found?.rows ?? 0);
      }
      const touched = tables.filter(({ table }) => rows[table]! > 0);
      // Rows that came while it was counted would be deleted from their table before they reach its roll-ups.
      await flushWrites();
      for (const { table, condition } of touched)
        for (const node of nodes)
          await command(node, `ALTER TABLE ${table} DELETE WHERE ${condition}`, params, {
            mutations_sync: "0",
          });
      const pending = await ended(nodes, params.person, performance.now() + waitMs);
      return { rows, pending };
    },
  };
}

/** The tables with rows of people, in the order in which they are deleted. */
function readPersonTables(): readonly PersonTable[] {
  const texts = new Map(readSqlFiles("personal-data").map(({ name, text }) => [name, text]));
  return registry
    .filter(({ personalData }) => personalData !== "none")
    .map((table) => ({
      table: table.name,
      isDerived: table.personalData === "derived",
      deleteTurn: table.deleteTurn ?? 0,
      ...toConditions(texts.get(table.name)!),
    }))
    .toSorted((a, b) => a.deleteTurn - b.deleteTurn);
}

/** What follows the last WHERE is the condition. */
function toConditions(text: string): Pick<PersonTable, "select" | "condition"> {
  const full = text.replaceAll("/*names person*/", namesPerson).replaceAll("/*no user*/", namesNoPerson);
  const at = full.lastIndexOf("\nWHERE ");
  return { select: full.trim(), condition: full.slice(at + "\nWHERE ".length).trim() };
}

interface PersonParams extends Record<string, unknown> {
  readonly person: string;
}

/** What the conditions ask for. */
async function paramsOf(
  client: ClickHouseClient,
  tables: readonly PersonTable[],
  { tenant, id }: PersonRequest,
): Promise<PersonParams> {
  const person = createHash("sha256").update(id).digest("hex").toUpperCase();
  const sessions = await select<{ name: string; hash: string }>(client, sessionsQuery, { tenant, id });
  const [own] = await select<{ hash: string }>(client, ownHashQuery, { id });
  const params = {
    tenant,
    person,
    sessions: sessions.map(({ name }) => name),
    sessionHashes: sessions.map(({ hash }) => BigInt(hash)),
    ownerHash: BigInt(own?.hash ?? 0),
  };
  const [spans, logs] = ["spans", "logs"].map(
    (name) => tables.find(({ table }) => table === name)!.condition,
  ) as [string, string];
  const profiles = await select<{ uid: string }>(
    client,
    `SELECT DISTINCT uid FROM cpu_profiles WHERE tenant = {tenant:String} AND trace_id IN (SELECT trace_id FROM spans WHERE ${spans}) LIMIT 10000`,
    params,
  );
  const errors = await select<{ identity: string }>(
    client,
    `SELECT DISTINCT toString(logs.identity) AS identity FROM logs WHERE logs.sattr['exception.type'] != '' AND (${logs}) LIMIT 10000`,
    params,
  );
  const values = await select<{ hash: string }>(client, ownValues(spans, logs), params);
  const skeletons = await select<{ hash: string }>(client, ownSkeletons(logs), params);
  return {
    ...params,
    skeletons: skeletons.map(({ hash }) => hash),
    profiles: profiles.map(({ uid }) => uid),
    errorIdentities: errors.map(({ identity }) => BigInt(identity)),
    values: values.map(({ hash }) => hash),
  };
}

/** Attributes with their values that no row has but the person's. */
function ownValues(spans: string, logs: string): string {
  return `
SELECT hex(SHA256(concat(key, '=', value))) AS hash
FROM (
  SELECT key, value, sum(n) AS own FROM (
    SELECT key, value, count() AS n FROM spans ARRAY JOIN mapKeys(sattr) AS key, mapValues(sattr) AS value WHERE ${spans} GROUP BY key, value
    UNION ALL
    SELECT key, value, count() AS n FROM logs ARRAY JOIN mapKeys(sattr) AS key, mapValues(sattr) AS value WHERE ${logs} GROUP BY key, value
  ) WHERE value != '' AND length(value) <= 64 GROUP BY key, value
) AS mine
INNER JOIN (SELECT toString(key) AS key, value, sum(count) AS total FROM attribute_values WHERE tenant = {tenant:String} GROUP BY key, value) AS everybody
USING (key, value)
WHERE total <= own LIMIT 10000`;
}

const sessionsQuery = `
SELECT hex(SHA256(session_id)) AS name, toString(sipHash64(toUInt8(1), session_id)) AS hash
FROM identities WHERE tenant = {tenant:String} AND session_id IN (SELECT session_id FROM identities WHERE tenant = {tenant:String} AND user_id = {id:String})
GROUP BY session_id HAVING argMax(user_id, seen) = {id:String} LIMIT 10000`;

const ownHashQuery = "SELECT toString(sipHash64(toUInt8(0), {id:String})) AS hash";

/** Skeletons that no log record has but the person's: of the hours whose records are still there. */
function ownSkeletons(logs: string): string {
  return `
SELECT hex(SHA256(concat(name, '\\n', skeleton))) AS hash
FROM (SELECT toString(event_name) AS name, toString(logs.skeleton) AS skeleton, count() AS own FROM logs WHERE ${logs} GROUP BY name, skeleton) AS mine
INNER JOIN (SELECT toString(name) AS name, toString(log_skeletons.skeleton) AS skeleton, sum(count) AS total FROM log_skeletons WHERE tenant = {tenant:String} AND hour >= (SELECT toStartOfHour(min(ts)) FROM logs WHERE tenant = {tenant:String}) GROUP BY name, skeleton) AS everybody
USING (name, skeleton)
WHERE total <= own LIMIT 10000`;
}

async function* lines(
  client: ClickHouseClient,
  tables: readonly PersonTable[],
  params: PersonParams,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  for (const { table, select: query } of tables) {
    const rows = streamRows(client, {
      query,
      query_params: params,
      clickhouse_settings: bounds,
      abort_signal: signal,
    });
    for await (const row of rows) yield `{"table":"${table}","row":${row}}\n`;
  }
}

interface Mutation {
  readonly table: string;
  readonly failure: string;
}

/** Waits for what changes rows of the person, and names the tables that are not done at `deadlineMs`. */
async function ended(
  nodes: readonly ClickHouseClient[],
  person: string,
  deadlineMs: number,
): Promise<readonly string[]> {
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    const found = await Promise.all(nodes.map((node) => select<Mutation>(node, mutationsQuery, { person })));
    const pending = found.flat();
    const failed = pending.find(({ failure }) => failure !== "");
    if (failed !== undefined) {
      throw new ProblemError(
        "QUERY_FAILED",
        `The store could not delete from ${failed.table} yet: ${failed.failure}`,
        "It retries by itself; check again later.",
      );
    }
    if (pending.length === 0 || performance.now() >= deadlineMs)
      return [...new Set(pending.map(({ table }) => table))].toSorted();
    await sleep(pauseMs);
  }
}

const mutationsQuery = `
SELECT table, latest_fail_reason AS failure
FROM system.mutations WHERE database = currentDatabase() AND NOT is_done AND position(command, {person:String}) > 0`;
