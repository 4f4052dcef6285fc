// Questions that are answered with rows, over plain HTTP. Most of what pages ask takes the store a few milliseconds, and the official
// client adds two to each (it waits a turn of the clock before it sends, and takes an answer apart line by line); this is all of it
// that such a question needs.
import { Agent, request } from "node:http";
import { type ClickHouseSettings, parseError } from "@clickhouse/client";
import { toParamTexts } from "./param-texts.ts";

/** The server that is asked, as one of its users. */
export interface Server {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Sent with every request. Empty where the user's profile has them already. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface Question {
  readonly query: string;
  readonly query_params?: Readonly<Record<string, unknown>> | undefined;
  readonly clickhouse_settings?: ClickHouseSettings | undefined;
  /** Aborting ends the connection, by which the server knows. */
  readonly abort_signal?: AbortSignal | undefined;
}

export interface RowAsker {
  /** @throws {ClickHouseError} what the server refused; else why no answer came. */
  ask<Row>(question: Question): Promise<Row[]>;
  close(): void;
}

const timeoutMs = 120_000;

/** Keeps up to `maxConnections` connections to the server at `server.url`. */
export function createRowAsker(server: Server, maxConnections: number): RowAsker {
  const { url, username, password, database, settings } = server;
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  const headers = {
    Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
    "User-Agent": "telltale-console",
  };

  function toUrl({ query_params: params = {}, clickhouse_settings: more }: Question): URL {
    const to = new URL("/", url);
    const fixed = { database, ...settings, ...more, wait_end_of_query: 1 };
    for (const [name, value] of Object.entries(fixed)) to.searchParams.set(name, String(value));
    for (const [name, text] of toParamTexts(params)) to.searchParams.set(`param_${name}`, text);
    return to;
  }

  return {
    ask: async <Row>(question: Question): Promise<Row[]> => {
      const { status, body } = await post(question, toUrl(question));
      if (status !== 200) throw parseError(body);
      return JSON.parse(`[${body.trimEnd().replaceAll("\n", ",")}]`) as Row[];
    },
    close: () => agent.destroy(),
  };

  function post(
    { query, abort_signal: signal }: Question,
    to: URL,
  ): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request(to, { method: "POST", agent, headers, ...(signal && { signal }) }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      asked.setTimeout(timeoutMs, () =>
        asked.destroy(new Error(`No answer came within ${timeoutMs / 1000} s.`)),
      );
      asked.on("error", reject);
      // What is no query cannot have a format, and is refused before it is anything.
      asked.end(`${query.trimEnd().replace(/;$/, "")}\nFORMAT JSONEachRow`);
    });
  }
}
