// `/metrics` in a server of one's own.
import type { IncomingMessage, ServerResponse } from "node:http";
import { shared } from "../engine/runtime/shared.ts";
import { type Exposition, plainAnswer, type Scraper, type ScrapeRequest } from "./scraper.ts";

/** Answers a request of `node:http`, and of every framework that passes those on. */
export type PrometheusHandler = (request: IncomingMessage, response: ServerResponse) => void;

// all copies of the library in this process show the metrics of the one that was started
const running = shared<{ scraper: Scraper | undefined }>("prometheus", () => ({ scraper: undefined }));

/** Makes `scraper` the one that handlers ask; undefined for none. */
export function setScraper(scraper: Scraper | undefined): void {
  running.scraper = scraper;
}

/**
 * Answers scrapes in a server of your own, in the format that the scraper asks for.
 *
 * Telemetry must have been started with the option `prometheus`; with `server: false` no other port is opened. Before
 * `start()` and after `stop()` the answer is 503. Takes GET and HEAD at any path: mount it where you want it.
 *
 * @example
 * ```ts
 * import { once } from "node:events";
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 * import { counter, memoryExporter, start } from "telltale";
 * import { prometheusHandler } from "telltale/prometheus";
 *
 * const telemetry = start({ service: "shop", exporters: [memoryExporter()], prometheus: { server: false } });
 * counter("shop.orders", { description: "Orders" }).add(2, { plan: "pro" });
 *
 * const server = createServer(prometheusHandler()).listen(0);
 * await once(server, "listening");
 * const { port } = server.address() as AddressInfo;
 * const response = await fetch(`http://localhost:${port}/metrics`);
 * const text = await response.text();
 * text.includes("# TYPE shop_orders_total counter"); // => true
 *
 * server.close();
 * await telemetry.stop();
 * ```
 */
export function prometheusHandler(): PrometheusHandler {
  return (request, response) => void answer(request, response);
}

/**
 * The exposition itself, for frameworks that want to send it themselves: status, headers and body. Never rejects.
 *
 * @example
 * ```ts
 * import { counter, memoryExporter, start } from "telltale";
 * import { scrape } from "telltale/prometheus";
 *
 * const telemetry = start({ service: "shop", exporters: [memoryExporter()], prometheus: { server: false } });
 * counter("shop.orders").add(2);
 * const { status, headers, body } = await scrape({ accept: "application/openmetrics-text; version=1.0.0" });
 * status; // => 200
 * headers["content-type"]?.split(";")[0]; // => "application/openmetrics-text"
 * new TextDecoder().decode(body).endsWith("# EOF\n"); // => true
 * await telemetry.stop();
 * ```
 */
export async function scrape(request: ScrapeRequest = {}): Promise<Exposition> {
  if (running.scraper !== undefined) return held(running.scraper.scrape(request));
  return plainAnswer(503, "Metrics are not shown: call start() with the option `prometheus` first.\n");
}

/** `work`, for which the process lives on: callbacks that observe are waited for by timers that hold none. */
async function held<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => {}, 1000);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers } = request;
  const exposition =
    method === "GET" || method === "HEAD"
      ? await scrape({
          accept: headers.accept,
          acceptEncoding: one(headers["accept-encoding"]),
          timeoutMs: Number(one(headers["x-prometheus-scrape-timeout-seconds"]) ?? Number.NaN) * 1000,
        })
      : plainAnswer(405, "Metrics are read with GET.\n", { allow: "GET, HEAD" });
  send(exposition, response, method === "HEAD");
}

/** Sends `exposition`. */
export function send(
  { status, headers, body }: Exposition,
  response: ServerResponse,
  headOnly: boolean,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": String(body.length) });
  response.end(headOnly ? undefined : body);
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join(",") : header;
}
