// The port of OTLP/gRPC. grpc-js listens with Node's backlog and does not expose its connections, so that servers of our own accept them and
// hand them over.
import { lookup } from "node:dns/promises";
import { type AddressInfo, createServer, type Server as NetServer } from "node:net";
import type { Server, ServerCredentials } from "@grpc/grpc-js";
import { type HalfOpen, type HalfOpenOptions, watchHalfOpen } from "./half-open.ts";
import { backlog } from "./listen.ts";

export interface GrpcListener {
  readonly halfOpen: Pick<HalfOpen, "finished">;
  /** Listens on all addresses of `host`. Resolves to the port in use. @throws the error of the system. */
  listen(host: string, port: number): Promise<number>;
  /** Accepts no further connections, and closes those without a call. */
  stop(): void;
}

export function createGrpcListener(
  server: Server,
  credentials: ServerCredentials,
  options: HalfOpenOptions,
): GrpcListener {
  const injector = server.createConnectionInjector(credentials);
  const halfOpen = watchHalfOpen(options);
  const servers: NetServer[] = [];

  async function listenOn(host: string, port: number): Promise<number> {
    const one = createServer({ noDelay: true }, (socket) => {
      halfOpen.accepted(socket);
      injector.injectConnection(socket);
    });
    await new Promise<void>((resolve, reject) => {
      one.once("error", reject);
      one.listen({ host, port, backlog }, resolve);
    });
    servers.push(one);
    return (one.address() as AddressInfo).port;
  }

  return {
    halfOpen,
    async listen(host, port) {
      const [first = host, ...others] = (await lookup(host, { all: true })).map(({ address }) => address);
      const bound = await listenOn(first, port);
      // `localhost` has two addresses, of which a machine may lack one
      for (const other of others) await listenOn(other, bound).catch(() => undefined);
      return bound;
    },
    stop() {
      for (const one of servers.splice(0)) one.close();
      halfOpen.stop();
    },
  };
}
