import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { createMemoryWriter, type MemoryWriter } from "../../test/support/memory-writer.ts";
import { temporaryDirectory } from "../../test/support/temporary.ts";
import { readScrapeConfig } from "../config/scrape.ts";
import { createLog } from "../log.ts";
import { createIntake } from "../receive/intake.ts";
import { startScraper } from "./scraper.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Target {
  readonly instance: string;
  /** Of the last request. */
  headers(): IncomingMessage["headers"];
  url(): string;
}

async function startTarget(
  answer: () => {
    status?: number;
    type?: string;
    body: string | Buffer;
    encoding?: string;
    location?: string;
  },
  ports: readonly number[] = [0],
): Promise<Target> {
  let last: IncomingMessage | undefined;
  const server: Server = createServer((request, response) => {
    last = request;
    const { status = 200, type = "text/plain; version=0.0.4", body, encoding, location } = answer();
    response.writeHead(status, {
      "content-type": type,
      ...(encoding === undefined ? {} : { "content-encoding": encoding }),
      ...(location === undefined ? {} : { location }),
    });
    response.end(body);
  });
  await listenOnOneOf(server, ports);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { instance: `127.0.0.1:${port}`, headers: () => last!.headers, url: () => last!.url! };
}

/** On the first that is free. */
async function listenOnOneOf(server: Server, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const isOpen = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (isOpen) return;
  }
  throw new Error(`Expected one of the ports ${ports.join(", ")} to be free.`);
}

function writeConfig(text: string): string {
  const path = join(temporaryDirectory(), "scrape.yaml");
  writeFileSync(path, text);
  return path;
}

/** Scrapes with the configuration until `until` holds. */
async function scrape(config: string, until: (writer: MemoryWriter) => boolean): Promise<MemoryWriter> {
  const writer = createMemoryWriter();
  const scraper = startScraper({
    jobs: readScrapeConfig(writeConfig(config)),
    intake: createIntake(writer),
    log: createLog("silent"),
  });
  closers.push(() => scraper.stop());
  await expect.poll(() => until(writer)).toBe(true);
  await scraper.stop();
  return writer;
}

function valuesOf(writer: MemoryWriter, name: string): readonly unknown[] {
  return writer.rows.samples.filter(({ series }) => series.name === name).map(({ value }) => value);
}

const wasAsked = (writer: MemoryWriter): boolean => valuesOf(writer, "up").length > 0;
// The first times may be too slow on a busy machine.
const wasScraped = (writer: MemoryWriter): boolean => valuesOf(writer, "up").includes(1);

test("a target's metrics are stored with how asking went", async () => {
  const target = await startTarget(() => ({
    body: gzipSync(
      '# TYPE orders_total counter\norders_total{kind="web"} 7\n# TYPE wait_seconds histogram\nwait_seconds_bucket{le="1"} 2\nwait_seconds_bucket{le="+Inf"} 3\nwait_seconds_sum 4\nwait_seconds_count 3\n',
    ),
    encoding: "gzip",
  }));
  const writer = await scrape(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 200ms\n  params: {match: [a, b]}\n  static_configs:\n  - targets: ["${target.instance}"]\n    labels: {zone: north}\n`,
    wasScraped,
  );
  const orders = writer.rows.samples.find(({ series }) => series.name === "orders_total")!;
  expect([orders.value, orders.series.monotonic, Object.fromEntries(orders.series.attributes)]).toEqual([
    7,
    true,
    { kind: "web", zone: "north" },
  ]);
  expect(Object.fromEntries(orders.series.resource.attributes)).toEqual({
    "service.name": "shop",
    "service.instance.id": target.instance,
    "server.address": "127.0.0.1",
    "server.port": BigInt(target.instance.split(":")[1]!),
    "url.scheme": "http",
  });
  expect(writer.rows.distributions[0]).toMatchObject({ count: 3n, counts: [2n, 1n], bounds: [1] });
  expect(valuesOf(writer, "scrape_samples_scraped")).toContain(5);
  expect(valuesOf(writer, "scrape_samples_post_metric_relabeling")).toContain(5);
  expect(valuesOf(writer, "scrape_duration_seconds")[0]).toBeGreaterThan(0);
  expect(target.url()).toBe("/metrics?match=a&match=b");
  expect(target.headers()).toMatchObject({
    accept: expect.stringContaining("openmetrics-text"),
    "x-prometheus-scrape-timeout-seconds": "0.2",
  });
});

test.each([
  ["an error of the target", () => ({ status: 500, body: "no" })],
  ["what is not a metric", () => ({ body: "<html>" })],
  [
    "half an OpenMetrics text",
    () => ({ type: "application/openmetrics-text; version=1.0.0", body: "a 1\n" }),
  ],
  ["no UTF-8", () => ({ body: Buffer.of(0x61, 0xff) })],
  ["more samples than the limit", () => ({ body: "a 1\nb 1\nc 1\n" })],
])("%s is `up` 0 and nothing else of it", async (_what, answer) => {
  const target = await startTarget(answer);
  const writer = await scrape(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 200ms\n  sample_limit: 2\n  static_configs: [{targets: ["${target.instance}"]}]\n`,
    wasAsked,
  );
  expect(valuesOf(writer, "up")[0]).toBe(0);
  expect(new Set(writer.rows.samples.map(({ series }) => series.name))).toEqual(
    new Set([
      "up",
      "scrape_duration_seconds",
      "scrape_samples_scraped",
      "scrape_samples_post_metric_relabeling",
    ]),
  );
});

