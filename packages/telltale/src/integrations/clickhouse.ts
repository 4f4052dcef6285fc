// @clickhouse/client: each call is one database span, in place of the HTTP request that it is inside, whose URL may hold parameters.
import { type Connection, readConnection } from "../calls/connection.ts";
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField, readTextField } from "../calls/read-field.ts";
import { follow } from "../engine/completion/finish.ts";
import { state } from "../engine/running/state.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { beginOperation, noteParameters } from "./database/operation.ts";
import type { DatabaseIntegrationOptions, DatabaseSettings } from "./database/settings.ts";
import { type DatabaseTarget, targetsOfClients } from "./database/shape.ts";
import { ownerOf } from "./patching/class.ts";
import { type Method, wrapMethod } from "./patching/method.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/** The part of @clickhouse/client that is used. */
export interface Clickhouse {
  createClient: (...args: never[]) => unknown;
}

/**
 * Has the calls of all clients of `@clickhouse/client` traced. Returns the same library.
 *
 * A query ends when its answer begins: what is streamed is read when you read it. The HTTP request inside is not a span of its own. A client
 * that was given a `tracer` is left to it.
 *
 * @example
 * ```ts
 * import * as library from "@clickhouse/client";
 * import { instrumentClickhouse } from "telltale/clickhouse";
 *
 * instrumentClickhouse(library) === library; // => true
 * ```
 */
export function instrumentClickhouse<L extends Clickhouse>(
  library: L,
  options?: DatabaseIntegrationOptions,
): L {
  return clickhouse.instrumentByHand(library, options);
}

/** `@clickhouse/client` for `telltale/register`. */
export const clickhouse: DatabaseIntegration<DatabaseIntegrationOptions> = defineDatabaseIntegration({
  name: "clickhouse",
  modules: ["@clickhouse/client"],
  versions: [[1, 2]],
  calls: {
    name: "{summary}",
    description: "A call, from its beginning to that of its answer.",
    sql: true,
    more: [
      { name: "telltale.db.parameter_count", when: "the call has parameters" },
      { name: "db.query.parameter.{key}", when: "with `recordParameters: true`" },
    ],
  },
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targetOf = targetsOfClients("clickhouse", settings, connectionOf);
  for (const face of faces) {
    const prototype = prototypeOfClients(face);
    for (const name of ["query", "command", "exec"])
      wrapMethod(prototype, name, (method) => wrapCall(method, settings, askedText, targetOf), settings);
    wrapMethod(prototype, "insert", (method) => wrapCall(method, settings, insertText, targetOf), settings);
  }
}

// the class of clients is not exported (`ClickHouseClient` is another one): a client that sends no query reveals it
function prototypeOfClients(face: object): object | undefined {
  const createClient = readField(face, "createClient");
  if (typeof createClient !== "function") return undefined;
  const client = (createClient as Method).call(face) as { close?(): Promise<void> };
  client.close?.().catch(() => {});
  return ownerOf(client, "query");
}

function wrapCall(
  method: Method,
  settings: DatabaseSettings,
  textOf: (asked: unknown) => string | undefined,
  targetOf: (client: object) => DatabaseTarget,
): Method {
  return function tracedCall(this: object, ...args: unknown[]) {
    if (state.engine === undefined || hasTracer(this)) return method.apply(this, args);
    const text = textOf(args[0]);
    const operation =
      text === undefined ? undefined : beginOperation(() => targetOf(this).sql(text), settings);
    if (operation === undefined) return method.apply(this, args);
    noteParameters(operation, readField(args[0], "query_params"), settings);
    // always a promise: the methods are async functions
    const result = suppressed(() => method.apply(this, args) as object);
    return follow(
      undefined,
      result,
      () => operation.done(),
      (error) => operation.broken(error),
    );
  };
}

function askedText(asked: unknown): string | undefined {
  return readTextField(asked, ["query"]);
}

// a table may be a function with a password among its arguments: it is read as all texts are
function insertText(asked: unknown): string | undefined {
  const table = readTextField(asked, ["table"]);
  return table === undefined ? undefined : `INSERT INTO ${table}`;
}

function hasTracer(client: object): boolean {
  return readField(readField(client, "connectionParams"), "tracer") !== undefined;
}

function connectionOf(client: object): Connection {
  const parameters = readField(client, "connectionParams");
  const url = readField(parameters, "url");
  const host = readTextField(url, ["hostname"]);
  const port = readTextField(url, ["port"]) ?? (readField(url, "protocol") === "https:" ? "8443" : "8123");
  return readConnection({ host, port, database: readTextField(parameters, ["database"]) });
}
