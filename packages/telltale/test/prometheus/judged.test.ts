// Judged by Prometheus itself: promtool reads the text, and a server scrapes us in text, OpenMetrics and protobuf.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { counter, gauge, histogram, memoryExporter, start, timer, trace } from "../../src/index.ts";
import { scrape } from "../../src/prometheus/index.ts";
import { freePort } from "../../../../tools/free-port.ts";

const bin = [process.env["TELLTALE_PROMETHEUS_BIN"], "/usr/bin"].find(
  (folder) => folder !== undefined && existsSync(path.join(folder, "promtool")),
);
const absent = bin === undefined;

let telemetry: ReturnType<typeof start> | undefined;
let server: ChildProcess | undefined;
let folder: string | undefined;

beforeAll(() => {
  if (!absent) return;
  if (process.env["TELLTALE_SERVICES"] === "required")
    throw new Error("no promtool, and TELLTALE_SERVICES=required");
  console.log("skipped: no promtool");
});

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  if (server !== undefined) {
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill();
    await ended;
    server = undefined;
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

function begin(port?: number): void {
  telemetry = start({
    service: { name: "shop", version: "1.0.0" },
    exporters: [memoryExporter()],
    prometheus: port === undefined ? { server: false } : { port, host: "127.0.0.1" },
  });
  counter("shop.orders", { unit: "{order}", description: "Orders\nof a day" }).add(2, {
    plan: "pro",
    "http.method": 'G"E\\T',
  });
  counter("shop.undescribed").add(1);
  gauge("shop.stock", { description: "Stock" }).set(12, { item: "größe" });
  gauge("cpu.use", { unit: "1" }, () => 0.5);
  const value = histogram("cart.value", { unit: "EUR", description: "Value" });
  for (const amount of [0, 1, 1.5, 3, 100, 2500]) value.record(amount);
  trace("checkout", () => timer("checkout.duration").record(0.3));
}

test.skipIf(absent)("promtool check metrics: nothing to say", async () => {
  begin();
  const { body } = await scrape();
  const { status, stdout, stderr } = spawnSync(path.join(bin ?? "", "promtool"), ["check", "metrics"], {
    input: body,
    encoding: "utf8",
  });
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
});

test.skipIf(absent).each([
  [
    "OpenMetrics",
    [],
    [
      ["cart_value_EUR_count", 6],
      ["sum(cart_value_EUR_bucket{le=~'2|2.0'})", 3],
    ],
  ],
  [
    "protobuf with native histograms",
    ["native-histograms"],
    [
      ["histogram_count(cart_value_EUR)", 6],
      ["histogram_sum(cart_value_EUR)", 2605.5],
      ["histogram_quantile(0.5, cart_value_EUR)", 1.5],
    ],
  ],
] as const)(
  "a Prometheus server scrapes us: %s",
  { tags: ["extended"] },
  async (_, features, histogramQueries) => {
    const [ours, theirs] = [await freePort(), await freePort()];
    begin(ours);
    await vi.waitUntil(() => telemetry?.stats().prometheus?.url, { timeout: 30_000 });
    const ask = await startServer(ours, theirs, ["exemplar-storage", ...features]);
    await vi.waitUntil(async () => (await ask("up")).at(0)?.value[1] === "1", {
      timeout: 50_000,
      interval: 100,
    });

    const [orders] = await ask("shop_orders_total");
    expect(orders?.metric).toMatchObject({
      plan: "pro",
      http_method: 'G"E\\T',
      otel_scope_name: "telltale",
      job: "shop",
    });
    expect(orders?.value[1]).toBe("2");
    expect((await ask("shop_stock")).at(0)).toMatchObject({
      metric: { item: "größe" },
      value: [expect.any(Number), "12"],
    });
    expect((await ask("cpu_use_ratio")).at(0)?.value[1]).toBe("0.5");
    expect((await ask("target_info")).at(0)?.metric).toMatchObject({
      service_name: "shop",
      service_version: "1.0.0",
    });
    expect((await ask("checkout_duration_seconds_bucket{le='0.5'}")).at(0)?.value[1]).toBe("1");
    for (const [query, value] of histogramQueries) {
      expect(Number((await ask(query)).at(0)?.value[1])).toBeCloseTo(value, 1);
    }
  },
);

interface Series {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

async function startServer(
  ours: number,
  theirs: number,
  features: readonly string[],
): Promise<(query: string) => Promise<Series[]>> {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-prometheus-"));
  const file = path.join(folder, "prometheus.yml");
  writeFileSync(
    file,
    `scrape_configs: [{ job_name: shop, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{ targets: ["127.0.0.1:${ours}"] }] }]\n`,
  );
  server = spawn(
    path.join(bin ?? "", "prometheus"),
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${theirs}`,
      `--enable-feature=${features.join(",")}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const ask = async (query: string): Promise<Series[]> => {
    const response = await fetch(
      `http://127.0.0.1:${theirs}/api/v1/query?query=${encodeURIComponent(query)}`,
    ).catch(() => undefined);
    if (response?.ok !== true) return [];
    return ((await response.json()) as { data: { result: Series[] } }).data.result;
  };
  return ask;
}
