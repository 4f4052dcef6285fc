// Connections of mysql2 by their methods: for the versions that have no channels, and for comments, which no channel can add.
import { calledBack } from "../../engine/completion/called-back.ts";
import { harmless } from "../../engine/diagnostics/guard.ts";
import { errorMonitor } from "node:events";
import { readField } from "../../calls/read-field.ts";
import { state } from "../../engine/running/state.ts";
import { beginOperation, noteParameters, type Operation } from "../database/operation.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { withTraceComment } from "../database/trace-comment.ts";
import { ownerOf } from "../patching/class.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { rowsOf } from "./rows.ts";

/** Has `query` and `execute` of a connection's prototype seen. */
export function instrumentConnection(
  prototype: object,
  targetOf: (client: object) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  // a pool's connections are of a class derived from it; the base class of newer versions has the methods
  for (const name of ["query", "execute"]) {
    wrapMethod(
      ownerOf(prototype, name),
      name,
      (method) => wrapCall(method, targetOf, settings, name === "query" && settings.traceComments),
      settings,
    );
  }
}

function wrapCall(
  method: Method,
  targetOf: (client: object) => DatabaseTarget,
  settings: DatabaseSettings,
  comments: boolean,
): Method {
  return function tracedCall(this: object, ...args: unknown[]) {
    if (state.engine === undefined) return method.apply(this, args);
    const [command, values] = args;
    const text = textOf(command);
    if (text === undefined) return method.apply(this, args);
    const operation = beginOperation(() => targetOf(this).sql(text), settings);
    if (operation === undefined) return method.apply(this, args);
    try {
      noteParameters(operation, readField(command, "values") ?? values, settings);
      const hasCallback = wrapCallback(args, operation);
      if (comments) comment(args, text, operation);
      const result: unknown = method.apply(this, args);
      if (!hasCallback) followEvents(result, operation);
      return result;
    } catch (error) {
      operation.broken(error);
      throw error;
    }
  };
}

/** The text of a call: itself, or `sql` of settings and of commands. */
export function textOf(command: unknown): string | undefined {
  const text = typeof command === "string" ? command : readField(command, "sql");
  return typeof text === "string" ? text : undefined;
}

type Callback = (this: unknown, ...args: unknown[]) => unknown;

function wrapCallback(args: unknown[], operation: Operation): boolean {
  const at = args.findIndex((arg) => typeof arg === "function");
  if (at !== -1) {
    args[at] = ending(args[at] as Callback, operation);
    return true;
  }
  // what a pool asks with is a command that has its callback already
  const own = readField(args[0], "onResult");
  if (typeof own !== "function") return false;
  (args[0] as { onResult: Callback }).onResult = ending(own as Callback, operation);
  return true;
}

function ending(callback: Callback, operation: Operation): Callback {
  return calledBack(callback, ([error, result]) => {
    if (error) operation.broken(error);
    else operation.done(rowsOf(result));
    return operation.scope;
  });
}

interface Emitter {
  on(event: string | symbol, listener: (...args: unknown[]) => void): unknown;
}

// `errorMonitor` listens to an error without taking it: an unhandled one stays unhandled
function followEvents(result: unknown, operation: Operation): void {
  if (typeof readField(result, "on") !== "function") return;
  const command = result as Emitter;
  let rows = 0;
  command.on(
    "result",
    harmless((row: unknown) => {
      if (readField(row, "affectedRows") === undefined) rows++;
    }),
  );
  command.on(
    errorMonitor,
    harmless((error: unknown) => operation.broken(error)),
  );
  command.on(
    "end",
    harmless(() => operation.done(rows)),
  );
}

function comment(args: unknown[], text: string, operation: Operation): void {
  const [command] = args;
  const commented = withTraceComment(text, operation.span);
  if (typeof command === "string") args[0] = commented;
  // commands are made for the one call, settings belong to the caller
  else if (typeof readField(command, "onResult") === "function") (command as { sql: string }).sql = commented;
  else args[0] = { ...(command as object), sql: commented };
}
