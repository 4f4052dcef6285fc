// A pipeline or a transaction of ioredis is one call of several commands.
import { readField } from "../../calls/read-field.ts";
import { state } from "../../engine/running/state.ts";
import { sent } from "../database/operation.ts";
import { beginBatch, type RedisAt, type RedisCommand, shapeOfBatch } from "../database/redis-command.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { wrapMethod } from "../patching/method.ts";
import { targetOf, endWith } from "./command.ts";

interface Pipeline {
  readonly _queue: readonly { readonly name: string; readonly args: readonly unknown[] }[];
  readonly _transactions: number;
  readonly promise: Promise<unknown>;
  readonly redis: object;
}

const seen = new WeakSet<object>();

/** Has `exec` of a pipeline's prototype seen. */
export function instrumentPipeline(
  prototype: object | undefined,
  targets: (at: RedisAt) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  wrapMethod(
    prototype,
    "exec",
    (exec) =>
      function tracedExec(this: Pipeline, ...args: unknown[]) {
        // it calls itself when it closes a transaction, and when it has to try again
        const isFirst = state.engine !== undefined && !(this._transactions > 0) && !seen.has(this);
        if (!isFirst || !Array.isArray(this._queue) || this._queue.length === 0)
          return exec.apply(this, args);
        seen.add(this);
        const { mode, commands } = commandsOf(this);
        const operation = beginBatch(
          () => shapeOfBatch(targets(targetOf(this.redis)), mode, commands),
          commands.length,
          settings,
        );
        const result = sent(operation, () => exec.apply(this, args));
        return operation === undefined
          ? result
          : endWith(operation, result, this.promise, args[0], { failureIn });
      },
    settings,
  );
}

function commandsOf({ _queue: queue }: Pipeline): { mode: string; commands: readonly RedisCommand[] } {
  const isTransaction = queue[0]?.name === "multi" && queue.at(-1)?.name === "exec";
  const own = isTransaction ? queue.slice(1, -1) : queue;
  return {
    mode: isTransaction ? "MULTI" : "PIPELINE",
    commands: own.map(({ name, args }) => [name, ...args]),
  };
}

// `[[error, result], …]`: the first that failed. The answer to EXEC has those of a transaction inside.
function failureIn(answer: unknown): unknown {
  if (!Array.isArray(answer)) return undefined;
  for (const one of answer as readonly unknown[]) {
    const error = readField(one, "0");
    if (error instanceof Error) return error;
  }
  const inside = readField(answer.at(-1), "1");
  return Array.isArray(inside) ? (inside as unknown[]).find((one) => one instanceof Error) : undefined;
}
