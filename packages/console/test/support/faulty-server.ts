// Stands before a ClickHouse and lets go wrong what a test wants to go wrong: the server itself is a real one.
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What happens to a statement. `refused`: it never reaches the server, `done`: the server does it; both are answered with the error of
 * a server that has no memory left, so that a client cannot tell them apart. `cut`: the server receives half of it, and does not answer.
 * `maxBytes`: the server has no more memory for it, and fails where it fails, between a table and its views as well.
 */
export type Fault = "refused" | "done" | "cut" | { readonly maxBytes: number };

export interface FaultyServer {
  /** With user and password, as the one behind it. */
  readonly url: string;
  close(): Promise<void>;
}

const outOfMemory =
  "Code: 241. DB::Exception: (total) memory limit exceeded: would use 1.13 GiB, maximum: 1.12 GiB. (MEMORY_LIMIT_EXCEEDED)";

/** @param judge told each statement before the server is; what it waits for holds the statement up. */
export async function startFaultyServer(
  behind: string,
  judge: (statement: string, body: Buffer, url: string) => Promise<Fault | undefined>,
): Promise<FaultyServer> {
  const target = new URL(behind);

  function ask(
    incoming: IncomingMessage,
    body: Buffer,
    more = "",
  ): Promise<{ answer: IncomingMessage; text: Buffer }> {
    const { method, url, headers } = incoming;
    const { "transfer-encoding": _, ...rest } = headers;
    const outgoing = request({
      host: target.hostname,
      port: target.port,
      agent: false,
      method,
      path: `${url}${more}`,
      headers: { ...rest, "content-length": body.length },
    });
    return new Promise((resolve, reject) => {
      outgoing.on("response", (answer) => {
        buffer(answer).then((text) => resolve({ answer, text }), reject);
      });
      outgoing.on("error", reject).end(body);
    });
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const statement = new URL(incoming.url ?? "/", behind).searchParams.get("query") ?? body.toString("utf8");
    const fault = await judge(statement, body, incoming.url ?? "");
    if (fault === "cut") {
      await ask(incoming, body.subarray(0, body.length / 2));
      response.destroy();
      return;
    }
    const more = typeof fault === "object" ? `&max_memory_usage=${fault.maxBytes}` : "";
    const asked = fault === "refused" ? undefined : await ask(incoming, body, more);
    if (asked === undefined || fault === "done") {
      response.writeHead(500, { "x-clickhouse-exception-code": "241" }).end(outOfMemory);
      return;
    }
    const { connection: _, "transfer-encoding": __, ...headers } = asked.answer.headers;
    response
      .writeHead(asked.answer.statusCode ?? 500, { ...headers, "content-length": asked.text.length })
      .end(asked.text);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  // longer than any client keeps an idle connection, as a ClickHouse does; on a busy machine five seconds are not
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(behind);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href.replace(/\/$/, ""),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
