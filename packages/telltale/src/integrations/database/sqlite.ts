// SQLite in the process: statements that answer at once. What is stepped through is one span from its first step to its last.
import path from "node:path";
import { type Connection, readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { state } from "../../engine/running/state.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { type EmittedForm, ofQueries } from "./emitted.ts";
import { beginOperation, noteParameters, type Operation } from "./operation.ts";
import type { DatabaseSettings } from "./settings.ts";
import type { Shape } from "./shape.ts";

/** Finds what a statement or a text at a database is about; undefined where it cannot be known. */
export type ShapeOf = (owner: object, args: readonly unknown[]) => (() => Shape) | undefined;

/** What calls of SQLite emit. */
export const sqliteCalls: EmittedForm = {
  name: "{summary}",
  description:
    "A statement, from its call to its result; of one that is stepped through, from its first step to its last.",
  sql: true,
  more: ofQueries,
  without: ["server.address", "server.port"],
};

/** Where a database is that is a file: its name, not the way to it. */
export function placeOfFile(file: unknown): Connection {
  const name = typeof file === "string" && file !== "" ? path.basename(file) : undefined;
  return readConnection(name === undefined ? undefined : { database: name });
}

/** Has `run`, `get`, `all` and `iterate` of a statement's prototype seen. */
export function instrumentStatement(prototype: object, shapeOf: ShapeOf, settings: DatabaseSettings): void {
  const call = (rows: (result: unknown) => number | undefined): ((method: Method) => Method) =>
    wrapCall(shapeOf, settings, rows);
  wrapMethod(
    prototype,
    "run",
    call(() => undefined),
    settings,
  );
  wrapMethod(
    prototype,
    "get",
    call((row) => (row === undefined ? 0 : 1)),
    settings,
  );
  wrapMethod(
    prototype,
    "all",
    call((rows) => (Array.isArray(rows) ? rows.length : undefined)),
    settings,
  );
  wrapMethod(
    prototype,
    "iterate",
    (method) =>
      function tracedIterate(this: object, ...args: unknown[]) {
        const iterator: unknown = method.apply(this, args);
        const shape = state.engine === undefined ? undefined : shapeOf(this, args);
        if (shape !== undefined) followSteps(iterator, () => beginOperation(shape, settings), args, settings);
        return iterator;
      },
    settings,
  );
}

/** Has `exec` of a database's prototype seen. */
export function instrumentExec(prototype: object, shapeOf: ShapeOf, settings: DatabaseSettings): void {
  wrapMethod(
    prototype,
    "exec",
    wrapCall(shapeOf, settings, () => undefined, false),
    settings,
  );
}

function wrapCall(
  shapeOf: ShapeOf,
  settings: DatabaseSettings,
  rows: (result: unknown) => number | undefined,
  hasParameters = true,
): (method: Method) => Method {
  return (method) =>
    function tracedCall(this: object, ...args: unknown[]) {
      if (state.engine === undefined) return method.apply(this, args);
      const shape = shapeOf(this, args);
      const operation = shape === undefined ? undefined : beginOperation(shape, settings);
      if (operation === undefined) return method.apply(this, args);
      if (hasParameters) noteArguments(operation, args, settings);
      try {
        const result: unknown = method.apply(this, args);
        operation.done(rows(result));
        return result;
      } catch (error) {
        operation.broken(error);
        throw error;
      }
    };
}

interface Steps {
  next: Method;
  return?: Method;
}

function followSteps(
  iterator: unknown,
  begin: () => Operation | undefined,
  args: readonly unknown[],
  settings: DatabaseSettings,
): void {
  if (typeof readField(iterator, "next") !== "function") return;
  const steps = iterator as Steps;
  let operation: Operation | undefined;
  let begun = false;
  let rows = 0;
  const step = (method: Method): Method =>
    function stepped(this: unknown, ...given: unknown[]) {
      if (!begun) {
        begun = true;
        operation = begin();
        if (operation !== undefined) noteArguments(operation, args, settings);
      }
      try {
        const result = method.apply(this, given) as { done?: boolean } | undefined;
        if (result?.done === true) operation?.done(rows);
        else rows++;
        return result;
      } catch (error) {
        operation?.broken(error);
        throw error;
      }
    };
  wrapMethod(steps, "next", step);
  wrapMethod(steps, "return", (method) => {
    return function returned(this: unknown, ...given: unknown[]) {
      operation?.done(rows);
      return method.apply(this, given) as unknown;
    };
  });
}

// `run({ name: "ann" })`, `run("ann", 7)`, `run(["ann", 7])`
function noteArguments(operation: Operation, args: readonly unknown[], settings: DatabaseSettings): void {
  if (args.length === 0) return;
  const [first] = args;
  const isSet = typeof first === "object" && first !== null && !ArrayBuffer.isView(first);
  noteParameters(operation, isSet ? first : args, settings);
}
