// The diagnostics channels of mysql2: each call tells its beginning, its answer and its error. What is told of a query has its values
// in the text, which is why it is read without them, as every text is.
import { tracingChannel } from "node:diagnostics_channel";
import { readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { noteParameters, type Operation, beginOperation } from "../database/operation.ts";
import { shared } from "../../engine/shared.ts";
import { state } from "../../engine/state.ts";
import { listenToCalls } from "../database/channel.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { createPlaces } from "../database/shape.ts";
import { ownerOf } from "../patching/class.ts";
import { rowsOf } from "./rows.ts";

interface Told {
  readonly query: string;
  readonly values?: unknown;
  readonly database?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

// one listener for all copies of the library in the process
const heard = shared("mysql2 channels", () => ({
  by: undefined as DatabaseSettings | undefined,
  begin: undefined as ((told: Told) => Operation | undefined) | undefined,
}));

/** Whether a connection tells its calls by channels. Where the source is minified it is not seen, and its methods are wrapped: either serves. */
export function speaksByChannels(prototype: object): boolean {
  if (typeof tracingChannel !== "function") return false;
  const query = readField(ownerOf(prototype, "query"), "query");
  return typeof query === "function" && /\bqueryChannel\b/.test(Function.prototype.toString.call(query));
}

/** Listens to all connections there are and will be. The first settings stay, but for those of a higher word. */
export function subscribeToChannels(settings: DatabaseSettings): void {
  const { by } = heard;
  if (by !== undefined && settings.word <= by.word) return;
  const places = createPlaces("mysql", settings);
  heard.by = settings;
  heard.begin = ({ query, values, database, serverAddress, serverPort }) => {
    if (state.engine === undefined || typeof query !== "string") return undefined;
    const at = { host: serverAddress, port: serverPort, database };
    const operation = beginOperation(() => places(readConnection(at)).sql(query), settings);
    if (operation !== undefined) noteParameters(operation, values, settings);
    return operation;
  };
  if (by !== undefined) return;
  for (const name of ["mysql2:query", "mysql2:execute"])
    listenToCalls<Told>(name, { begin: (told) => heard.begin?.(told), rows: rowsOf });
}

/** The methods are wrapped by now, which tells the same. */
export function leaveToMethods(settings: DatabaseSettings): void {
  const { by } = heard;
  if (by !== undefined && settings.word > by.word) heard.begin = undefined;
}