test("a port that no browser would ask is asked", async () => {
  const { instance } = await startTarget(
    () => ({ body: "up_here 1\n" }),
    [6000, 6665, 6666, 6667, 6668, 6669, 10080],
  );
  const writer = await scrape(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 200ms\n  static_configs:\n  - targets: ["${instance}"]\n`,
    wasScraped,
  );
  expect(valuesOf(writer, "up_here")).toContain(1);
});

test("a target may point elsewhere, and its secret does not go there", async () => {
  const there = await startTarget(() => ({ body: "moved 1\n" }));
  const here = await startTarget(() => ({
    status: 302,
    body: "",
    location: `http://${there.instance}/elsewhere`,
  }));
  const writer = await scrape(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 200ms\n  bearer_token: secret\n  static_configs:\n  - targets: ["${here.instance}"]\n`,
    wasScraped,
  );
  expect(valuesOf(writer, "moved")).toContain(1);
  expect(here.headers().authorization).toBe("Bearer secret");
  expect([there.url(), there.headers().authorization]).toEqual(["/elsewhere", undefined]);
});

test("a target that does not answer in time, or at all, is `up` 0", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const writer = await scrape(
    `global: {scrape_interval: 200ms, scrape_timeout: 50ms}\nscrape_configs:\n- job_name: shop\n  static_configs: [{targets: ["127.0.0.1:${port}", "127.0.0.1:1"]}]\n`,
    (all) => valuesOf(all, "up").length >= 2,
  );
  expect(new Set(valuesOf(writer, "up"))).toEqual(new Set([0]));
});

test("a time-out longer than the interval is a mistake of the file", async () => {
  const config =
    "scrape_configs:\n- job_name: shop\n  scrape_interval: 5s\n  scrape_timeout: 10s\n  static_configs: [{targets: ['127.0.0.1:1']}]\n";
  await expect(scrape(config, () => true)).rejects.toThrow("scrape_timeout of 10 s");
});

test("labels that a target and its samples both have: the target's, or with honor_labels the samples'", async () => {
  const target = await startTarget(() => ({ body: 'a{job="own",instance="i"} 1\n' }));
  const config = (honor: boolean): string =>
    `scrape_configs:\n- job_name: shop\n  honor_labels: ${honor}\n  scrape_interval: 200ms\n  static_configs: [{targets: ["${target.instance}"]}]\n`;
  const kept = (await scrape(config(false), wasScraped)).rows.samples.find(
    ({ series }) => series.name === "a",
  )!;
  expect([kept.series.resource.service, Object.fromEntries(kept.series.attributes)]).toEqual([
    "shop",
    { exported_job: "own", exported_instance: "i" },
  ]);
  const honored = (await scrape(config(true), wasScraped)).rows.samples.find(
    ({ series }) => series.name === "a",
  )!;
  expect([
    honored.series.resource.service,
    honored.series.resource.instance,
    honored.series.attributes.size,
  ]).toEqual(["own", "i", 0]);
});

test("metric_relabel_configs drop, keep, rename and relabel", async () => {
  const target = await startTarget(() => ({
    body: '# TYPE go_gc_total counter\ngo_gc_total 1\n# TYPE shop_orders_total counter\nshop_orders_total{path="/a/7",tmp="x"} 2\nother 3\n',
  }));
  const writer = await scrape(
    `scrape_configs:
- job_name: shop
  scrape_interval: 200ms
  static_configs: [{targets: ["${target.instance}"]}]
  metric_relabel_configs:
  - {source_labels: [__name__], regex: "go_.*", action: drop}
  - {source_labels: [__name__], regex: "shop_.*", action: keep}
  - {source_labels: [path], regex: "/([^/]+)/.*", target_label: path, replacement: "/\${1}/…"}
  - {source_labels: [__name__], regex: "shop_(.*)", target_label: __name__, replacement: "store_$1"}
  - {regex: tmp, action: labeldrop}
`,
    wasScraped,
  );
  const own = writer.rows.samples.filter(
    ({ series }) => !series.name.startsWith("scrape_") && series.name !== "up",
  );
  expect([...new Set(own.map(({ series }) => series.name))]).toEqual(["store_orders_total"]);
  expect([own[0]!.series.monotonic, Object.fromEntries(own[0]!.series.attributes)]).toEqual([
    true,
    { path: "/a/…" },
  ]);
  expect(valuesOf(writer, "scrape_samples_post_metric_relabeling")).toContain(1);
});

test("secrets come from files, named from where the configuration lies, and are read each time", async () => {
  const target = await startTarget(() => ({ body: "a 1\n" }));
  const path = writeConfig(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 50ms\n  bearer_token_file: token\n  static_configs: [{targets: ["${target.instance}"]}]\n`,
  );
  const token = join(path, "..", "token");
  writeFileSync(token, "first\n");
  const writer = createMemoryWriter();
  const scraper = startScraper({
    jobs: readScrapeConfig(path),
    intake: createIntake(writer),
    log: createLog("silent"),
  });
  closers.push(() => scraper.stop());
  await expect.poll(() => wasScraped(writer)).toBe(true);
  expect(target.headers().authorization).toBe("Bearer first");
  writeFileSync(token, "second");
  await expect.poll(() => target.headers().authorization).toBe("Bearer second");
});

