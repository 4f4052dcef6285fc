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
import { late } from "./late-answers.ts";

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

export interface Preview {
  readonly url: string;
  readonly server: Server;
  setMood(mood: Mood): void;
  /** How many event streams are open. */
  readonly streams: number;
  /** Ends all event streams. From then on live events name the person; `undefined` logs out; with an empty name they name none. */
  logIn(person: string | undefined): void;
}

/** Starts the preview on `port` (0: a free one) of the loopback, with the pages built into `pages`. */
export async function startPreview(
  port: number,
  mood: Mood = "story",
  pages: string = builtPages,
): Promise<Preview> {
  let current = mood;
  let person: string | undefined = "";
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (person === undefined && request.url?.startsWith("/api/") === true) return refuse(response);
    // A page of the console itself: the pages would ask again, and lead to it again.
    if (request.url?.startsWith("/login") === true) return void response.end("Log in");
    if (request.url !== "/api/live") return answer(request, response, current, pages);
    streams.add(response.on("close", () => streams.delete(response)));
    late(request.url, () => {
      if (streams.has(response)) stream(response, current, person ?? "");
    });
  });
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
    get streams() {
      return streams.size;
    },
    logIn(next) {
      person = next;
      for (const response of streams) response.end();
    },
  };
}

/** As the console without a session. */
function refuse(response: ServerResponse): void {
  const problem = { status: 401, code: "TOKEN_MISSING", message: "Log in first.", fix: "" };
  response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify(problem));
}

function answer(request: IncomingMessage, response: ServerResponse, mood: Mood, pages: string): void {
  const url = new URL(request.url ?? "/", "http://preview");
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
  const content = JSON.stringify(result ?? problem);
  late(`${url.pathname}${url.search}`, () => {
    response.writeHead(result === undefined ? problem.status : 200, { "content-type": "application/json" });
    response.end(content);
  });
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

function stream(response: ServerResponse, mood: Mood, person: string): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const isQuiet = mood === "empty" || mood === "tested";
  const send = (event: string, data: unknown): void =>
    void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const pulseAt = (ms: number): Pulse => toPulse(ms, isQuiet ? 0 : 1);
  const arrivalAt = (ms: number): Arrival => {
    const [kind, title, service, status] = titles[Math.floor(ms / 1000) % titles.length]!;
    return {
      time: new Date(ms).toISOString(),
      kind,
      title: person === "" ? title : `${title} of ${person}`,
      service,
      status,
      traceId: kind === "journey" ? "" : "4bf92f3577b34da6a3ce929d0e0e4736",
    };
  };
  const seconds = Array.from({ length: 40 }, (_, at) => secondNow() - (40 - at) * 1000);
  send("pulses", seconds.map(pulseAt));
  const tick = (ms: number): void => {
    send("pulse", pulseAt(ms));
    if (!isQuiet) send("arrival", arrivalAt(ms));
  };
  if (!isQuiet) for (const ms of seconds) send("arrival", arrivalAt(ms));
  const timer = setInterval(() => tick(secondNow()), 1000);
  response.on("close", () => clearInterval(timer));
}

/** The same for streams that are open at the same time, as their events are. */
function secondNow(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

function toPulse(ms: number, factor: number): Pulse {
  const second = Math.floor(ms / 1000);
  return {
    time: new Date(ms).toISOString(),
    spansPerSecond: factor * (4182 + 600 * Math.sin(second / 3) + 300 * Math.sin(second * 1.7)),
    logsPerSecond: 812 * factor,
    pointsPerSecond: 120 * factor,
    businessEventsPerSecond: 41 * factor,
    rejected: 0,
    dropped: 0,
    totalSpans: 1_482_113 * factor,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startPreview(Number(process.argv[2] ?? 0), (process.argv[3] ?? "story") as Mood);
  console.log(url);
}
