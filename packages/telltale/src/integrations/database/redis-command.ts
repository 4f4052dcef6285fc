// What clients of Redis have in common: a command is recorded with its name and the number of its arguments, a pipeline or a transaction by its commands
// as one call. Keys and values never leave.
import { describeQuery } from "../../calls/query-facts.ts";
import { readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { isWaiting } from "../../calls/waiting-command.ts";
import { errorType } from "../../engine/errors/error-form.ts";
import type { EmittedForm } from "./emitted.ts";
import { beginOperation, type Operation } from "./operation.ts";
import type { DatabaseSettings } from "./settings.ts";
import { createTargets, type DatabaseTarget, type Shape } from "./shape.ts";

/** Where a client is connected. */
export interface RedisAt {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly database?: unknown;
}

/** A command as it is sent: its name, then its arguments. */
export type RedisCommand = readonly unknown[];

const subscribing = /^(?:P|S)?(?:UN)?SUBSCRIBE$|^MONITOR$/i;
const closings = new Set(["DisconnectsClientError", "ClientClosedError"]);
const maxArguments = 9;
const maxCommands = 20;

/** Finds places by what a client says of itself. */
export function createRedisTargets(settings: DatabaseSettings): (at: RedisAt) => DatabaseTarget {
  const targets = createTargets("redis", settings);
  const known = new Map<string, DatabaseTarget>();
  return ({ host, port, database }) => {
    const key = `${String(host)} ${String(port)} ${String(database)}`;
    let target = known.get(key);
    if (target === undefined) {
      const isPath = typeof host === "string" && host.startsWith("/");
      target = targets(
        readConnection({ host, port: isPath ? undefined : port, database: String(database ?? 0) }),
      );
      if (known.size >= 200) known.clear();
      known.set(key, target);
    }
    return target;
  };
}

/** Whether a command only listens: messages of subscriptions are not answers. */
export function isSubscribing(name: string): boolean {
  return subscribing.test(name);
}

/** The shape of one command. */
export function shapeOfCommand(target: DatabaseTarget, command: RedisCommand): Shape {
  const name = String(command[0]);
  const count = Math.min(command.length - 1, maxArguments);
  const key = isWaiting(command) ? `${name} ${count} waits` : `${name} ${count}`;
  return target.known(key, () => describeQuery("redis", command));
}

/** The shape of a batch; its name has the command that all are, as the conventions want it. */
export function shapeOfBatch(target: DatabaseTarget, mode: string, commands: readonly RedisCommand[]): Shape {
  const [first] = commands;
  // one command is not a batch
  if (mode === "PIPELINE" && commands.length === 1) return shapeOfCommand(target, first as RedisCommand);
  const names = new Set(commands.map(([name]) => String(name).toUpperCase()));
  const [only] = names;
  const operation = names.size === 1 ? `${mode} ${only}` : mode;
  const texts = commands.slice(0, maxCommands).map((command) => describeQuery("redis", command).text ?? "?");
  const text = commands.length > maxCommands ? `${texts.join("; ")}; ...` : texts.join("; ");
  // in a transaction Redis does not wait
  const waits = mode === "PIPELINE" && commands.some(isWaiting);
  const key = waits ? `${operation} waits: ${text}` : `${operation}: ${text}`;
  return target.known(key, () => ({ text: text === "" ? undefined : text, operation, waits }));
}

/** Begins a batch of `size` commands. */
export function beginBatch(
  shape: () => Shape,
  size: number,
  settings: DatabaseSettings,
): Operation | undefined {
  const operation = beginOperation(shape, settings);
  // of one it is not a batch (semantic conventions, db.operation.batch.size)
  if (size !== 1) operation?.span.setAttribute("db.operation.batch.size", size);
  return operation;
}

/** Whether `error` only says that the application has closed the client (node-redis) while a command waited. */
export function isInterrupted({ waits }: Operation, error: unknown): boolean {
  return waits && closings.has(errorType(error));
}

/** Host, port and database of an object of options, in the forms of clients. */
export function readRedisAt(options: unknown, database: unknown): RedisAt {
  const host = readField(options, "path") ?? readField(options, "host") ?? "localhost";
  return { host, port: readField(options, "port") ?? 6379, database };
}

/** What calls of Redis emit. */
export const redisCalls: EmittedForm = {
  name: "{command} {address}",
  description:
    "A command, or a pipeline or transaction as one (`PIPELINE SET`, `MULTI`), from its call to its answer. Subscriptions have no span.",
  sql: false,
  more: [{ name: "db.operation.batch.size", when: "of a pipeline or a transaction" }],
};
