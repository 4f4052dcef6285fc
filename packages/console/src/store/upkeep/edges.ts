// Edges of the service graph: a span and its parent arrive in different blocks, so no view can join them. Once a minute the edges
// of the minutes in which something new was received are computed again, like roll-ups after a crash.
import { type ClickHouseClient, command, select } from "../client.ts";
import { readSqlFiles } from "../schema/sql-files.ts";

export interface EdgeKeeperOptions {
  /** One for each node that has rows of its own: a trace lies on one of them whole. */
  readonly nodes: readonly ClickHouseClient[];
  /** Keeps it apart from others that put roll-ups right. */
  readonly inTurn: <Result>(act: () => Promise<Result>) => Promise<Result>;
  readonly nowMs: () => number;
}

export interface EdgeKeeper {
  /** Takes in what was received since the last call. Cost: the spans of the minutes concerned are joined once, a second a million. */
  tick(): Promise<void>;
}

/** `received` is set before a row is stored: after this time it is stored, or its insert has failed and is reconciled. */
const slackSeconds = 60;
/** How far back edges are computed after a pause of the console. */
const maxBehindSeconds = 3_600;

export function createEdgeKeeper({ nodes, inTurn, nowMs }: EdgeKeeperOptions): EdgeKeeper {
  const text = readSqlFiles("recover").find(({ name }) => name === "edges")!.text;
  const doneUntil = new Map<ClickHouseClient, number>();

  async function keep(node: ClickHouseClient): Promise<void> {
    const now = Math.floor(nowMs() / 1000);
    const last = doneUntil.get(node) ?? (await lastMinute(node));
    // A clock that was set back, or rows that were ahead of it: the last hour is done again.
    const since = Math.max(last > now ? 0 : last - slackSeconds, now - maxBehindSeconds);
    await command(node, text, { since, keptFrom: now - 7 * 86_400 }, bounds);
    doneUntil.set(node, now);
  }

  return {
    async tick() {
      for (const node of nodes) await inTurn(() => keep(node));
    },
  };
}

/** The last minute that has edges, Unix seconds; 0 when there are none. */
async function lastMinute(node: ClickHouseClient): Promise<number> {
  const [row] = await select<{ last: number }>(
    node,
    "SELECT toUnixTimestamp(max(minute)) AS last FROM edges",
  );
  return row?.last ?? 0;
}

const bounds = {
  max_execution_time: 300,
  max_threads: 1,
  join_algorithm: "grace_hash",
  max_bytes_in_join: "60000000",
  max_bytes_before_external_group_by: "60000000",
  max_memory_usage: "300000000",
} as const;
