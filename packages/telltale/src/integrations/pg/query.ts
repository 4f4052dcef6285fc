// A query of pg in all its forms: text or settings, callback or promise, and objects that submit themselves (cursors, streams).
import { readField } from "../../calls/read-field.ts";
import { calledBack } from "../../engine/completion/called-back.ts";
import { follow } from "../../engine/completion/finish.ts";
import { safely } from "../../engine/diagnostics/guard.ts";
import { state } from "../../engine/running/state.ts";
import { beginOperation, noteParameters, type Operation } from "../database/operation.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { withTraceComment } from "../database/trace-comment.ts";
import type { Method } from "../patching/method.ts";

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/** Makes the wrapper of `Client#query`. */
export function createQueryWrapper(
  targetOf: (client: object) => DatabaseTarget,
  settings: DatabaseSettings,
): (query: Method) => Method {
  return (query) =>
    function tracedQuery(this: object, ...args: unknown[]) {
      if (state.engine === undefined) return query.apply(this, args);
      const text = readText(args[0]);
      if (text === undefined) return query.apply(this, args);
      const operation = beginOperation(() => targetOf(this).sql(text), settings);
      if (operation === undefined) return query.apply(this, args);
      return run(operation, settings, query, this, args);
    };
}

function run(
  operation: Operation,
  settings: DatabaseSettings,
  query: Method,
  client: object,
  args: unknown[],
): unknown {
  try {
    const [config, values] = args;
    noteParameters(operation, Array.isArray(values) ? values : readField(config, "values"), settings);
    if (isSubmittable(config)) {
      followSubmittable(config, operation);
      wrapCallback(args, operation, () => undefined);
      return query.apply(client, args);
    }
    const called = wrapCallback(args, operation, rowsOf);
    if (settings.traceComments && readField(config, "name") === undefined) {
      const commented = withTraceComment(readText(config) ?? "", operation.span);
      args[0] = typeof config === "string" ? commented : withField(args[0] as object, "text", commented);
    }
    const result: unknown = query.apply(client, args);
    if (called || typeof result !== "object" || result === null) return result;
    return follow(
      undefined,
      result,
      (answer) => operation.done(rowsOf(answer)),
      (error) => operation.broken(error),
    );
  } catch (error) {
    operation.broken(error);
    throw error;
  }
}

/** Replaces the callback of a call, at any position; whether there was one. */
function wrapCallback(
  args: unknown[],
  operation: Operation,
  rows: (result: unknown) => number | undefined,
): boolean {
  // pg takes the second as the values when it is not a function
  const at = typeof args[1] === "function" ? 1 : typeof args[2] === "function" ? 2 : -1;
  if (at !== -1) {
    args[at] = ending(args[at] as Callback, operation, rows);
    return true;
  }
  const own = readField(args[0], "callback");
  if (typeof own !== "function") return false;
  const wrapped = ending(own as Callback, operation, rows);
  if (isSubmittable(args[0])) (args[0] as { callback?: unknown }).callback = wrapped;
  else args[0] = withField(args[0] as object, "callback", wrapped);
  return true;
}

function ending(
  callback: Callback,
  operation: Operation,
  rows: (result: unknown) => number | undefined,
): Callback {
  return calledBack(callback, ([error, result]) => {
    if (error) operation.broken(error);
    else operation.done(rows(result));
    return operation.scope;
  });
}

interface Submittable {
  submit: Method;
  handleError?: Method;
  handleReadyForQuery?: Method;
  handleDataRow?: Method;
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof readField(config, "submit") === "function";
}

/** Observes the calls of the connection on a query that submits itself: rows, an error, ready for the next query. */
function followSubmittable(query: Submittable, operation: Operation): void {
  let rows = 0;
  instead(query, "handleDataRow", () => rows++);
  instead(query, "handleError", (error) => operation.broken(error));
  const { handleReadyForQuery } = query;
  if (typeof handleReadyForQuery !== "function") return;
  query.handleReadyForQuery = function (...args: unknown[]) {
    // it may find that it has failed
    const result: unknown = handleReadyForQuery.apply(this, args);
    safely(() => operation.done(rows));
    return result;
  };
}

function instead(
  query: Submittable,
  name: "handleDataRow" | "handleError",
  onResult: (first: unknown) => void,
): void {
  const method = query[name];
  if (typeof method !== "function") return;
  query[name] = function (...args: unknown[]) {
    safely(() => onResult(args[0]));
    return method.apply(this, args);
  };
}

// settings of a query may be of a class with getters, and belong to the caller: changes are made on an object that inherits from them
function withField(config: object, name: string, value: unknown): object {
  return Object.create(config, { [name]: { value, enumerable: true, writable: true, configurable: true } });
}

/** The text of a query: itself, `text` of settings and of queries, `cursor.text` of streams. */
export function readText(config: unknown): string | undefined {
  if (typeof config === "string") return config;
  const text = readField(config, "text") ?? readField(readField(config, "cursor"), "text");
  return typeof text === "string" ? text : undefined;
}

// several statements in one text have several results
function rowsOf(result: unknown): number | undefined {
  if (!Array.isArray(result)) {
    const rows = readField(result, "rows");
    return Array.isArray(rows) ? rows.length : undefined;
  }
  let sum = 0;
  for (const one of result) sum += rowsOf(one) ?? 0;
  return sum;
}
