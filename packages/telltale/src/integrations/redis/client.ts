// Clients of redis before 5.12, by their methods. Version 5 sends all commands through one; in version 4 each command is a method.
import { readField } from "../../calls/read-field.ts";
import { follow } from "../../engine/completion/finish.ts";
import { state } from "../../engine/running/state.ts";
import { beginOperation, type Operation } from "../database/operation.ts";
import {
  beginBatch,
  isInterrupted,
  isSubscribing,
  type RedisAt,
  type RedisCommand,
  readRedisAt,
  shapeOfBatch,
  shapeOfCommand,
} from "../database/redis-command.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { ownerOf } from "../patching/class.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

type Begin = (client: object, args: readonly unknown[]) => Operation | undefined;

/** Has the class of `client` seen, and all it is derived from. */
export function instrumentClient(
  client: unknown,
  targets: (at: RedisAt) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  const prototype = ownerOf(client, "sendCommand");
  if (prototype === undefined) return;
  const targetOf = (own: object): DatabaseTarget => {
    const options = readField(own, "options") ?? readField(readField(own, "_self"), "options");
    return targets(readRedisAt(readField(options, "socket"), readField(options, "database") ?? 0));
  };
  const begin = (own: object, command: RedisCommand): Operation | undefined =>
    beginOperation(() => shapeOfCommand(targetOf(own), command), settings);
  wrapCall(
    prototype,
    "sendCommand",
    (own, [command]) =>
      Array.isArray(command) && !isSubscribing(String(command[0])) ? begin(own, command) : undefined,
    settings,
  );
  const batch =
    (mode: (args: readonly unknown[]) => string): Begin =>
    (own, args) => {
      const commands = commandsIn(args[0]);
      return beginBatch(() => shapeOfBatch(targetOf(own), mode(args), commands), commands.length, settings);
    };
  wrapCall(
    prototype,
    "_executePipeline",
    batch(() => "PIPELINE"),
    settings,
  );
  wrapCall(
    prototype,
    "_executeMulti",
    batch(() => "MULTI"),
    settings,
  );
  // the third argument is the mark of a transaction
  wrapCall(
    prototype,
    "multiExecutor",
    batch((args) => (args[2] === undefined ? "PIPELINE" : "MULTI")),
    settings,
  );
  if (Object.hasOwn(prototype, "commandsExecutor")) instrumentCommands(prototype, begin, settings);
}

function wrapCall(prototype: object, name: string, begin: Begin, settings: DatabaseSettings): void {
  if (!Object.hasOwn(prototype, name)) return;
  wrapMethod(
    prototype,
    name,
    (method) =>
      function tracedCall(this: object, ...args: unknown[]) {
        const operation = state.engine === undefined ? undefined : begin(this, args);
        const result: unknown = method.apply(this, args);
        if (operation === undefined || typeof result !== "object" || result === null) return result;
        return follow(
          undefined,
          result,
          () => operation.done(),
          (error) => (isInterrupted(operation, error) ? operation.done() : operation.broken(error)),
        );
      } as Method,
    settings,
  );
}

const others = new Set(["MULTI", "QUIT", "SELECT", "DISCONNECT", "V4"]);

// `HSET` and `hSet` are methods of one command, `CLIENT_ID` and `clientId` too
function instrumentCommands(
  prototype: object,
  begin: (client: object, command: RedisCommand) => Operation | undefined,
  settings: DatabaseSettings,
): void {
  const names = Object.getOwnPropertyNames(prototype);
  const commands = new Map<string, string>();
  for (const name of names) {
    if (/^[A-Z][A-Z\d_]*$/.test(name) && !others.has(name) && !isSubscribing(name))
      commands.set(name.replaceAll("_", ""), name.split("_", 1)[0] as string);
  }
  for (const name of names) {
    const command = commands.get(name.replaceAll("_", "").toUpperCase());
    if (command !== undefined)
      wrapCall(prototype, name, (own, args) => begin(own, [command, ...flat(args)]), settings);
  }
}

/** The arguments as they will be sent, as far as their number goes: lists and maps are several. */
function flat(args: readonly unknown[]): unknown[] {
  return args.flatMap((arg) => {
    if (Array.isArray(arg)) return arg as unknown[];
    if (typeof arg !== "object" || arg === null || ArrayBuffer.isView(arg)) return [arg];
    // what `commandOptions` gives is marked by a symbol, and not sent
    if (Object.getOwnPropertySymbols(arg).length > 0) return [];
    return arg instanceof Map ? [...arg].flat() : Object.entries(arg).flatMap((pair) => pair);
  });
}

function commandsIn(given: unknown): RedisCommand[] {
  if (!Array.isArray(given)) return [];
  return given
    .map((one: unknown) => readField(one, "args"))
    .filter((args): args is RedisCommand => Array.isArray(args));
}
