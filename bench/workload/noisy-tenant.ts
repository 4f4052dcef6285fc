// A tenant that asks the worst of everything: all reading routes of the contract with the longest ranges, SQL at its limits, exports,
// large requests of telemetry, requests that are rejected, wrong tokens, documentation. On some connections, for a while.
//
// `node noisy-tenant.ts JSON`, where JSON is a `NoisyOptions`. Prints how many requests were answered, by status.
import { setPriority } from "node:os";
import { gzipSync } from "node:zlib";
import { type Route, routes, splitRoute } from "contract";
import { decodeTraces, encodeTracesJson } from "otlp";
import { createBatch } from "./batch.ts";
import { createLogBatch } from "./log-batch.ts";
import { createMetricBatch } from "./metric-batch.ts";

export interface NoisyOptions {
  readonly page: string;
  readonly otlpHttp: string;
  readonly readToken: string;
  readonly ingestToken: string;
  readonly seconds: number;
  readonly connections: number;
  /** Of ordinary load: one small request a second instead. */
  readonly modest: boolean;
}

type Act = (signal: AbortSignal) => Promise<Response>;

// senders are on other machines: this one gives way to the console and its engine
setPriority(10);
const protobuf = { "content-type": "application/x-protobuf" };
const options = JSON.parse(process.argv[2] ?? "{}") as NoisyOptions;
const { page, otlpHttp, readToken, ingestToken, connections, modest } = options;
const answered: Record<string, number> = {};
const until = performance.now() + options.seconds * 1000;
const acts = modest ? [get("/api/services?from=-15m")] : worst();
const stop = AbortSignal.timeout(options.seconds * 1000);
let next = 0;

await Promise.all(Array.from({ length: modest ? 1 : connections }, keepAsking));
console.log(JSON.stringify(answered));

async function keepAsking(): Promise<void> {
  while (performance.now() < until) {
    const act = acts[next++ % acts.length]!;
    const status = await act(AbortSignal.any([stop, AbortSignal.timeout(10_000)]))
      .then(async (response) => {
        await response.arrayBuffer();
        return String(response.status);
      })
      // also in the middle of an answer
      .catch(() => "cut off");
    answered[status] = (answered[status] ?? 0) + 1;
    if (modest) await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function worst(): readonly Act[] {
  const reads = Object.entries<Route>(routes)
    .filter(([name, { access = "read" }]) => name.startsWith("GET ") && access === "read")
    .map(([name, { query = {} }]) => get(pathOf(name, query)));
  const uploads = bodies();
  // an upload after every eighth question
  return [
    ...reads.flatMap((read, n) => (n % 8 === 0 ? [read, uploads[(n / 8) % uploads.length]!] : [read])),
    sql("SELECT number, repeat('x', 1000) FROM numbers(10000)", "json", 10_000),
    sql("SELECT * FROM spans", "ndjson", 100_000),
    sql(
      "SELECT name, count(), quantiles(0.5, 0.99)(duration) FROM spans GROUP BY name ORDER BY 2",
      "csv",
      100_000,
    ),
    (signal) => fetch(`${page}/api/services`, { headers: bearer("no-such-token-of-anybody"), signal }),
    (signal) => fetch(`${page}/docs/`, { signal }),
  ];
}

function pathOf(name: string, query: object): string {
  const path = splitRoute(name).path.replaceAll(/:\w+/g, "service-1");
  const asked = new URLSearchParams();
  if ("from" in query) asked.set("from", "-30d");
  if ("limit" in query) asked.set("limit", "500");
  if ("by" in query) asked.set("by", "url.path");
  if ("signal" in query) asked.set("signal", "logs");
  return `${path}?${asked}`;
}

/** The largest requests of each signal and encoding, one that is cut off, and one that is zeros. */
function bodies(): readonly Act[] {
  const spans = createBatch(150_000, "service-1");
  const json = Buffer.from(encodeTracesJson(decodeTraces(createBatch(50_000, "service-1").bytes)));
  return [
    send("traces", spans.bytes, protobuf),
    send("logs", createLogBatch(150_000, "service-1").bytes, protobuf),
    send("metrics", createMetricBatch(150_000, "service-1").bytes, protobuf),
    send("traces", gzipSync(spans.bytes, { level: 1 }), { ...protobuf, "content-encoding": "gzip" }),
    send("traces", json, { "content-type": "application/json" }),
    send("traces", spans.bytes.subarray(0, spans.bytes.length - 7), protobuf),
    send("traces", gzipSync(Buffer.alloc(60_000_000)), { ...protobuf, "content-encoding": "gzip" }),
  ];
}

function get(path: string): Act {
  return (signal) => fetch(page + path, { headers: bearer(readToken), signal });
}

function sql(query: string, format: string, limit: number): Act {
  const headers = { ...bearer(readToken), "content-type": "application/json" };
  const body = JSON.stringify({ query, format, limit });
  return (signal) => fetch(`${page}/api/sql`, { method: "POST", headers, body, signal });
}

function send(signalName: string, body: Uint8Array, headers: Readonly<Record<string, string>>): Act {
  return (signal) =>
    fetch(`${otlpHttp}/v1/${signalName}`, {
      method: "POST",
      headers: { ...bearer(ingestToken), ...headers },
      body: body as Uint8Array<ArrayBuffer>,
      signal,
    });
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
