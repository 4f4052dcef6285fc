// A command of ioredis, seen once: it is sent again when a connection is made or lost, and by a pipeline, which is a span of its own.
import { readField } from "../../calls/read-field.ts";
import { activeScope, type Scope } from "../../engine/context/scope.ts";
import { harmless } from "../../engine/diagnostics/guard.ts";
import { follow } from "../../engine/completion/finish.ts";
import { state } from "../../engine/running/state.ts";
import { beginOperation, type Operation, sent } from "../database/operation.ts";
import { isSubscribing, type RedisAt, readRedisAt, shapeOfCommand } from "../database/redis-command.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { wrapMethod } from "../patching/method.ts";

interface Command {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  readonly callback?: unknown;
}

// what ioredis says of commands that were under way when the connection was closed
const closedText = "Connection is closed.";
// what a client says by itself while it connects
const greetings = new Set("auth hello client info select readonly cluster".split(" "));
const seen = new WeakSet<object>();
// closed by the application since the last command that waits
const closed = new WeakSet<object>();
// a cluster may wait before it knows which node to ask
const callers = new WeakMap<object, Scope>();

/** Has `sendCommand` of a client's prototype seen. */
export function instrumentRedis(
  prototype: object,
  targets: (at: RedisAt) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  wrapMethod(
    prototype,
    "sendCommand",
    (send) =>
      function tracedSend(this: object, ...args: unknown[]) {
        const [command, stream] = args;
        if (state.engine === undefined || !isCommand(command) || seen.has(command))
          return send.apply(this, args);
        seen.add(command);
        if (stream !== undefined && stream !== null) return send.apply(this, args);
        if (isSubscribing(command.name) || (greetings.has(command.name) && !isReady(this)))
          return send.apply(this, args);
        const operation = beginOperation(
          () => shapeOfCommand(targets(targetOf(this)), [command.name, ...command.args]),
          settings,
          callers.get(command) ?? activeScope(),
        );
        const result = sent(operation, () => send.apply(this, args));
        if (operation === undefined) return result;
        if (operation.waits) closed.delete(this);
        // QUIT asks for what the error says
        const isEnd = (): boolean => command.name === "quit" || (operation.waits && closed.has(this));
        return endWith(operation, result, command.promise, command.callback, { isEnd });
      },
    settings,
  );
  wrapMethod(
    prototype,
    "disconnect",
    (disconnect) =>
      function noting(this: object, ...args: unknown[]) {
        closed.add(this);
        return disconnect.apply(this, args);
      },
  );
}

/** Notes who called a command that a cluster may send later. */
export function instrumentCluster(prototype: object | undefined): void {
  wrapMethod(
    prototype,
    "sendCommand",
    (send) =>
      function noting(this: object, ...args: unknown[]) {
        const [command] = args;
        if (state.engine !== undefined && isCommand(command) && !callers.has(command))
          callers.set(command, activeScope());
        return send.apply(this, args);
      },
  );
}

/** How the answers to a command are read. */
interface Answers {
  /** The error inside an answer that is not an error itself. */
  readonly failureIn?: (answer: unknown) => unknown;
  /** Whether the command was to end with the connection. */
  readonly isEnd?: () => boolean;
}

/**
 * Has `operation` end with `promise`. What is given back is to be returned: a promise that the caller alone answers for. Where there
 * is a callback, it gets the result, and no caller looks at the promise.
 */
export function endWith(
  operation: Operation,
  result: unknown,
  promise: Promise<unknown>,
  callback: unknown,
  { failureIn, isEnd }: Answers,
): unknown {
  const answered = (answer: unknown): void => {
    const failure = failureIn?.(answer);
    if (failure === undefined || failure === null) operation.done();
    else operation.broken(failure);
  };
  const broken = (error: unknown): void => {
    if (readField(error, "message") === closedText && isEnd?.() === true) operation.done();
    else operation.broken(error);
  };
  if (typeof callback === "function" || typeof result !== "object" || result === null) {
    promise.then(harmless(answered), harmless(broken));
    return result;
  }
  return follow(undefined, result, answered, broken);
}

/** Where a client is connected, and with which of its databases. */
export function targetOf(client: object): RedisAt {
  // which of its nodes a cluster will ask is not known yet
  if (readField(client, "isCluster") === true) return { host: undefined, port: undefined, database: 0 };
  const options = readField(client, "options");
  const database = readField(readField(client, "condition"), "select") ?? readField(options, "db") ?? 0;
  return readRedisAt(options, database);
}

function isReady(client: object): boolean {
  return readField(client, "status") === "ready";
}

function isCommand(value: unknown): value is Command {
  return (
    typeof readField(value, "name") === "string" &&
    Array.isArray(readField(value, "args")) &&
    typeof readField(readField(value, "promise"), "then") === "function"
  );
}
