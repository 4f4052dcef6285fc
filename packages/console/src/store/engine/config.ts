// The configuration a ClickHouse of our own is started with. `writer` is the console itself, `reader` asks every query of the API,
// and a number of tenants' readers wait to be given a tenant (tenants/readers.ts): what each may see is a row policy on all tables,
// those to come included. The engine's own `default` user must exist without a password for its local session; no HTTP request
// reaches it, because only requests that carry credentials of one of our users find a handler at all.
/* oxlint-disable own/quoted-text -- XML of constants of this program, but for paths, which `xml` quotes */
import { createHash, randomBytes } from "node:crypto";
import { lchownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text as xml } from "quoting/html";
import { privateTables, sharedTables } from "../../tables/registry.ts";
import { serverMemory } from "./server-memory.ts";
import type { SystemUser } from "./walls.ts";

/** Name of the database that holds the tables, in the embedded engine. */
export const database = "telltale";

export interface EngineSecrets {
  readonly writerPassword: string;
  readonly readerPassword: string;
  readonly tenantPassword: string;
}

/** Bounds of every query of the API. A request may ask for less, never for more. */
export const readerLimits: Readonly<Record<string, number>> = {
  max_execution_time: 30,
  max_memory_usage: 200_000_000,
  max_bytes_before_external_group_by: 150_000_000,
  max_bytes_before_external_sort: 60_000_000,
  max_rows_to_read: 500_000_000,
  max_threads: 2,
  max_block_size: 16_384,
  max_result_bytes: 256_000_000,
};

/** From here on a query writes what it groups to the disk, if it says nothing else. */
export const usualGroupBytes = 60_000_000;

/**
 * What a query gets that asks for nothing. Two threads take twice the memory, and what is grouped takes more when it is merged, so a
 * query says where they pay; the engine by itself would give one thread to all, because it wants a GiB free for each.
 */
const usual: Readonly<Record<string, number>> = {
  max_threads: 1,
  max_bytes_before_external_group_by: usualGroupBytes,
};

/**
 * For all who ask, at servers too: the engine does not look for bounds that follow from other comparisons (`a < b AND b < 5`). It would
 * compare all operands of each `AND` with each other, down to the subqueries that they come from: over several levels that takes most of
 * the time of a query (ADR 158).
 */
export const analysis: Readonly<Record<string, number>> = { optimize_and_compare_chain: 0 };

/** What all queries of one reader may take together. */
const readerMemory = 300_000_000;

/** What a request may say of its answer and its place among others. */
const freeSettings = [
  "limit",
  "priority",
  "output_format_json_quote_decimals",
  "output_format_json_quote_denormals",
  "output_format_parallel_formatting",
  "output_format_parquet_row_group_size",
] as const;

const serverSettings = {
  memory_worker_purge_total_memory_threshold_ratio: 0.3,
  memory_worker_purge_dirty_pages_threshold_ratio: 0.075,
  // No merge begins while others hold so much.
  merges_mutations_memory_usage_soft_limit: 150_000_000,
  mark_cache_size: 33_554_432,
  index_mark_cache_size: 8_388_608,
  primary_index_cache_size: 33_554_432,
  query_condition_cache_size: 8_388_608,
  text_index_tokens_cache_size: 16_777_216,
  text_index_header_cache_size: 16_777_216,
  text_index_postings_cache_size: 16_777_216,
  compiled_expression_cache_size: 8_388_608,
  uncompressed_cache_size: 0,
  background_pool_size: 2,
  background_merges_mutations_concurrency_ratio: 1,
  background_schedule_pool_size: 4,
  background_move_pool_size: 1,
  background_fetches_pool_size: 1,
  background_common_pool_size: 2,
  background_buffer_flush_schedule_pool_size: 1,
  background_message_broker_schedule_pool_size: 1,
  background_distributed_schedule_pool_size: 1,
  max_connections: 128,
  memory_worker_use_cgroup: 0,
  keep_alive_timeout: 30,
  shutdown_wait_unfinished: 2,
} as const;

/** Makes the passwords of one run. */
export function createSecrets(): EngineSecrets {
  const [writerPassword, readerPassword, tenantPassword] = [24, 24, 24].map((size) =>
    randomBytes(size).toString("hex"),
  ) as [string, string, string];
  return { writerPassword, readerPassword, tenantPassword };
}

/** What the engine is started with, in a folder that goes when it has read it. */
export interface EngineFiles {
  /** `engine.xml`. */
  readonly config: string;
  /** An empty folder to be its working directory. */
  readonly workingDirectory: string;
  /** Where it reads its statements from. Not made yet. */
  readonly statements: string;
}

