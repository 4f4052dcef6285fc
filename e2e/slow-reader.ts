// A proxy in front of a ClickHouse server that can hold the queries of a user to a few rows a second, so that a small store is as slow
// as a very large one, on any machine. The queries, their progress and their end are the server's own.
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface SlowReader {
  /** Of the proxy, with the user and password of `target`. */
  readonly url: string;
  /** Holds queries that begin from now on to `rows` rows a second; `undefined`: as fast as they are. */
  limit(rows: number | undefined): void;
  stop(): Promise<void>;
}

/** Starts the proxy on a free port. */
export async function startSlowReader(target: string): Promise<SlowReader> {
  let rowsPerSecond: number | undefined;
  const proxy = createServer((incoming, outgoing) => {
    const to = new URL(incoming.url ?? "/", new URL(target).origin);
    if (rowsPerSecond !== undefined && to.searchParams.get("query_id")?.startsWith("page/")) {
      to.searchParams.set("max_execution_speed", String(rowsPerSecond));
      to.searchParams.set("timeout_before_checking_execution_speed", "0");
      // The server waits between two blocks, up to a second.
      to.searchParams.set("max_block_size", "1000");
      to.searchParams.set("max_threads", "1");
    }
    const { method, headers } = incoming;
    const upstream = request(to, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on("error", () => outgoing.destroy());
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    limit: (rows) => {
      rowsPerSecond = rows;
    },
    async stop() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
