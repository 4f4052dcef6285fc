// The settings of docs/guide/backends-*.md, run against a local receiver that checks path, protocol, headers and temporality.
// @module-tag extended
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startReceiver } from "../../packages/telltale/test/engine/receiver.ts";
import { root } from "../../tools/source-files.ts";
import { startGrpcReceiver } from "./grpc-receiver.ts";

/** The variables of each block of settings on a page. */
function settingsOf(page: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(path.join(root, `docs/guide/backends-${page}.md`), "utf8");
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) =>
    Object.fromEntries(
      [...block!.matchAll(/^export (\w+)=(?:"([^"]*)"|(\S+))$/gm)].map(([, name, quoted, bare]) => [
        name!,
        quoted ?? bare!,
      ]),
    ),
  );
}

/** Runs the program with `settings`, whose hosts are replaced by the receivers for their protocols. */
async function send(
  settings: Readonly<Record<string, string>>,
  urls: { readonly http: string; readonly grpc: string },
): Promise<void> {
  const protocolOf = (name: string): string | undefined =>
    settings[name.replace(/_ENDPOINT$/, "_PROTOCOL")] ?? settings["OTEL_EXPORTER_OTLP_PROTOCOL"];
  const here = Object.entries(settings).map(([name, value]) => [
    name,
    name.endsWith("_ENDPOINT")
      ? value.replace(/^https?:\/\/[^/]+/, protocolOf(name) === "grpc" ? urls.grpc : urls.http)
      : value,
  ]);
  const env = {
    PATH: process.env["PATH"],
    // the library's sources are the same for each: without their types, and compiled, once
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    TELLTALE_CRASH_FILE: "false",
    ...Object.fromEntries(here),
  };
  const program = path.join(import.meta.dirname, "send.ts");
  const child = spawn(process.execPath, ["--conditions=telltale-source", program], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect([code, errors]).toEqual([0, ""]);
}

interface Expected {
  /** Of OTLP over HTTP. */
  readonly paths?: readonly string[];
  /** Signals that are sent over gRPC. */
  readonly calls?: readonly Signal[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Of sums and histograms: 1 is delta, 2 cumulative. */
  readonly temporality?: 1 | 2;
  /** Of requests for metrics only. */
  readonly metricHeaders?: Readonly<Record<string, string>>;
}

const services = {
  logs: "logs.v1.LogsService",
  metrics: "metrics.v1.MetricsService",
  traces: "trace.v1.TraceService",
};
type Signal = keyof typeof services;

const all = ["/v1/logs", "/v1/metrics", "/v1/traces"] as const;
const allSignals = ["logs", "metrics", "traces"] as const;
const honeycomb = {
  headers: { "x-honeycomb-team": "made-up-ingest-key" },
  metricHeaders: { "x-honeycomb-dataset": "checkout-metrics" },
  temporality: 2,
} as const;
const elastic = { headers: { authorization: "Bearer made-up-secret-token" }, temporality: 1 } as const;
const newRelic = { "api-key": "made-up-license-key" };
const pages: readonly (readonly [page: string, block: number, expected: Expected])[] = [
  ["jaeger", 0, { paths: ["/v1/traces"] }],
  ["jaeger", 1, { calls: ["traces"] }],
  [
    "grafana",
    0,
    {
      paths: all.map((one) => `/otlp${one}`),
      headers: { authorization: "Basic MTIzNDU2OmdsY19tYWRlLXVwLXRva2Vu" },
      temporality: 2,
    },
  ],
  ["grafana", 1, { paths: ["/api/v1/otlp/v1/metrics", "/otlp/v1/logs", "/v1/traces"], temporality: 2 }],
  ["grafana", 2, { paths: ["/api/v1/otlp/v1/metrics", "/otlp/v1/logs"], calls: ["traces"], temporality: 2 }],
  ["datadog", 0, { paths: all, temporality: 1 }],
  ["datadog", 1, { calls: allSignals, temporality: 1 }],
  [
    "datadog",
    2,
    { paths: ["/v1/logs", "/v1/metrics"], headers: { "dd-api-key": "made-up-api-key" }, temporality: 1 },
  ],
  ["honeycomb", 0, { paths: all, ...honeycomb }],
  ["honeycomb", 1, { calls: allSignals, ...honeycomb }],
  ["new-relic", 0, { paths: all, headers: { ...newRelic, "content-encoding": "gzip" }, temporality: 1 }],
  ["new-relic", 1, { calls: allSignals, headers: { ...newRelic, "grpc-encoding": "gzip" }, temporality: 1 }],
  ["elastic", 0, { paths: all, headers: { authorization: "ApiKey bWFkZS11cC1rZXk=" }, temporality: 1 }],
  ["elastic", 1, { paths: all, ...elastic }],
  ["elastic", 2, { calls: allSignals, ...elastic }],
];

const names = readdirSync(path.join(root, "docs/guide"))
  .flatMap((file) => /^backends-(.+)\.md$/.exec(file)?.[1] ?? [])
  .filter((name) => name !== "queries");

test("every block of settings of every page is tested", () => {
  const blocks = names.flatMap((name) => settingsOf(name).map((_, index) => `${name} ${index}`));
  expect(pages.map(([name, index]) => `${name} ${index}`).toSorted()).toEqual(blocks.toSorted());
});

test.each(names)("the page on %s names the sources of its addresses and their date", (name) => {
  const text = readFileSync(path.join(root, `docs/guide/backends-${name}.md`), "utf8");
  const [, sources = ""] = /^Addresses and protocols: (.+), read on \d{4}-\d{2}-\d{2}\.$/m.exec(text) ?? [];
  expect([...sources.matchAll(/\]\(https:\/\/[^)]+\)/g)].length).toBeGreaterThan(0);
  // over which protocols the backend receives
  expect(text).toMatch(/gRPC/);
});

test.each(pages)(
  "the settings for %s (block %i) send to the right paths, with their headers",
  async (page, block, { paths = [], calls = [], headers = {}, metricHeaders = {}, temporality }) => {
    const [http, grpc] = [await startReceiver(), await startGrpcReceiver()];
    try {
      await send(settingsOf(page)[block]!, { http: http.url, grpc: grpc.url });
      const pathsOf = (list: readonly { readonly path: string }[]): string[] =>
        [...new Set(list.map((one) => one.path))].toSorted();
      expect(pathsOf(http.received)).toEqual(paths);
      expect(pathsOf(grpc.received)).toEqual(
        calls.map((signal) => `/opentelemetry.proto.collector.${services[signal]}/Export`).toSorted(),
      );
      const received = [...http.received, ...grpc.received];
      const isMetrics = (one: { readonly path: string }): boolean => /metrics/i.test(one.path);
      for (const one of http.received) expect(one.headers["content-type"]).toBe("application/x-protobuf");
      for (const one of grpc.received) expect(one.headers["content-type"]).toMatch(/^application\/grpc/);
      for (const one of received)
        expect(one.headers).toMatchObject({ ...headers, ...(isMetrics(one) ? metricHeaders : {}) });
      const kinds = received
        .filter(isMetrics)
        .flatMap(({ message }) =>
          [...JSON.stringify(message).matchAll(/"aggregationTemporality":(\d)/g)].map(([, kind]) =>
            Number(kind),
          ),
        );
      expect([...new Set(kinds)]).toEqual(temporality === undefined ? [] : [temporality]);
    } finally {
      await http.close();
      await grpc.close();
    }
  },
);