/**
 * Writes `engine.xml` and `users.xml` (mode 0600) into `directory`, which is made anew.
 *
 * Passwords are in none of them: users have hashes, and requests are told apart by the user's name alone.
 *
 * @param durable waits for the disk (fsync) before an insert returns.
 * @param user whose files they are; absent: this process's.
 */
export function writeEngineConfig(
  directory: string,
  secrets: EngineSecrets,
  durable: boolean,
  user?: SystemUser,
): EngineFiles {
  rmSync(directory, { recursive: true, force: true });
  const workingDirectory = join(directory, "empty");
  const usersFile = join(directory, "users.xml");
  const config = join(directory, "engine.xml");
  const log = join(directory, "..", "engine.log");
  for (const folder of [directory, workingDirectory]) mkdirSync(folder, { mode: 0o700 });
  for (const [file, text] of [
    [usersFile, usersXml(secrets)],
    [config, configXml(usersFile, log, durable)],
  ] as const)
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  if (user !== undefined)
    for (const path of [directory, workingDirectory, usersFile, config]) lchownSync(path, user.uid, user.gid);
  return { config, workingDirectory, statements: join(directory, "statements.sql") };
}

/**
 * Groups are small and each insert leaves a part in seven tables: merging a dozen parts at once instead of five takes a third less
 * CPU time of all that an insert costs, and makes fewer files.
 */
function configXml(usersFile: string, log: string, durable: boolean): string {
  // The last line of all, where an insert fails and a thread that may not fail ends the engine. Queries, inserts and merges have
  // limits of their own, which keep away from it; what is free is given back to the system long before.
  const settings = Object.entries({ max_server_memory_usage: serverMemory(), ...serverSettings }).map(
    ([name, value]) => `  <${name}>${value}</${name}>`,
  );
  return `<clickhouse>
  <users_config>${xml(usersFile)}</users_config>
  <listen_host>127.0.0.1</listen_host>
  <logger><level>warning</level><log>${xml(log)}</log><size>10M</size><count>2</count>
    <levels><logger><name>AsynchronousMetrics</name><level>fatal</level></logger></levels></logger>
${settings.join("\n")}
  <merge_tree>
    <fsync_after_insert>${durable ? 1 : 0}</fsync_after_insert>
    <fsync_part_directory>${durable ? 1 : 0}</fsync_part_directory>
    <min_columns_to_activate_adaptive_write_buffer>1</min_columns_to_activate_adaptive_write_buffer>
    <old_parts_lifetime>30</old_parts_lifetime>
    <merge_selector_base>12</merge_selector_base>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
  <http_handlers>
${["writer", "reader", "tenant"].map(handler).join("\n")}
  </http_handlers>
</clickhouse>
`;
}

/**
 * Answers those whose name begins like this, of which base64 makes eight characters whatever follows: all of them are six long. Others
 * find no handler at all, `default` among them; whether the password is right is for the engine's users to say.
 */
function handler(name: string): string {
  const credentials = `regex:Basic ${Buffer.from(name).toString("base64")}[A-Za-z0-9+/=]*`;
  return `    <rule>
      <headers><Authorization>${credentials}</Authorization></headers>
      <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
    </rule>`;
}

function readerProfileXml(): string {
  const limits = Object.entries(readerLimits);
  return `    <reader>
      <readonly>1</readonly>
      <log_queries>0</log_queries>
      <max_memory_usage_for_user>${readerMemory}</max_memory_usage_for_user>
      <cancel_http_readonly_queries_on_client_close>1</cancel_http_readonly_queries_on_client_close>
      <output_format_json_quote_64bit_integers>1</output_format_json_quote_64bit_integers>
${settingsXml({ ...readerLimits, ...usual, ...analysis })}
      <max_threads_min_free_memory_per_thread>0</max_threads_min_free_memory_per_thread>
      <constraints>
${limits.map(([name, value]) => `        <${name}><min>1</min><max>${value}</max><changeable_in_readonly/></${name}>`).join("\n")}
${freeSettings.map((name) => `        <${name}><changeable_in_readonly/></${name}>`).join("\n")}
      </constraints>
    </reader>`;
}

function settingsXml(settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `      <${name}>${value}</${name}>`)
    .join("\n");
}

