// @module-tag extended
// A real Prometheus: it writes the metrics that it scrapes to the console, and the console scrapes it.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { MetricInfo, MetricsResult } from "contract";
import { afterAll, expect, test } from "vitest";

import { end } from "../tools/child.ts";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { freePort } from "../tools/free-port.ts";
import { findPrometheus } from "../tools/prometheus.ts";
import { get, stats, until } from "./api.ts";

const { folder, remove } = createFolder();
let running: ConsoleProcess | undefined;
let prometheus: ChildProcess | undefined;

afterAll(async () => {
  if (prometheus !== undefined) await end(prometheus);
  await running?.stop();
  remove();
});

function write(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function scrapeConfig(job: string, target: string): string {
  return `scrape_configs:\n- job_name: ${job}\n  scrape_interval: 1s\n  static_configs: [{targets: ["${target}"], labels: {zone: north}}]\n`;
}

test("stores the same metrics of two services from remote write and from scraping", async () => {
  const bin = findPrometheus();
  if (bin === undefined) {
    if (process.env["TELLTALE_SERVICES"] === "required") throw new Error("no Prometheus");
    console.log("skipped: no Prometheus");
    return;
  }
  const target = `127.0.0.1:${await freePort()}`;
  running = await startConsole(path.join(folder, "data"), undefined, [
    "--scrape-config",
    write("scrape.yaml", scrapeConfig("scraped", target)),
  ]);
  const { page, otlpHttp } = running.addresses;
  const config = `${scrapeConfig("shop/written", target)}remote_write:\n- url: ${otlpHttp}/api/v1/write\n  send_exemplars: true\n  send_native_histograms: true\n  metadata_config: {send_interval: 1s}\n`;
  prometheus = spawn(
    path.join(bin, "prometheus"),
    [
      `--config.file=${write("prometheus.yaml", config)}`,
      `--storage.tsdb.path=${path.join(folder, "tsdb")}`,
      `--web.listen-address=${target}`,
      "--enable-feature=native-histograms,exemplar-storage",
      "--log.level=warn",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );

  const byName = async (): Promise<Map<string, MetricInfo[]>> => {
    const { metrics } = await get<MetricsResult>(page, "/api/metrics", { from: "-1h", to: "now" });
    return Map.groupBy(metrics, ({ name }) => name);
  };
  const servicesOf = (all: Map<string, MetricInfo[]>, name: string): string[] =>
    (all.get(name) ?? []).flatMap(({ services }) => services).toSorted();
  const both = ["scraped", "written"];
  const seen = await until(byName, (all) =>
    [
      "up",
      "prometheus_http_requests_total",
      "prometheus_http_request_duration_seconds",
      "go_gc_duration_seconds",
    ].every((name) => JSON.stringify([...new Set(servicesOf(all, name))]) === JSON.stringify(both)),
  );
  const typesOf = (name: string): string[] => [...new Set(seen.get(name)!.map(({ type }) => type))];
  expect(typesOf("prometheus_http_requests_total")).toEqual(["sum"]);
  expect(typesOf("go_gc_duration_seconds")).toEqual(["summary"]);
  expect(typesOf("prometheus_http_request_duration_seconds")).toContain("histogram");
  expect(typesOf("up")).toEqual(["gauge"]);
  expect(seen.get("prometheus_http_requests_total")!.every(({ monotonic }) => monotonic)).toBe(true);
  const { received, stored, rejected } = await stats(page);
  expect(stored.metricPoints).toBeGreaterThan(1000);
  expect([rejected.metricPoints, received.metricPoints - stored.metricPoints >= 0]).toEqual([0, true]);
});
