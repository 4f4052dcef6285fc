// Damage on the disk. At its start the engine detaches a part that it cannot open, and uses the rest of the table; a part whose
// bytes changed is detected when it is read.
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, isRefusal, amongReachable, select } from "../client.ts";

/** Parts that were put aside because they could not be opened, as `table/part`. */
export async function damagedParts(nodes: readonly ClickHouseClient[]): Promise<readonly string[]> {
  const query =
    "SELECT concat(table, '/', name) AS part FROM system.detached_parts WHERE database = currentDatabase() AND startsWith(reason, 'broken') ORDER BY part LIMIT 100";
  const found = await amongReachable(nodes, (node) => select<{ part: string }>(node, query));
  return found.flat().map(({ part }) => part);
}

export function damageNote(parts: readonly string[]): string {
  return `Rows are lost: ${parts.length} damaged parts were moved aside (${parts.slice(0, 5).join(", ")}${parts.length > 5 ? ", …" : ""}). Restore a back-up to recover them.`;
}

/** Reads all rows of all tables and returns the parts in which something is damaged, as `table/part`. */
export async function checkTables(nodes: readonly ClickHouseClient[]): Promise<readonly string[]> {
  const tables =
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree') ORDER BY name";
  const found = await amongReachable(nodes, async (node) => {
    const damaged: string[] = [];
    for (const { name } of await select<{ name: string }>(node, tables)) {
      const parts = await select<{ part_path: string; is_passed: number }>(
        node,
        "CHECK TABLE {table:Identifier} SETTINGS check_query_single_value_result = 0",
        { table: name },
      );
      damaged.push(...parts.filter(({ is_passed: ok }) => !ok).map((part) => `${name}/${part.part_path}`));
    }
    return damaged;
  });
  return found.flat();
}

const damageTypes: ReadonlySet<string> = new Set([
  "CHECKSUM_DOESNT_MATCH",
  "CORRUPTED_DATA",
  "CANNOT_READ_ALL_DATA",
  "CANNOT_DECOMPRESS",
  "UNKNOWN_CODEC",
]);

/**
 * Calls `act`. Damage that it meets is noted, and the caller continues without what could not be read.
 *
 * @param what is read.
 */
export async function ignoreDamaged(
  what: string,
  note: (note: string, level: "warn") => void,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const damage = isRefusal(error) ? toDamage(what, error) : undefined;
    if (damage === undefined) throw error;
    note(`${damage.message} ${damage.fix}`, "warn");
  }
}

const fileTypes: ReadonlySet<string> = new Set([
  "FILE_DOESNT_EXIST",
  "DIRECTORY_DOESNT_EXIST",
  "CANNOT_OPEN_FILE",
  "CANNOT_WRITE_TO_FILE_DESCRIPTOR",
  "NOT_ENOUGH_SPACE",
]);

/** The error for a query of which the store could not read or write files; `undefined` when it failed for another reason. */
export function toDiskTrouble(cause: {
  readonly type?: string | undefined;
  readonly message: string;
}): ProblemError | undefined {
  if (!fileTypes.has(cause.type ?? "")) return undefined;
  // Without the path, which only the operator needs.
  const reason = /strerror: ([^.]+)/.exec(cause.message.slice(0, 4096))?.[1] ?? "the disk is full";
  return new ProblemError(
    "STORE_DISK_ERROR",
    `The store cannot read or write its files: ${reason}.`,
    "See whether the data directory is there and its disk has room; the console's log has the path.",
    { cause },
  );
}

/** The error for a query that came upon damage; `undefined` when it failed for another reason. */
export function toDamage(
  what: string,
  cause: { readonly type?: string | undefined; readonly message: string },
): ProblemError | undefined {
  if (!damageTypes.has(cause.type ?? "")) return undefined;
  const path = /(\S+)\/[^/\s]+\.bin/.exec(cause.message)?.[1];
  return new ProblemError(
    "STORE_DAMAGED",
    `Reading ${what} came upon data that the disk damaged${path === undefined ? "" : ` in ${path}`}.`,
    "Choose a range without it. Restore a back-up; or stop the console, move that directory away and go on without its rows.",
    { cause },
  );
}
