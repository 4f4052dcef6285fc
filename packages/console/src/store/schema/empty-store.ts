// How the tables of an empty store are made: by the same steps as those of any other, without what has no effect there, and several
// statements at once.
import { type ClickHouseClient, select } from "../client.ts";

/** Whether the database has nothing but the journal of the steps. */
export async function isEmpty(client: ClickHouseClient, journal: string): Promise<boolean> {
  const others = await select(
    client,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND name != {journal:String} LIMIT 1",
    { journal },
  );
  return others.length === 0;
}

/**
 * What of `statements`, all there are in their order, makes an empty store: without views that a later one drops, and without rewriting
 * rows that are not there.
 */
export function forEmpty(statements: readonly string[]): readonly string[] {
  const lastDrop = new Map(
    statements.flatMap((statement, at) => {
      const view = droppedView.exec(statement)?.[1];
      return view === undefined ? [] : [[view, at] as const];
    }),
  );
  return statements.filter((statement, at) => {
    if (droppedView.test(statement) || rewritesRows.test(statement)) return false;
    const view = madeView.exec(statement)?.[1];
    return view === undefined || (lastDrop.get(view) ?? -1) < at;
  });
}

const droppedView = /^DROP VIEW IF EXISTS (\w+)$/;
const madeView = /^CREATE MATERIALIZED VIEW IF NOT EXISTS (\w+)/;
const rewritesRows =
  /^(?:TRUNCATE TABLE \w+|ALTER TABLE \w+\s+MATERIALIZE INDEX \w+(?:,\s*MATERIALIZE INDEX \w+)*)$/;

/** Calls `run` for each statement as soon as those before it have ended that change what it uses, or use what it changes. */
export async function runTogether(
  statements: readonly string[],
  run: (statement: string) => Promise<void>,
): Promise<void> {
  const uses = statements.map(usesOf);
  const running: Promise<void>[] = [];
  for (const [at, statement] of statements.entries()) {
    const before = running.filter((_, place) => mustFollow(uses[at]!, uses[place]!));
    running.push(Promise.all(before).then(() => run(statement)));
  }
  const outcomes = await Promise.allSettled(running);
  const failed = outcomes.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Names of tables and views. */
interface Uses {
  readonly changed: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}

function usesOf(statement: string): Uses {
  return {
    changed: namesAfter(/\b(?:TABLE|VIEW|INTO)(?: IF(?: NOT)? EXISTS)?\s+(\w+)/g, statement),
    read: namesAfter(/\b(?:FROM|JOIN|TO)\s+(\w+)/g, statement),
  };
}

function namesAfter(words: RegExp, statement: string): ReadonlySet<string> {
  return new Set([...statement.matchAll(words)].map(([, name = ""]) => name));
}

function mustFollow(own: Uses, earlier: Uses): boolean {
  return (
    haveCommon(own.changed, earlier.changed) ||
    haveCommon(own.changed, earlier.read) ||
    haveCommon(own.read, earlier.changed)
  );
}

function haveCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((name) => others.has(name));
}
