// How ClickHouse is reached: one HTTP request for each statement, with and without TLS. A page runs many queries of a few
// milliseconds, so a request costs little more than the connection itself (docs/adr/029-short-queries.md).
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import * as https from "node:https";
import { pipeline, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { http } from "../node-http.ts";
import { parseError } from "./clickhouse-error.ts";
import { toParamTexts } from "./query/param-texts.ts";

/** Certificates for a server with TLS. */
export interface ClientTls {
  /** PEM of the trusted authorities. */
  readonly ca: Buffer;
  /** PEM of the console's own certificate and key. */
  readonly own?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** Settings of a statement; the server refuses those that it does not know. Absent or `undefined`: as the user's profile has them. */
export type ClickHouseSettings = Readonly<Record<string, string | number | undefined>>;

/** A server, and the user of its requests. */
export interface Server {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Sent with every request. Empty where the profile of the user has them. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly tls?: ClientTls | undefined;
}

export interface Statement {
  readonly query: string;
  readonly query_params?: Readonly<Record<string, unknown>> | undefined;
  readonly clickhouse_settings?: ClickHouseSettings | undefined;
  readonly query_id?: string | undefined;
  /** Aborting closes the connection, by which the server notices. */
  readonly abort_signal?: AbortSignal | undefined;
  /** Data of an insert, after the statement. */
  readonly values?: Readable | string | undefined;
}

export interface Transport {
  /**
   * Resolves to the answer when its headers have arrived. The caller reads it to its end.
   *
   * @throws {ClickHouseError} when the server refused; another error when no answer came.
   */
  send(statement: Statement): Promise<IncomingMessage>;
  close(): void;
}

const timeoutMs = 120_000;
/** Servers close idle connections after ten seconds by default; a connection that old is not used again. */
const idleMs = 2500;

/** Keeps up to `maxConnections` connections to the server. */
export function createTransport(server: Server, maxConnections: number): Transport {
  const pool = { keepAlive: true, maxSockets: maxConnections, timeout: idleMs };
  const isTls = new URL(server.url).protocol === "https:";
  const agent = isTls
    ? new https.Agent({ ...pool, ca: server.tls?.ca, ...server.tls?.own })
    : new http.Agent(pool);
  const options = { method: "POST", agent, headers: headersOf(server), timeout: timeoutMs };
  const request = isTls ? https.request : http.request;
  return {
    async send(statement) {
      const { abort_signal: signal, values, query } = statement;
      const url = toUrl(server, statement);
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request(url, { ...options, ...(signal && { signal }) }, resolve);
        sent.on("error", reject);
        sent.on("timeout", () => sent.destroy(new Error(`No answer came within ${timeoutMs / 1000} s.`)));
        if (values === undefined) sent.end(query);
        else if (typeof values === "string") sent.end(values);
        else pipeline(values, sent, (error) => void (error && reject(error)));
      });
      if (answer.statusCode !== 200) throw parseError(await text(answer));
      return answer;
    },
    close: () => agent.destroy(),
  };
}

/** With a password, a certificate of one's own is for the connection only; without, it identifies the user. */
function headersOf({ username, password, tls }: Server): OutgoingHttpHeaders {
  const agent = { "User-Agent": "telltale-console" };
  if (tls?.own !== undefined && password === "")
    return { ...agent, "X-ClickHouse-User": username, "X-ClickHouse-SSL-Certificate-Auth": "on" };
  const credentials = Buffer.from(`${username}:${password}`).toString("base64");
  return { ...agent, Authorization: `Basic ${credentials}` };
}

/** The statement is the body, or goes into the URL where data is the body. */
function toUrl({ url, database, settings }: Server, statement: Statement): URL {
  const to = new URL("/", url);
  const { query, query_params: params = {}, query_id, values, clickhouse_settings: more } = statement;
  for (const [name, value] of Object.entries({ database, ...settings, ...more }))
    if (value !== undefined) to.searchParams.set(name, String(value));
  if (query_id !== undefined) to.searchParams.set("query_id", query_id);
  for (const [name, value] of toParamTexts(params)) to.searchParams.set(`param_${name}`, value);
  if (values !== undefined) to.searchParams.set("query", query);
  return to;
}
