// Reading while a shard is away: the rest answers, and the caller learns that the answer is partial.
import { AsyncLocalStorage } from "node:async_hooks";
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, isRefusal } from "../client.ts";

interface Watch {
  isPartial: boolean;
}

const watching = new AsyncLocalStorage<Watch>();

/** Runs `ask` and returns whether a shard was missing in anything that was read for it. */
export async function watchPartial<Result>(
  ask: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly isPartial: boolean }> {
  const watch: Watch = { isPartial: false };
  const outer = watching.getStore();
  const result = await watching.run(watch, ask);
  if (watch.isPartial && outer !== undefined) outer.isPartial = true;
  return { result, isPartial: watch.isPartial };
}

/**
 * Does `ask`, whose answer must not lack rows: what follows from it would be wrong, and stay so.
 *
 * @param what for the message: `the states of alerts`.
 * @throws {ProblemError} `STORE_UNAVAILABLE` when a shard was missing in anything that was read for it.
 */
export async function readWhole<Result>(what: string, ask: () => Promise<Result>): Promise<Result> {
  const { result, isPartial } = await watchPartial(ask);
  if (!isPartial) return result;
  throw new ProblemError(
    "STORE_UNAVAILABLE",
    `A shard of the store does not answer, so ${what} cannot be read as a whole.`,
    "Start the server that is away; `GET /api/store` names it.",
  );
}

/** For this time the whole is not tried again: each attempt waits for a server that does not answer. */
const trustMs = 2000;

/** Makes a reader that asks all shards, and those that answer where not all do. */
export function withPartialAnswers(
  reader: ClickHouseClient,
  nowMs: () => number = () => performance.now(),
): ClickHouseClient {
  let partialUntil = Number.NEGATIVE_INFINITY;

  /** Asks for all, and where a shard is away for the rest. */
  async function ask<Params extends Parameters<ClickHouseClient["exec" | "rows"]>[0], Result>(
    params: Params,
    send: (params: Params) => Promise<Result>,
  ): Promise<Result> {
    if (nowMs() >= partialUntil) {
      try {
        return await send(params);
      } catch (error) {
        if (!isShardAway(error)) throw error;
        partialUntil = nowMs() + trustMs;
      }
    }
    const watch = watching.getStore();
    if (watch !== undefined) watch.isPartial = true;
    return send({
      ...params,
      clickhouse_settings: { ...params.clickhouse_settings, skip_unavailable_shards: 1 },
    });
  }

  return {
    rows: (params) => ask(params, (asked) => reader.rows(asked)),
    command: (params) => reader.command(params),
    exec: (params) => ask(params, (asked) => reader.exec(asked)),
    insert: (params) => reader.insert(params),
    close: () => reader.close(),
  };
}

/** Whether the server that was asked could not reach a shard, or lost it while it answered. */
function isShardAway(error: unknown): boolean {
  return isRefusal(error) && shardAway.has(error.type ?? "");
}

const shardAway: ReadonlySet<string> = new Set([
  "ALL_CONNECTION_TRIES_FAILED",
  "NETWORK_ERROR",
  "SOCKET_TIMEOUT",
  "ATTEMPT_TO_READ_AFTER_EOF",
  "ALL_REPLICAS_ARE_STALE",
]);
