// The diagnostics channels of mysql2: each call publishes its start, its result and its error. A published query has its values
// in the text, which is why it is read without them, as every text is.
import { subscribe, tracingChannel } from "node:diagnostics_channel";
import { type Connection, readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { noteParameters, type Operation, beginOperation } from "../database/operation.ts";
import { shared } from "../../engine/runtime/shared.ts";
import { state } from "../../engine/running/state.ts";
import { listenToCalls } from "../database/channel.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { ownerOf } from "../patching/class.ts";
import { createServerTargets } from "./target.ts";
import { rowsOf } from "./rows.ts";
import { noteVersion, serverAt } from "./server.ts";

interface ConnectionFields {
  readonly database?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}
interface QueryMessage extends ConnectionFields {
  readonly query: string;
  readonly values?: unknown;
}
interface Connected extends ConnectionFields {
  /** The handshake. */
  readonly result?: unknown;
}

// one listener for all copies of the library in the process
const heard = shared("mysql2 channels", () => ({
  by: undefined as DatabaseSettings | undefined,
  begin: undefined as ((message: QueryMessage) => Operation | undefined) | undefined,
}));

/** Whether a connection publishes its calls on channels. Where the source is minified it is not seen, and its methods are wrapped: either serves. */
export function speaksByChannels(prototype: object): boolean {
  if (typeof tracingChannel !== "function") return false;
  const query = readField(ownerOf(prototype, "query"), "query");
  return typeof query === "function" && /\bqueryChannel\b/.test(Function.prototype.toString.call(query));
}

/** Listens to all connections there are and will be. The first settings stay, but for those of a higher word. */
export function subscribeToChannels(settings: DatabaseSettings): void {
  const { by } = heard;
  if (by !== undefined && settings.priority <= by.priority) return;
  const targetOf = createServerTargets(settings);
  heard.by = settings;
  heard.begin = (message) => {
    const { query, values } = message;
    if (state.engine === undefined || typeof query !== "string") return undefined;
    const at = connectionOf(message);
    const server = serverAt(at);
    const operation = beginOperation(() => targetOf(at, server).sql(query), settings);
    if (operation !== undefined) noteParameters(operation, values, settings);
    return operation;
  };
  if (by !== undefined) return;
  for (const name of ["mysql2:query", "mysql2:execute"])
    listenToCalls<QueryMessage>(name, { begin: (message) => heard.begin?.(message), rows: rowsOf });
  subscribe("tracing:mysql2:connect:asyncStart", (message) => {
    noteVersion(
      serverAt(connectionOf(message as Connected)),
      readField((message as Connected).result, "serverVersion"),
    );
  });
}

function connectionOf({ database, serverAddress, serverPort }: ConnectionFields): Connection {
  return readConnection({ host: serverAddress, port: serverPort, database });
}

/** The methods are wrapped already, which records the same. */
export function leaveToMethods(settings: DatabaseSettings): void {
  const { by } = heard;
  if (by !== undefined && settings.priority > by.priority) heard.begin = undefined;
}