// With less than a GiB free for each thread the engine gives one thread to everything, whatever is asked for: with that rule off (0)
// the views of a light block share two threads (write/insert.ts).
function usersXml(secrets: EngineSecrets): string {
  return `<clickhouse>
  <profiles>
    <default/>
    <writer>
      <async_insert>0</async_insert>
      <max_memory_usage>400000000</max_memory_usage>
      <max_threads>1</max_threads>
      <max_threads_min_free_memory_per_thread>0</max_threads_min_free_memory_per_thread>
      <max_insert_threads>1</max_insert_threads>
${settingsXml(analysis)}
      <log_queries>0</log_queries>
    </writer>
${readerProfileXml()}
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      ${loopback}
      <profile>default</profile><quota>default</quota>
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT SELECT ON system.numbers</query></grants>
    </default>
${userXml("writer", "writer", secrets.writerPassword, [
  `GRANT SELECT, INSERT, CREATE DATABASE, CREATE TABLE, TRUNCATE ON ${readersDatabase}.*`,
  `GRANT SELECT, INSERT, ALTER, CHECK, CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP, TRUNCATE, OPTIMIZE ON ${database}.*`,
  "GRANT TABLE ENGINE ON MergeTree, TABLE ENGINE ON ReplacingMergeTree, TABLE ENGINE ON AggregatingMergeTree, TABLE ENGINE ON Null",
  "GRANT SELECT ON system.*",
  "GRANT KILL QUERY ON *.*",
  "GRANT SYSTEM MERGES, SYSTEM FLUSH ON *.*",
])}
${userXml(
  "reader",
  "reader",
  secrets.readerPassword,
  [
    ...readable,
    ...["one", "numbers", "tables", "columns", "parts", "databases", "functions", "processes"].map(
      (table) => `GRANT SELECT ON system.${table}`,
    ),
  ],
  [policyXml(database, { "": "tenant = ''" }), indexPolicies].join(""),
)}
${tenantReaders.map((name) => userXml(name, "reader", secrets.tenantPassword, tenantGrants, tenantPolicies)).join("\n")}
  </users>
</clickhouse>
`;
}

const readable: readonly string[] = [
  `GRANT SELECT ON ${database}.*`,
  ...privateTables.map((table) => `REVOKE SELECT ON ${database}.${table}`),
];

/** Which tenant a reader reads for: written by the console, read by the policy of each reader. */
export const readersDatabase = "telltale_readers";

/** Readers that can be given a tenant while the engine runs. */
export const tenantReaders: readonly string[] = Array.from({ length: 64 }, (_, place) => `tenant_${place}`);

/**
 * Table functions that show what indexes hold, keys of all tenants among it: they ask for the right to read the table, and not for its
 * row policies. But they are tables themselves, for which there can be a policy.
 */
const indexPolicies = policyXml(
  "_table_function",
  Object.fromEntries(
    [
      "mergeTreeIndex",
      "mergeTreeTextIndex",
      "mergeTreeProjection",
      "mergeTreeAnalyzeIndexes",
      "mergeTreeAnalyzeIndexesUUID",
    ].map((name) => [name, "0"]),
  ),
);

const tenantGrants: readonly string[] = [
  ...readable,
  `GRANT SELECT ON ${readersDatabase}.tenants`,
  ...["one", "numbers", "functions"].map((table) => `GRANT SELECT ON system.${table}`),
];

// How many rows a table has for all tenants together must not be visible.
const tenantPolicies = [
  policyXml(database, {
    "": `tenant = (SELECT tenant FROM ${readersDatabase}.tenants WHERE reader = currentUser())`,
    ...Object.fromEntries(sharedTables.map((table) => [table, "1"])),
  }),
  policyXml(readersDatabase, { tenants: "reader = currentUser()" }),
  policyXml("system", { tables: "0", databases: "0" }),
  indexPolicies,
].join("");

/** @param filters by table; an empty name: all of the database, also those that are made later. Of two, either lets a row through. */
function policyXml(ofDatabase: string, filters: Readonly<Record<string, string>>): string {
  const tables = Object.entries(filters).map(
    ([table, filter]) => `<table name="${table}"><filter>${filter}</filter></table>`,
  );
  return `<${ofDatabase}>${tables.join("")}</${ofDatabase}>`;
}

const loopback = "<networks><ip>127.0.0.1</ip></networks>";

function userXml(
  name: string,
  profile: string,
  password: string,
  grants: readonly string[],
  policies = "",
): string {
  const hash = createHash("sha256").update(password).digest("hex");
  return `    <${name}>
      <password_sha256_hex>${hash}</password_sha256_hex>
      ${loopback}
      <profile>${profile}</profile><quota>default</quota>
      <databases>${policies}</databases>
      <grants>${grants.map((grant) => `<query>${grant}</query>`).join("")}</grants>
    </${name}>`;
}
