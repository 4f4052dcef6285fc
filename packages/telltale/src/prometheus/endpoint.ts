// The port of our own. One process has it; another under the same configuration goes without, says so once, and takes it
// over when it becomes free: processes that overlap at a restart, or that live shortly, need no care.
import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { diag } from "../engine/api/diag.ts";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { prometheusHandler, send } from "./handler.ts";
import { plainAnswer } from "./scraper.ts";

/** A port that shows metrics, or waits to. */
export interface Endpoint {
  /** Where it listens, while it does. */
  url(): string | undefined;
  stop(): Promise<void>;
}

/** Timing and limits, for tests. */
export interface EndpointLimits {
  readonly retryMs: number;
}

const limits: EndpointLimits = { retryMs: 10_000 };
const maxConnections = 64;
const http = builtin("http");
const path = "/metrics";

/** Listens on `host` and `port`, or tries again until it can. Never throws; holds no process alive. */
export function openEndpoint(host: string, port: number, { retryMs }: EndpointLimits = limits): Endpoint {
  let server: Server | undefined;
  let retry: NodeJS.Timeout | undefined;
  let reported = false;
  let stopped = false;

  function listen(): void {
    const next = createMetricsServer();
    next.once("error", (error: NodeJS.ErrnoException) => {
      next.close();
      if (stopped) return;
      if (!reported) {
        const code = error.code === "EADDRINUSE" ? "prometheus_port_taken" : "prometheus_port_failed";
        report(code, `${error.message}; it is tried again every ${retryMs / 1000} s`);
      }
      reported = true;
      retry = setTimeout(listen, retryMs).unref();
    });
    next.once("listening", () => {
      if (stopped) return void next.close();
      server = next;
      next.removeAllListeners("error").on("error", (error) => report("prometheus_failed", error));
      if (reported) diag.info(`telltale: metrics are shown at ${urlOf(next)} now`);
      reported = false;
    });
    // exclusive: in a cluster the port would otherwise be everybody's, and a scrape anybody's
    next.listen({ host, port, exclusive: true });
    next.unref();
  }

  try {
    listen();
  } catch (error) {
    report("prometheus_port_failed", error);
  }
  return {
    url: () => (server?.listening === true ? urlOf(server) : undefined),
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const open = server;
      server = undefined;
      if (open === undefined) return;
      await new Promise<void>((resolve) => {
        open.close(() => resolve());
        open.closeAllConnections();
      });
    },
  };
}

function createMetricsServer(): Server {
  const handle = prometheusHandler();
  const server = http().createServer((request, response) => {
    if (request.url?.split("?")[0] === path) handle(request, response);
    else send(plainAnswer(404, `Metrics are at ${path}.\n`), response, request.method === "HEAD");
  });
  // instrumentations trace servers by a wrapper around the `emit` of their class; scrapes are not work of the application
  server.emit = EventEmitter.prototype.emit;
  server.maxConnections = maxConnections;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.on("connection", (socket) => socket.unref());
  return server;
}

function urlOf(server: Server): string | undefined {
  const address = server.address();
  if (address === null || typeof address === "string") return undefined;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}${path}`;
}
