// An index or column is not dropped while the engine still rewrites the table, and the statement that drops it does not answer meanwhile:
// no connection waits that long. So the console waits before it sends the statement.
import { setTimeout as sleep } from "node:timers/promises";
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, select } from "../client.ts";

const dropping = /^ALTER TABLE (\w+)\s.*\bDROP\b/s;
const pollMs = 500;
/** How often it is repeated that the console waits. */
const noteEveryMs = 60_000;
/** The engine repeats a change that failed, for example for want of memory: one that fails for so long will not succeed. */
const usualPatienceMs = 60_000;

/**
 * Waits until a statement that drops an index or a column can begin, however long that takes.
 *
 * @throws {ProblemError} `MIGRATION_FAILED` when one change of the table has failed for `patienceMs`: it may never end.
 */
export async function waitForUnfinishedChanges(
  client: ClickHouseClient,
  statement: string,
  note: (note: string) => void,
  patienceMs: number = usualPatienceMs,
): Promise<void> {
  const [, table] = dropping.exec(statement) ?? [];
  if (table === undefined) return;
  let notedMs = -Infinity;
  let failed = { id: "", sinceMs: 0 };
  for (;;) {
    const [row] = await select<Unfinished>(client, unfinished, { table });
    if (row === undefined || row.changes === "0") return;
    if (row.reason === "") failed = { id: "", sinceMs: 0 };
    else if (row.id !== failed.id) failed = { id: row.id, sinceMs: performance.now() };
    if (failed.id !== "" && performance.now() - failed.sinceMs >= patienceMs) throw failing(table, row);
    if (performance.now() - notedMs >= noteEveryMs) {
      notedMs = performance.now();
      note(
        `Waiting to drop indexes or columns of ${table}: the store has ${row.changes} unfinished changes of it, such as the deletion of a person's data, with ${row.parts} parts to rewrite. See system.mutations.`,
      );
    }
    await sleep(pollMs);
  }
}

/** Changes of a table that have not ended, and one that fails, if there is one. */
interface Unfinished {
  readonly changes: string;
  readonly parts: string;
  readonly database: string;
  readonly id: string;
  readonly reason: string;
}

const unfinished = `
SELECT
  toString(count()) AS changes,
  toString(sum(parts_to_do)) AS parts,
  currentDatabase() AS database,
  argMax(mutation_id, latest_fail_time) AS id,
  argMax(latest_fail_reason, latest_fail_time) AS reason
FROM system.mutations
WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done AND NOT is_killed`;

function failing(table: string, { database, id, reason }: Unfinished): ProblemError {
  return new ProblemError(
    "MIGRATION_FAILED",
    `Cannot drop indexes or columns of ${table}: its unfinished change ${id} fails: ${reason}`,
    `Remove the cause, or end the change with \`KILL MUTATION WHERE database = '${database}' AND table = '${table}' AND mutation_id = '${id}'\`, then start the console again.`,
  );
}
