// The shop, scraped by a real Prometheus with the rules that are generated for it: every query of its dashboards returns data.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, onTestFailed, test } from "vitest";
import { end } from "../../../tools/child.ts";
import type { Board } from "./fixtures/boards/lint.ts";
import { prometheusBin } from "./promtool.ts";

const bin = prometheusBin();
const shop = path.join(import.meta.dirname, "../../../examples/shop");
const generated = path.join(shop, "generated");
let shopProcess: ChildProcess | undefined;
let shopOutput = "";
let prometheus: ChildProcess | undefined;
let ending = false;
let receiver: Server | undefined;
let folder: string | undefined;

afterAll(async () => {
  ending = true;
  if (shopProcess !== undefined) await end(shopProcess);
  if (prometheus !== undefined) await end(prometheus);
  receiver?.closeAllConnections();
  receiver?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Takes telemetry and throws it away. */
async function startReceiver(): Promise<number> {
  receiver = createServer((request, response) => {
    request.resume().once("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return (receiver.address() as AddressInfo).port;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function startShop(receiverPort: number, ports: readonly number[]): void {
  const options = {
    endpoint: `http://127.0.0.1:${receiverPort}`,
    // never reached
    visits: "1000000",
    shoppers: "8",
    pace: "0.05",
    prometheus: ports.join(","),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const main = path.join(shop, "src/main.ts");
  const env = { ...process.env, SHOP_ABANDON_AFTER_MS: "500" };
  const child = spawn(process.execPath, ["--conditions=telltale-source", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  shopProcess = child;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (shopOutput = (shopOutput + chunk.toString()).slice(-4000)));
  // it gives up when its database takes longer than half a minute to start, as on a busy machine
  child.once("exit", () => {
    if (!ending) startShop(receiverPort, ports);
  });
}

function startPrometheus(port: number, targets: readonly number[]): string {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-boards-"));
  const jobs = ["storefront", "payments", "fulfilment"].map(
    (job, index) => `- job_name: ${job}\n  static_configs: [{targets: ["127.0.0.1:${targets[index]}"]}]\n`,
  );
  const rules = JSON.stringify([path.join(generated, "prometheus", "*.rules.yml")]);
  const config = path.join(folder, "prometheus.yml");
  const text = `global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: ${rules}\nscrape_configs:\n${jobs.join("")}`;
  writeFileSync(config, text);
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  prometheus = spawn(path.join(bin!, "prometheus"), flags, { stdio: ["ignore", "ignore", "inherit"] });
  return `http://127.0.0.1:${port}/api/v1`;
}

async function get<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url).catch(() => undefined);
  // not ready yet
  if (response === undefined || response.status === 503) return undefined;
  const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
  if (status !== "success") throw new Error(`${url}: ${error}`);
  return data;
}

const boards = readdirSync(path.join(generated, "grafana/dashboards/shop")).map(
  (file) => JSON.parse(readFileSync(path.join(generated, "grafana/dashboards/shop", file), "utf8")) as Board,
);

/** Every query of the dashboards, with the variables filled in as Grafana does for `All`. */
function queries(): Map<string, string> {
  return new Map(
    boards.flatMap(({ uid, panels }) =>
      panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ refId, expr }) => {
          const filled = expr!.replaceAll("$__rate_interval", "1m").replaceAll(/\$(?:job|instance)\b/g, ".+");
          return [`${uid} / ${title} / ${refId}`, filled] as const;
        }),
      ),
    ),
  );
}

test.skipIf(bin === undefined)(
  "every query of the shop's dashboards returns data from a Prometheus that scrapes the shop",
  { timeout: 660_000 },
  async () => {
    const [first, second, third, own] = await freePorts(4);
    const api = startPrometheus(own!, [first!, second!, third!]);
    startShop(await startReceiver(), [first!, second!, third!]);

    interface Result {
      readonly result: readonly { readonly value: readonly [number, string] }[];
    }
    const hasData = async (expr: string): Promise<boolean> => {
      const data = await get<Result>(`${api}/query?query=${encodeURIComponent(expr)}`);
      return data?.result.some(({ value: [, text] }) => Number.isFinite(Number(text))) ?? false;
    };
    const open = queries();
    expect(open.size).toBeGreaterThan(40);
    const withoutData = async (): Promise<string[]> => {
      for (const [name, expr] of open) if (await hasData(expr)) open.delete(name);
      return [...open].map(([name, expr]) => `${name}: ${expr}`);
    };
    onTestFailed(() => console.error(shopOutput));
    await expect.poll(withoutData, { timeout: 540_000, interval: 1000 }).toEqual([]);

    for (const { templating } of boards) {
      for (const { name, query } of templating.list.filter(({ type }) => type === "query")) {
        const [, series] = /^label_values\((.+), \w+\)$/.exec((query as { query: string }).query)!;
        const match = encodeURIComponent(series!.replaceAll("$job", ".+"));
        expect(await get<string[]>(`${api}/label/${name}/values?match[]=${match}`)).not.toEqual([]);
      }
    }

    interface Rules {
      readonly groups: readonly {
        readonly rules: readonly { readonly name: string; readonly health: string }[];
      }[];
    }
    const rules = (await get<Rules>(`${api}/rules`))!.groups.flatMap((group) => group.rules);
    expect(rules.map(({ name }) => name)).toContain("Purchases fail");
    expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    const recorded = 'objective:error_ratio:rate5m{objective="Purchases succeed"}';
    await expect.poll(() => hasData(recorded), { timeout: 60_000, interval: 500 }).toBe(true);
  },
);
