// An Express server of one route that does one span of its own, and tells its parent over IPC what it has used.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server has used so far: its answer to any message, once all it has recorded is sent. */
export interface Used {
  /** User and system, in µs. */
  readonly cpu: number;
}

/** What a side brings: its own `require`, so that instrumentations see the modules load, and its way to make a span. */
export interface Side {
  require(name: string): any;
  span(name: string, fn: () => number): number;
  flush(): Promise<void>;
}

/** Serves until the parent goes. The modules are loaded here, after whatever instruments them. */
export function serve(side: Side): void {
  const http = side.require("node:http");
  const express = side.require("express");
  const app = express();
  app.get("/orders/:id", (request: any, response: any) => {
    const price = side.span("price order", () => request.params.id.length * 7);
    response.json({ id: request.params.id, price });
  });
  const server: Server = http.createServer(app);
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("message", async () => {
    await side.flush();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system } satisfies Used);
  });
  process.on("disconnect", () => process.exit(0));
}
