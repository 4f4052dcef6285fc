// Stands before the native port of a server of `clickhouse-servers.ts`, and ends connections that a peer resets. These servers are
// clickhouse-local, which ends its process on such a reset; a query over all shards that is cancelled resets connections. A
// clickhouse-server logs it.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface ResetRelay {
  readonly port: number;
  /** Accepts connections again, on the same port. */
  open(): Promise<void>;
  /** Ends all connections, and refuses new ones. */
  close(): Promise<void>;
}

/**
 * @param behind the port of the server.
 * @param port the relay's own, which nothing else takes while it is closed.
 */
export async function startResetRelay(behind: number, port: number): Promise<ResetRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (incoming) => {
    const outgoing = connect({ port: behind, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    join(incoming, outgoing);
    join(outgoing, incoming);
  });

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("error", () => to.end());
    from.on("close", () => {
      sockets.delete(from);
      to.end();
    });
    from.pipe(to);
  }

  async function listen(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  }

  await listen();
  return {
    port,
    async open() {
      if (!server.listening) await listen();
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
