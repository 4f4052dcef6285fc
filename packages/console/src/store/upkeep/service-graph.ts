// Roll-ups of the service graph: edges, dependencies, and services by version. A span and its parent arrive in different blocks, so no
// view can join them. Once a minute the minutes in which something new was received are computed again, like roll-ups after a crash.
import { type ClickHouseClient, command, select } from "../client.ts";
import { changedMinutes, graphRollups, type MinutesWanted } from "./graph-minutes.ts";
import { readRecoveryStatements } from "./recovery-statements.ts";

export interface GraphKeeperOptions {
  /** One for each node that has rows of its own: a trace lies on one of them whole. */
  readonly nodes: readonly ClickHouseClient[];
  /** Keeps it apart from others that put roll-ups right. */
  readonly inTurn: <Result>(act: () => Promise<Result>) => Promise<Result>;
  readonly nowMs: () => number;
  /** Spans that arrive later than this are not taken in; default: 7. */
  readonly lateDays?: number | undefined;
  /** A store that received more since the last call computes a minute once the next one is over; default: 500,000. */
  readonly spansOfQuietStore?: number;
}

export interface GraphKeeper {
  /**
   * Takes in what was received since the last call, then part of what a store of an earlier version has not rolled up yet, until `signal`
   * aborts.
   *
   * While little arrives, the running minute is computed with each call. In a busy store a minute is computed when the next one is over,
   * so that its spans are joined once; late ones have it computed again.
   */
  tick(signal?: AbortSignal): Promise<void>;
}

/** `received` is set before a row is stored: after this time it is stored, or its insert has failed and is reconciled. */
const slackSeconds = 60;
/** How much of what was received last is computed after a pause of the console. */
const maxBehindSeconds = 3_600;
/** How long a call may spend on earlier hours. */
const maxBackfillMs = 10_000;
const minuteSeconds = 60;
const hourSeconds = 3_600;
const daySeconds = 86_400;
/** Earlier than any span, for an empty store; the engine does not read smaller numbers as times. */
const earliest = daySeconds;

/** What was done last, in Unix seconds. */
interface Done {
  readonly at: number;
  /** Every minute before this one was computed when it was over. */
  readonly settled: number;
}

export function createGraphKeeper({
  nodes,
  inTurn,
  nowMs,
  lateDays = 7,
  spansOfQuietStore = 500_000,
}: GraphKeeperOptions): GraphKeeper {
  const keptSeconds = lateDays * daySeconds;
  const texts = readRecoveryStatements();
  const doneUntil = new Map<ClickHouseClient, Done>();
  /** The hour (Unix seconds) before which nothing is rolled up; absent: not known yet. */
  const doneFrom = new Map<ClickHouseClient, number>();

  async function compute(
    node: ClickHouseClient,
    files: readonly string[],
    wanted: MinutesWanted,
  ): Promise<void> {
    for (const minutes of await changedMinutes(node, wanted))
      for (const file of files) await command(node, texts.get(file)!, { minutes }, bounds);
  }

  async function keep(node: ClickHouseClient): Promise<void> {
    const now = Math.floor(nowMs() / 1000);
    const done = doneUntil.get(node);
    const { last, newest } = done === undefined ? await lastOf(node, now) : { last: done.at, newest: now };
    // A clock that was set back, or rows that were ahead of it: the last hour is done again.
    const since = Math.max(earliest, last > now ? 0 : last - slackSeconds, newest - maxBehindSeconds);
    const settled = minuteOf(now - slackSeconds) - minuteSeconds;
    await compute(node, graphRollups, {
      since,
      keptFrom: now - keptSeconds,
      settledFrom: Math.min(done?.settled ?? since, minuteOf(since)),
      ...((await receivedSince(node, since)) > spansOfQuietStore && { before: settled }),
    });
    doneUntil.set(node, { at: now, settled });
  }

  /** Rolls up hours before the first that is rolled up, the latest first. Begins where an earlier process ended. */
  async function backfill(node: ClickHouseClient, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = nowMs();
    const { rolled, oldest } = await extentOf(node, Math.floor(startedMs / 1000), keptSeconds);
    let hour = doneFrom.get(node) ?? rolled;
    while (hour > oldest && nowMs() - startedMs < maxBackfillMs && signal?.aborted !== true) {
      const from = hour - hourSeconds;
      await compute(node, newer, { since: earliest, keptFrom: from, before: hour });
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
const newer = graphRollups.filter((file) => file !== "edges");

async function receivedSince(node: ClickHouseClient, since: number): Promise<number> {
  const [row] = await select<{ spans: string }>(
    node,
    "SELECT toString(count()) AS spans FROM spans WHERE received >= {since:DateTime('UTC')}",
    { since },
  );
  return Number(row?.spans);
}

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
  return {
    rolled: hourOf(Math.min(row?.rolled ?? now, now)) + hourSeconds,
    oldest: hourOf(Math.max(row?.oldest ?? now, now - keptSeconds)),
  };
}

const minuteOf = (seconds: number): number => Math.floor(seconds / minuteSeconds) * minuteSeconds;
const hourOf = (seconds: number): number => Math.floor(seconds / hourSeconds) * hourSeconds;

const bounds = {
  max_execution_time: 300,
  max_threads: 1,
  join_algorithm: "grace_hash",
  max_bytes_in_join: "60000000",
  max_bytes_before_external_group_by: "60000000",
  max_memory_usage: "300000000",
} as const;
