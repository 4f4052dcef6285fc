// The shop, scraped by a real Prometheus with the configuration of deploy/prometheus, and with the rules that are generated for the shop:
// every query of its dashboards, of deploy/grafana and of the page on backends returns data.
// @module-tag extended
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { afterAll, expect, onTestFailed, test } from "vitest";
import { end } from "../../../tools/child.ts";
import { freePort } from "../../../tools/free-port.ts";
import { type Board, lint } from "./fixtures/boards/lint.ts";
import { type Prometheus, startPrometheus } from "../../../tools/prometheus.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const bin = prometheusBin();
const shop = path.join(import.meta.dirname, "../../../examples/shop");
const generated = path.join(shop, "generated");
const deploy = path.join(import.meta.dirname, "../../../deploy");
const page = path.join(import.meta.dirname, "../../../docs/guide/backends-queries.md");
let shopProcess: ChildProcess | undefined;
let shopOutput = "";
let prometheus: Prometheus | undefined;
let ending = false;
let application: ChildProcess | undefined;
let receiver: Server | undefined;
let folder: string | undefined;

afterAll(async () => {
  ending = true;
  if (shopProcess !== undefined) await end(shopProcess);
  if (application !== undefined) await end(application);
  if (prometheus !== undefined) await end(prometheus.child);
  receiver?.closeAllConnections();
  receiver?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Takes telemetry and throws it away. */
async function startReceiver(): Promise<number> {
  receiver = createServer((request, response) => {
    request.resume().once("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return (receiver.address() as AddressInfo).port;
}

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
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

interface PrometheusConfig {
  global: Record<string, string>;
  rule_files: readonly string[];
  scrape_configs: readonly { job_name: string; static_configs: { targets: readonly string[] }[] }[];
}

/** Starts the application of deploy/kubernetes without changes, for the metrics of HTTP servers; gives the port that serves orders. */
async function startApplication(receiverPort: number, metricsPort: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--conditions=telltale-source", "--import", "telltale/register", "app.mjs"],
    {
      cwd: path.join(deploy, "kubernetes/application"),
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        PORT: "0",
        OTEL_SERVICE_NAME: "test-application",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiverPort}`,
        OTEL_EXPORTER_PROMETHEUS_HOST: "127.0.0.1",
        TELLTALE_PROMETHEUS_PORT: String(metricsPort),
      },
    },
  );
  application = child;
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the application ended with ${code}: ${text}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-1000);
      const [, port] = /listening (\d+)/.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/** The configuration of deploy/prometheus with other ports, the test application, and times that suit a test. */
function configuration(targets: readonly number[], applicationPort: number): PrometheusConfig {
  const config = parse(
    readFileSync(path.join(deploy, "prometheus/prometheus.yml"), "utf8"),
  ) as PrometheusConfig;
  const jobs = config.scrape_configs.slice(0, targets.length);
  expect(jobs.map((job) => job.job_name)).toEqual(["storefront", "payments", "fulfilment"]);
  return {
    ...config,
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [...config.rule_files, path.join(generated, "prometheus", "*.rules.yml")],
    scrape_configs: [
      ...jobs.map((job, index) => ({
        ...job,
        static_configs: [{ targets: [`127.0.0.1:${targets[index]}`] }],
      })),
      ...config.scrape_configs.slice(targets.length),
      { job_name: "test-application", static_configs: [{ targets: [`127.0.0.1:${applicationPort}`] }] },
    ],
  };
}

async function openPrometheus(targets: readonly number[], applicationPort: number): Promise<string> {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-boards-"));
  const config = path.join(folder, "prometheus.yml");
  cpSync(path.join(deploy, "prometheus/rules"), path.join(folder, "rules"), { recursive: true });
  writeFileSync(config, stringify(configuration(targets, applicationPort)));
  prometheus = await startPrometheus(bin!, config);
  return `${prometheus.url}/api/v1`;
}

async function get<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url).catch(() => undefined);
  // not ready yet
  if (response === undefined || response.status === 503) return undefined;
  const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
  if (status !== "success") throw new Error(`${url}: ${error}`);
  return data;
}

const readBoards = (place: string): Board[] =>
  readdirSync(place).map((file) => JSON.parse(readFileSync(path.join(place, file), "utf8")) as Board);
const deployed = readBoards(path.join(deploy, "grafana/dashboards/telltale"));
const boards = [...readBoards(path.join(generated, "grafana/dashboards/shop")), ...deployed];

/**
 * The PromQL of the page. Its ranges are those of a real service: a test has one minute. Queries about the console are answered in
 * deploy/test/console-scrape.test.ts.
 */
function queriesOfPage(): [string, string][] {
  const blocks = [...readFileSync(page, "utf8").matchAll(/```promql\n([\s\S]*?)```/g)];
  const asked = blocks.filter(([, query]) => !query!.includes("telltale_console_"));
  return asked.map(([, query]) => [`page / ${query!.trim()}`, query!.trim().replaceAll("[5m]", "[1m]")]);
}

/** Every query of the page and of the dashboards, with the variables filled in as Grafana does for `All`. */
function queries(): Map<string, string> {
  return new Map([
    ...queriesOfPage(),
    ...boards.flatMap(({ uid, panels }) =>
      panels.flatMap(({ title, targets = [] }) =>
        targets.map(({ refId, expr }) => {
          const filled = expr!.replaceAll("$__rate_interval", "1m").replaceAll(/\$(?:job|instance)\b/g, ".+");
          return [`${uid} / ${title} / ${refId}`, filled] as const;
        }),
      ),
    ),
  ]);
}

test("the dashboards of deploy/grafana follow the rules of Grafana's linter", () => {
  expect(deployed.length).toBeGreaterThan(0);
  for (const board of deployed) expect(lint(board)).toEqual([]);
});

test.skipIf(bin === undefined)("promtool accepts the configurations and rules of deploy/prometheus", () => {
  const rules = ["telltale.rules.yml", "telltale.test.yml"].map((name) => ({
    name,
    text: readFileSync(path.join(deploy, "prometheus/rules", name), "utf8"),
  }));
  expect(promtool(bin!, ["check", "rules", rules[0]!.name], rules)).toMatchObject({ status: 0 });
  const { status, output } = promtool(bin!, ["test", "rules", rules[1]!.name], rules);
  expect(output).toContain("SUCCESS");
  expect(status).toBe(0);
  const config = path.join(deploy, "prometheus/prometheus.yml");
  const file = { name: "prometheus.yml", text: readFileSync(config, "utf8") };
  expect(promtool(bin!, ["check", "config", "--syntax-only", file.name], [file])).toMatchObject({
    status: 0,
  });
});

test.skipIf(bin === undefined)(
  "every query of the dashboards and of the page returns data from a Prometheus that scrapes the shop",
  { timeout: 660_000 },
  async () => {
    // a service whose port was taken in the meantime tries again until it is free
    const [first, second, third, fourth] = await freePorts(4);
    const api = await openPrometheus([first!, second!, third!], fourth!);
    const receiverPort = await startReceiver();
    startShop(receiverPort, [first!, second!, third!]);
    const orders = await startApplication(receiverPort, fourth!);

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
      for (let order = 1; order <= 10; order++) await fetch(`http://127.0.0.1:${orders}/orders/${order}`);
      for (const [name, expr] of open) if (await hasData(expr)) open.delete(name);
      return [...open].map(([name, expr]) => `${name}: ${expr}`);
    };
    onTestFailed(() => console.error(`${shopOutput}\n${prometheus?.log()}`));
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
    expect(rules.map(({ name }) => name)).toContain("Transactions are lost");
    const times = "start=2000-01-01T00:00:00Z&end=2100-01-01T00:00:00Z";
    const series = encodeURIComponent("telltale_transaction_duration_seconds_bucket");
    interface Exemplars {
      readonly exemplars: readonly { readonly labels: { readonly trace_id?: string } }[];
    }
    const exemplars = await get<readonly Exemplars[]>(`${api}/query_exemplars?query=${series}&${times}`);
    const traces = exemplars!.flatMap((one) => one.exemplars.map(({ labels }) => labels.trace_id));
    expect(traces.length).toBeGreaterThan(0);
    for (const trace of traces) expect(trace).toMatch(/^[0-9a-f]{32}$/);

    // a rule or a scrape that fails is a warning
    expect(prometheus!.log()).not.toMatch(
      /level=(?:warn|error)[^\n]*component="?(?:rule manager|scrape manager)/,
    );

    const recorded = 'objective:error_ratio:rate5m{objective="Purchases succeed"}';
    await expect.poll(() => hasData(recorded), { timeout: 60_000, interval: 500 }).toBe(true);
  },
);
