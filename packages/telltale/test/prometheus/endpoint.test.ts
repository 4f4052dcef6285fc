// The port: asked for, taken, freed, shared by none, and no burden for the process that has it.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { counter, gauge, memoryExporter, start, type StartOptions } from "../../src/index.ts";
import { openEndpoint } from "../../src/prometheus/endpoint.ts";
import { prometheusHandler, scrape } from "../../src/prometheus/index.ts";
import { runProgram } from "../engine/ended.ts";
import { readPrometheus } from "./read-exposition.ts";
import { freePort } from "../../../../tools/free-port.ts";

/** A busy machine is slow, not wrong. */
const patience = { timeout: 30_000 };

let telemetry: ReturnType<typeof start> | undefined;
const servers: Server[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await telemetry?.stop();
  telemetry = undefined;
  for (const server of servers.splice(0)) server.close();
});

async function begin(options: StartOptions = {}): Promise<string> {
  telemetry = start({
    service: "shop",
    resourceDetectors: [],
    exporters: [memoryExporter()],
    prometheus: { port: 0 },
    ...options,
  });
  return vi.waitUntil(() => telemetry?.stats().prometheus?.url, patience);
}

async function listening(handler?: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer({}, handler ?? (() => {})).listen(0, "localhost");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** What resolves to 1 when it is opened. */
function createGate(): { readonly opened: Promise<number>; open(): void } {
  const open: (() => void)[] = [];
  const opened = new Promise<number>((resolve) => open.push(() => resolve(1)));
  return { opened, open: () => open[0]?.() };
}

describe("asked for", () => {
  test("off unless asked for", () => {
    telemetry = start({ exporters: [] });
    expect(telemetry.stats().prometheus).toBeUndefined();
  });

  test.each<[string, (port: number) => Record<string, string>, StartOptions["prometheus"]]>([
    ["TELLTALE_PROMETHEUS_PORT", (port) => ({ TELLTALE_PROMETHEUS_PORT: `${port}` }), undefined],
    [
      "OTEL_METRICS_EXPORTER=prometheus",
      (port) => ({
        OTEL_METRICS_EXPORTER: "prometheus",
        OTEL_EXPORTER_PROMETHEUS_HOST: "127.0.0.1",
        OTEL_EXPORTER_PROMETHEUS_PORT: `${port}`,
      }),
      undefined,
    ],
    [
      "true, with the port of the environment",
      (port) => ({ OTEL_EXPORTER_PROMETHEUS_PORT: `${port}` }),
      true,
    ],
  ])("by %s", async (_, variables, prometheus) => {
    const port = await freePort();
    for (const [name, value] of Object.entries(variables(port))) vi.stubEnv(name, value);
    const url = await begin({ prometheus });
    expect(new URL(url).port).toBe(`${port}`);
    expect((await fetch(url)).status).toBe(200);
  });

  test("false is stronger than the environment", () => {
    vi.stubEnv("TELLTALE_PROMETHEUS_PORT", "0");
    telemetry = start({ exporters: [], prometheus: false });
    expect(telemetry.stats().prometheus).toBeUndefined();
  });

  test.each<[unknown, string]>([
    [{ port: 65_536 }, "Cannot use `65536` as `prometheus.port`: expected a whole number from 0 to 65535."],
    [{ port: "9464" }, "port`: expected a whole number"],
    [{ host: "" }, "host`: expected a host name or address"],
    [{ translationStrategy: "none" }, "translationStrategy`: expected one of UnderscoreEscapingWithSuffixes"],
    [{ histograms: "native" }, "histograms`: expected one of explicit, exponential"],
    [{ resourceLabels: "service.name" }, "resourceLabels`: expected a list of names"],
    [{ created: 1 }, "created`: expected true or false"],
    [{ prot: 1 }, "Cannot use the field `prometheus.prot`: expected one of host, port"],
    ["yes", "expected true, false or an object"],
    [null, "expected true, false or an object"],
  ])("%j is refused by start()", (prometheus, message) => {
    expect(() => start({ prometheus: prometheus as never })).toThrow(message);
  });

  test("a wrong variable warns and is ignored", async () => {
    vi.stubEnv("OTEL_METRICS_EXPORTER", "prometheus");
    vi.stubEnv("OTEL_EXPORTER_PROMETHEUS_PORT", "http");
    telemetry = start({ exporters: [], prometheus: { server: false } });
    expect(telemetry.stats().prometheus).toEqual({ url: undefined, scrapes: 0, refused: 0 });
  });
});

describe("over HTTP", () => {
  test("GET and HEAD at /metrics, nothing else", async () => {
    const url = await begin();
    counter("jobs").add(1);
    const got = await fetch(url);
    expect(got.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(got.headers.get("vary")).toBe("accept, accept-encoding");
    expect(await got.text()).toContain("jobs_total");
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, Number(head.headers.get("content-length")) > 0, await head.text()]).toEqual([
      200,
      true,
      "",
    ]);
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(new URL("/", url))).status).toBe(404);
    expect((await fetch(`${url}?name[]=x`)).status).toBe(200);
  });

  test("in a server of one's own, and before start() and after stop() 503", async () => {
    const port = await listening(prometheusHandler());
    const ask = async (): Promise<Response> => fetch(`http://localhost:${port}/any/path`);
    expect((await ask()).status).toBe(503);
    telemetry = start({ service: "shop", exporters: [], prometheus: { server: false } });
    counter("jobs").add(1);
    expect(await (await ask()).text()).toContain("jobs_total");
    await telemetry.stop();
    expect((await ask()).status).toBe(503);
  });

  test("scrapes at a time are bounded; more are turned away and counted", async () => {
    await begin();
    const gate = createGate();
    gauge("slow", {}, async () => gate.opened);
    const all = Array.from({ length: 12 }, async () => scrape());
    await vi.waitUntil(() => telemetry?.stats().prometheus?.refused === 4, patience);
    gate.open();
    const states = (await Promise.all(all)).map(({ status }) => status);
    expect(states.filter((status) => status === 200)).toHaveLength(8);
    expect(states.filter((status) => status === 503)).toHaveLength(4);
    expect(telemetry?.stats().prometheus).toMatchObject({ scrapes: 8, refused: 4 });
  });

  test("a callback that does not answer within the scraper's time is left out", async () => {
    const url = await begin();
    const gate = createGate();
    gauge("hangs", {}, async () => gate.opened);
    counter("jobs").add(1);
    const began = performance.now();
    const response = await fetch(url, { headers: { "x-prometheus-scrape-timeout-seconds": "0.2" } });
    expect(await response.text()).toContain("jobs_total");
    // without it: the five seconds that callbacks may take
    expect(performance.now() - began).toBeLessThan(4900);
    gate.open();
  });

  test("a scraper that sends nothing, or garbage, is not waited for", async () => {
    const url = new URL(await begin());
    const socket = connect(Number(url.port), url.hostname.replaceAll(/[[\]]/g, ""));
    socket.resume().write("\u0000\u0001 garbage\r\n\r\n");
    await once(socket, "close");
    expect((await fetch(url)).status).toBe(200);
  });

  test("20,000 series do not hold the event loop", { tags: ["extended"] }, async () => {
    await begin({ limits: { cardinality: 20_000 } });
    const jobs = counter("jobs");
    for (let at = 0; at < 19_999; at++) jobs.add(1, { at, "some.name": "some value" });
    let turns = 0;
    let running = true;
    const turn = (): void => {
      turns++;
      if (running) setImmediate(turn);
    };
    turn();
    const { body } = await scrape();
    running = false;
    expect(
      readPrometheus(new TextDecoder().decode(body)).find(({ name }) => name === "jobs_total")?.metrics,
    ).toHaveLength(19_999);
    // written in slices: others had their turn in between
    expect(turns).toBeGreaterThan(5);
  });
});