test("a user and a password", async () => {
  const target = await startTarget(() => ({ body: "a 1\n" }));
  await scrape(
    `scrape_configs:\n- job_name: shop\n  scrape_interval: 200ms\n  basic_auth: {username: u1, password: "p:w"}\n  static_configs: [{targets: ["${target.instance}"]}]\n`,
    wasScraped,
  );
  expect(target.headers().authorization).toBe(`Basic ${Buffer.from("u1:p:w").toString("base64")}`);
});

test.each([
  ["no YAML", "a: [", "Cannot read the scrape configuration"],
  ["nothing", "", "the file:"],
  [
    "a key that is not followed",
    "scrape_configs: [{job_name: a, kubernetes_sd_configs: []}]",
    "kubernetes_sd_configs",
  ],
  [
    "no targets",
    "scrape_configs: [{job_name: a, static_configs: [{targets: []}]}]",
    "scrape_configs.0.static_configs.0.targets",
  ],
  [
    "an invalid duration",
    "scrape_configs: [{job_name: a, scrape_interval: 5, static_configs: []}]",
    "scrape_configs.0.scrape_interval",
  ],
  [
    "a URL for a target",
    "scrape_configs: [{job_name: a, static_configs: [{targets: ['http://a/']}]}]",
    "expected host:port",
  ],
  [
    "a job twice",
    "scrape_configs: [{job_name: a, static_configs: []}, {job_name: a, static_configs: []}]",
    "the job `a` is there twice",
  ],
  [
    "a broken pattern",
    "scrape_configs: [{job_name: a, static_configs: [], metric_relabel_configs: [{regex: '(', action: labeldrop}]}]",
    "metric_relabel_configs.0",
  ],
  [
    "replace without a label",
    "scrape_configs: [{job_name: a, static_configs: [], metric_relabel_configs: [{regex: a}]}]",
    "needs a target_label",
  ],
])("a configuration with %s is refused with its place", (_what, text, expected) => {
  const path = writeConfig(text);
  expect(() => readScrapeConfig(path)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(() => readScrapeConfig(path)).toThrow(expected);
});
