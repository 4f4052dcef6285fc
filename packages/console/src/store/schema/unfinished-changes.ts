// An index or column is not dropped while the engine still rewrites the table, and the statement that drops it does not answer meanwhile:
// no connection waits that long. So the console waits before it sends the statement: for the server that gets it, or for all servers of
// the cluster that it is for.
import { setTimeout as sleep } from "node:timers/promises";
import { identifier, literal, sql } from "quoting/sql";
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, command, select } from "../client.ts";

const dropping = /^ALTER TABLE (\w+)(?: ON CLUSTER `((?:[^`\\]|\\.)*)`)?\s.*\bDROP\b/s;
const pollMs = 500;
/** How often it is repeated that the console waits. */
const noteEveryMs = 60_000;
/** The engine repeats a change that failed, for example for want of memory: one that fails for so long will not succeed. */
const usualPatienceMs = 60_000;

export interface ChangeOptions {
  readonly note: (note: string) => void;
  /** Ends a change that has failed for `patienceMs`, and goes on: what it was to change stays as it is. */
  readonly endsFailed?: boolean | undefined;
  readonly patienceMs?: number;
}

/**
 * Waits until a statement that drops an index or a column can begin, however long that takes.
 *
 * @throws {ProblemError} `MIGRATION_FAILED` when one change of the table has failed for `patienceMs`, and is not to be ended: it may never
 * end.
 */
export async function waitForUnfinishedChanges(
  client: ClickHouseClient,
  statement: string,
  { note, endsFailed = false, patienceMs = usualPatienceMs }: ChangeOptions,
): Promise<void> {
  const [, table, quoted] = dropping.exec(statement) ?? [];
  const cluster = quoted?.replaceAll(/\\(.)/gs, "$1");
  if (table === undefined) return;
  let notedMs = -Infinity;
  let failed = { id: "", sinceMs: 0 };
  for (;;) {
    const [row] = await select<Unfinished>(client, unfinishedOn(cluster), { table });
    if (row === undefined || row.changes === "0") return;
    if (row.reason === "") failed = { id: "", sinceMs: 0 };
    else if (row.id !== failed.id) failed = { id: row.id, sinceMs: performance.now() };
    if (failed.id !== "" && performance.now() - failed.sinceMs >= patienceMs) {
      if (!endsFailed) throw failing(table, row);
      await command(client, endOf({ table, cluster }, row));
      note(
        `Ended the unfinished change ${row.id} of ${table}, which failed: ${row.reason}. What it was to change is as before: if it deleted a person's data, delete it again.`,
      );
      failed = { id: "", sinceMs: 0 };
    }
    if (performance.now() - notedMs >= noteEveryMs) {
      notedMs = performance.now();
      note(
        `Waiting to drop indexes or columns of ${table}: the store has ${row.changes} unfinished changes of it, such as the deletion of a person's data, with ${row.parts} parts to rewrite. See system.mutations.`,
      );
    }
    await sleep(pollMs);
  }
}

/** Changes of a table that have not ended, and the first one that fails, if there is one: always the same while it fails. */
interface Unfinished {
  readonly changes: string;
  readonly parts: string;
  readonly database: string;
  readonly id: string;
  readonly reason: string;
}

/** Those of the server, or of all servers of a cluster that answer. */
function unfinishedOn(cluster: string | undefined): string {
  return `
SELECT
  toString(count()) AS changes,
  toString(sum(parts_to_do)) AS parts,
  currentDatabase() AS database,
  minIf(mutation_id, latest_fail_reason != '') AS id,
  argMinIf(latest_fail_reason, mutation_id, latest_fail_reason != '') AS reason
FROM ${cluster === undefined ? "system.mutations" : `clusterAllReplicas(${identifier(cluster)}, system.mutations)`}
WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done AND NOT is_killed
SETTINGS skip_unavailable_shards = 1`;
}

/** The ids of changes are those of one table: the same may be another change on another server. */
function endOf(
  { table, cluster }: { readonly table: string; readonly cluster: string | undefined },
  { database, id }: Unfinished,
): string {
  const where = cluster === undefined ? sql`` : sql` ON CLUSTER ${identifier(cluster)}`;
  return sql`KILL MUTATION${where} WHERE database = ${literal(database)} AND table = ${literal(table)} AND mutation_id = ${literal(id)} AND latest_fail_reason != ''`;
}

function failing(table: string, { id, reason }: Unfinished): ProblemError {
  return new ProblemError(
    "MIGRATION_FAILED",
    `Cannot drop indexes or columns of ${table}: its unfinished change ${id} fails: ${reason}`,
    "Remove the cause, such as too little memory or disk, and start the console again. If that is impossible, start it with `--end-failed-changes`: it ends such changes, and what they were to change stays as it is.",
  );
}
