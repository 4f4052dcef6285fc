// A server of node:http that listens somewhere, for the tests of frameworks.
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ContractServer } from "../contract/describe-http-integration.ts";

/** Has `server` listen on a free port. */
export async function listen(server: Server): Promise<ContractServer> {
  // a client on a busy machine must not take a connection again that the server is closing just then
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      // upgraded ones, too, of which the server knows nothing
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