describe("beside others", () => {
  test("a taken port warns, never throws, and is taken over when it is free", async () => {
    const port = await listening();
    const before = telemetry?.stats().reports["prometheus_port_taken"] ?? 0;
    telemetry = start({ exporters: [], prometheus: { port } });
    await vi.waitUntil(() => (telemetry?.stats().reports["prometheus_port_taken"] ?? 0) > before, patience);
    expect(telemetry.stats().prometheus?.url).toBeUndefined();

    const endpoint = openEndpoint("localhost", port, { retryMs: 20 });
    servers.pop()?.close();
    await vi.waitUntil(() => endpoint.url() !== undefined, patience);
    expect(endpoint.url()).toContain(`:${port}/metrics`);
    await endpoint.stop();
    const again = openEndpoint("localhost", port, { retryMs: 20 });
    await vi.waitUntil(() => again.url() !== undefined, patience);
    await again.stop();
  });

  test("an invalid host warns", async () => {
    const before = telemetry?.stats().reports["prometheus_port_failed"] ?? 0;
    telemetry = start({ exporters: [], prometheus: { host: "no such host", port: 0 } });
    await vi.waitUntil(() => (telemetry?.stats().reports["prometheus_port_failed"] ?? 0) > before, patience);
    expect(telemetry.stats().prometheus?.url).toBeUndefined();
  });

  test("stop() frees the port at once, keep-alive or not", async () => {
    const url = new URL(await begin());
    await (await fetch(url)).text();
    await telemetry?.stop();
    const endpoint = openEndpoint("localhost", Number(url.port));
    await vi.waitUntil(() => endpoint.url() !== undefined, patience);
    expect(endpoint.url()).toBe(url.href);
    await endpoint.stop();
  });

  test("scrapes are not traced by the official instrumentation", async () => {
    const memory = memoryExporter();
    const url = await begin({ exporters: [memory], instrumentations: [new HttpInstrumentation()] });
    await (await fetch(url)).text();
    await telemetry?.flush();
    expect(memory.spans()).toEqual([]);
  });

  test("a process that waits for nothing but scrape() gets its answer", async () => {
    const { ended } = runProgram(`
      import { observeTogether, start } from "../../src/index.ts";
      import { scrape } from "../../src/prometheus/index.ts";
      start({ resourceDetectors: [], exporters: [], prometheus: { server: false } });
      observeTogether(() => new Promise((resolve) => setTimeout(resolve, 50).unref()));
      console.log((await scrape()).status);`);
    expect(await ended).toMatchObject({ code: 0, output: "200\n" });
  });

  test(
    "a process ends although it is scraped, and its children get by without the port",
    { tags: ["extended"] },
    async () => {
      const port = await freePort();
      const program = (last: string): string => `
      import { counter, start } from "../../src/index.ts";
      const telemetry = start({ service: "shop", resourceDetectors: [], exporters: [], prometheus: { port: ${port} } });
      counter("jobs").add(1);
      ${last}`;
      const first = runProgram(
        program(`
      while (telemetry.stats().prometheus.url === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log("shown");
      const text = await (await fetch("http://localhost:${port}/metrics")).text();
      console.log(text.includes("jobs_total"));
      const alive = setInterval(() => {}, 1000);
      await new Promise((resolve) => process.once("SIGUSR2", resolve));
      clearInterval(alive);`),
      );
      await first.printed("true");
      const second = await runProgram(
        program(`
      while (telemetry.stats().reports.prometheus_port_taken === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(telemetry.stats().prometheus.url);`),
      ).ended;
      expect(second).toMatchObject({ code: 0, output: "undefined\n" });
      first.kill("SIGUSR2");
      const { code, ms } = await first.ended;
      expect(code).toBe(0);
      expect(ms).toBeLessThan(20_000);
    },
  );

  test("in a cluster one worker has the port, and it is its own", { tags: ["extended"] }, async () => {
    const port = await freePort();
    const { ended } = runProgram(`
      import cluster from "node:cluster";
      import { fileURLToPath } from "node:url";
      const worker = fileURLToPath(new URL("../fixtures/cluster-worker-program.ts", import.meta.url));
      cluster.setupPrimary({ exec: worker, execArgv: ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning"] });
      const said = [cluster.fork({ TELLTALE_PROMETHEUS_PORT: "${port}" }), cluster.fork({ TELLTALE_PROMETHEUS_PORT: "${port}" })]
        .map((one) => new Promise((resolve) => one.once("message", resolve)));
      console.log(JSON.stringify((await Promise.all(said)).toSorted()));
      for (const one of Object.values(cluster.workers)) one.kill();`);
    expect(await ended).toMatchObject({ code: 0, output: `["shown","taken"]\n` });
  });
});
