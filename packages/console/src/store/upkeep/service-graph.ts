// Roll-ups of the service graph: edges, dependencies, and services by version. A span and its parent arrive in different blocks, so no
// view can join them. Once a minute the minutes in which something new was received are computed again, like roll-ups after a crash.
import { type ClickHouseClient, command, select } from "../client.ts";
import { readSqlFiles } from "../schema/sql-files.ts";

export interface GraphKeeperOptions {
  /** One for each node that has rows of its own: a trace lies on one of them whole. */
  readonly nodes: readonly ClickHouseClient[];
  /** Keeps it apart from others that put roll-ups right. */
  readonly inTurn: <Result>(act: () => Promise<Result>) => Promise<Result>;
  readonly nowMs: () => number;
  /** Spans that arrive later than this are not taken in; default: 7. */
  readonly lateDays?: number | undefined;
}

export interface GraphKeeper {
  /**
   * Takes in what was received since the last call, then part of what a store of an earlier version has not rolled up yet, until `signal`
   * aborts.
   *
   * Cost: the spans of the minutes concerned are joined once, two seconds a million.
   */
  tick(signal?: AbortSignal): Promise<void>;
}

/** `received` is set before a row is stored: after this time it is stored, or its insert has failed and is reconciled. */
const slackSeconds = 60;
/** How much of what was received last is computed after a pause of the console. */
const maxBehindSeconds = 3_600;
/** How long a call may spend on earlier hours. */
const maxBackfillMs = 10_000;
const hourSeconds = 3_600;
const daySeconds = 86_400;
/** Earlier than any span, for an empty store; the engine does not read smaller numbers as times. */
const earliest = daySeconds;
/** Later than any span. */
const end = "2262-01-01 00:00:00";

export function createGraphKeeper({ nodes, inTurn, nowMs, lateDays = 7 }: GraphKeeperOptions): GraphKeeper {
  const keptSeconds = lateDays * daySeconds;
  const texts = new Map(readSqlFiles("recover").map(({ name, text }) => [name, text]));
  const doneUntil = new Map<ClickHouseClient, number>();
  /** The hour (Unix seconds) before which nothing is rolled up; absent: not known yet. */
  const doneFrom = new Map<ClickHouseClient, number>();

  const compute = (node: ClickHouseClient, file: string, params: Record<string, unknown>): Promise<void> =>
    command(node, texts.get(file)!, params, bounds);

  async function keep(node: ClickHouseClient): Promise<void> {
    const now = Math.floor(nowMs() / 1000);
    const done = doneUntil.get(node);
    const { last, newest } = done === undefined ? await lastOf(node, now) : { last: done, newest: now };
    // A clock that was set back, or rows that were ahead of it: the last hour is done again.
    const since = Math.max(earliest, last > now ? 0 : last - slackSeconds, newest - maxBehindSeconds);
    const params = { since, keptFrom: now - keptSeconds };
    await compute(node, "edges", params);
    for (const file of newer) await compute(node, file, { ...params, to: end });
    doneUntil.set(node, now);
  }

  /** Rolls up hours before the first that is rolled up, the latest first. Begins where an earlier process ended. */
  async function backfill(node: ClickHouseClient, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = nowMs();
    const { rolled, oldest } = await extentOf(node, Math.floor(startedMs / 1000), keptSeconds);
    let hour = doneFrom.get(node) ?? rolled;
    while (hour > oldest && nowMs() - startedMs < maxBackfillMs && signal?.aborted !== true) {
      const from = hour - hourSeconds;
      const params = { since: daySeconds, keptFrom: from, to: sqlTime(hour) };
      for (const file of newer) await compute(node, file, params);
      hour = from;
      doneFrom.set(node, hour);
    }
  }

  return {
    async tick(signal) {
      for (const node of nodes) {
        await inTurn(() => keep(node));
        await inTurn(() => backfill(node, signal));
      }
    },
  };
}

/** The roll-ups that stores of earlier versions lack. */
const newer = ["dependencies", "version-red"] as const;

const sqlTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/** The last minute that has edges, 0 when there are none, and when a span was received last; both in Unix seconds. */
async function lastOf(
  node: ClickHouseClient,
  now: number,
): Promise<{ readonly last: number; readonly newest: number }> {
  const [row] = await select<{ last: number; newest: number }>(
    node,
    `SELECT (SELECT toUnixTimestamp(max(minute)) FROM edges) AS last,
      (SELECT toUnixTimestamp(max(received)) FROM spans) AS newest`,
  );
  return { last: row?.last ?? 0, newest: Math.min(row?.newest ?? now, now) };
}

/** The hours (Unix seconds) of the first entry span that is rolled up by version, and of the oldest span that is kept. */
async function extentOf(
  node: ClickHouseClient,
  now: number,
  keptSeconds: number,
): Promise<{ readonly rolled: number; readonly oldest: number }> {
  const [row] = await select<{ rolled: number; oldest: number }>(
    node,
    `SELECT (SELECT toUnixTimestamp(minOrNull(minute)) FROM version_red) AS rolled,
      (SELECT toUnixTimestamp(minOrNull(start)) FROM spans) AS oldest`,
  );
  const hourOf = (seconds: number): number => Math.floor(seconds / hourSeconds) * hourSeconds;
  return {
    rolled: hourOf(Math.min(row?.rolled ?? now, now)) + hourSeconds,
    oldest: hourOf(Math.max(row?.oldest ?? now, now - keptSeconds)),
  };
}

const bounds = {
  max_execution_time: 300,
  max_threads: 1,
  join_algorithm: "grace_hash",
  max_bytes_in_join: "60000000",
  max_bytes_before_external_group_by: "60000000",
  max_memory_usage: "300000000",
} as const;
