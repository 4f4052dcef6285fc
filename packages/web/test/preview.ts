// Serves the built pages with an API that tells the story of the fixtures, for looking at pages and for tests in a browser.
// `node --conditions=telltale-source packages/web/test/preview.ts [port] [story|empty|broken]`
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { Arrival, Problem, Pulse, Stats } from "contract";

import { answers } from "./fixtures/answers.ts";
import { hourBefore, type Story } from "./fixtures/story.ts";

/** `tested`: empty but for the test spans of the doctor. */
export type Mood = "story" | "empty" | "tested" | "broken";

const builtPages = fileURLToPath(new URL("../../console/dist/web", import.meta.url));
const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
export const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-telltale-nonce'; img-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'";

/** Starts the preview on `port` (0: a free one) of the loopback, with the pages built into `pages`. */
export async function startPreview(
  port: number,
  mood: Mood = "story",
  pages: string = builtPages,
): Promise<{ readonly url: string; readonly server: Server; setMood(mood: Mood): void }> {
  let current = mood;
  const server = createServer((request, response) => answer(request, response, current, pages));
  // a connection that ends while a test uses it again is an error of that test
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`;
  return {
    url,
    server,
    setMood: (next) => {
      current = next;
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, mood: Mood, pages: string): void {
  const url = new URL(request.url ?? "/", "http://preview");
  if (url.pathname === "/api/live") return stream(response, mood);
  if (url.pathname.startsWith("/api/")) {
    void text(request).then((body) =>
      api(url, response, mood, body === "" ? undefined : (JSON.parse(body) as unknown)),
    );
    return;
  }
  const file = path.join(pages, url.pathname);
  const found = url.pathname !== "/" && existsSync(file) ? file : path.join(pages, "index.html");
  response.writeHead(200, {
    "content-type": contentTypes[path.extname(found)] ?? "application/octet-stream",
    "content-security-policy": policy,
    // as the console does: their names have a hash of their content
    ...(url.pathname.startsWith("/assets/")
      ? { "cache-control": "public, max-age=31536000, immutable" }
      : {}),
  });
  createReadStream(found).pipe(response);
}

function api(url: URL, response: ServerResponse, mood: Mood, body: unknown): void {
  const story = hourBefore(Date.now());
  const result =
    mood === "broken" && url.pathname !== "/api/stats"
      ? undefined
      : resultOf(url, mood === "story" ? story : undefined, mood, body);
  const problem: Problem =
    mood === "broken"
      ? {
          status: 503,
          code: "STORE_TIMEOUT",
          message: "The store did not answer in 30 s.",
          fix: "It is merging parts and will catch up. Narrow the range or try again.",
          requestId: "7f3a91",
        }
      : {
          status: 404,
          code: "NOT_FOUND",
          message: `Nothing is called ${url.pathname}.`,
          fix: "See the list above it.",
        };
  response.writeHead(result === undefined ? problem.status : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(result ?? problem));
}

function resultOf(
  { pathname, searchParams }: URL,
  story: Story | undefined,
  mood: Mood,
  body: unknown,
): unknown {
  if (pathname === "/api/stats")
    return stats(mood === "story" || mood === "broken" ? 1 : 0, mood === "tested" ? 5 : undefined);
  const [, , resource = "", name, id, below] = pathname.split("/").map(decodeURIComponent);
  const shown = story ?? hourBefore(Date.now());
  return answers[resource]?.({
    story: shown,
    empty: story === undefined,
    name,
    id,
    below,
    params: searchParams,
    body,
  });
}

function stats(factor: number, spans: number = 1_482_113 * factor): Stats {
  const counts = {
    spans,
    logRecords: 402_117 * factor,
    metricPoints: 88_214 * factor,
    businessEvents: 61_220 * factor,
  };
  const none = { spans: 0, logRecords: 0, metricPoints: 0, businessEvents: 0 };
  return {
    received: counts,
    stored: counts,
    rejected: none,
    dropped: none,
    reasons: [],
    folded: [],
    senders: [],
    queueBytes: 0,
    version: "0.1.0",
    store: { engine: "ClickHouse", version: "26.7", bytes: 318_000_000 * factor, rows: 2_033_664 * factor },
    startedAt: new Date(Date.now() - 42_000).toISOString(),
    addresses: {
      page: "http://127.0.0.1:4319",
      otlpHttp: "http://127.0.0.1:4318",
      otlpGrpc: "http://127.0.0.1:4317",
    },
  };
}

const titles: readonly (readonly [Arrival["kind"], string, string, Arrival["status"]])[] = [
  ["trace", "GET /product/:id", "storefront", "ok"],
  ["transaction", "purchase order-1189 completed, €99.99", "checkout", "ok"],
  ["trace", "POST /checkout", "storefront", "error"],
  ["journey", "u4812 reached payment", "storefront", "none"],
  ["log", "nordpay slow: no first byte after 1,500 ms", "payment", "warn"],
  ["trace", "GET /cart", "storefront", "ok"],
];

function stream(response: ServerResponse, mood: Mood): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  let ticks = 0;
  const send = (event: string, data: unknown): void =>
    void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const tick = (ms: number): void => {
    ticks += 1;
    const factor = mood === "story" || mood === "broken" ? 1 : 0;
    const pulse: Pulse = {
      time: new Date(ms).toISOString(),
      spansPerSecond: factor * (4182 + 600 * Math.sin(ticks / 3) + 300 * Math.sin(ticks * 1.7)),
      logsPerSecond: 812 * factor,
      pointsPerSecond: 120 * factor,
      businessEventsPerSecond: 41 * factor,
      rejected: 0,
      dropped: 0,
      totalSpans: 1_482_113 * factor,
    };
    send("pulse", pulse);
    const [kind, title, service, status] = titles[ticks % titles.length] ?? ["trace", "", "", "none"];
    const arrival: Arrival = {
      time: new Date(ms).toISOString(),
      kind,
      title,
      service,
      status,
      traceId: kind === "journey" ? "" : "4bf92f3577b34da6a3ce929d0e0e4736",
    };
    if (factor === 1) send("arrival", arrival);
  };
  for (let back = 40; back > 0; back--) tick(Date.now() - back * 1000);
  const timer = setInterval(() => tick(Date.now()), 1000);
  response.on("close", () => clearInterval(timer));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startPreview(Number(process.argv[2] ?? 0), (process.argv[3] ?? "story") as Mood);
  console.log(url);
}
