// How many requests does an Express server answer under zero-code, against the stock zero-code set-up and against none?
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, rmSync } from "node:fs";
import path from "node:path";

import { end, firstJson } from "../tools/child.ts";
import { answer, type Figure, figureOf, median } from "./figure.ts";
import { installPacked, installRival } from "./installation.ts";
import { start } from "./process.ts";
import { hammer } from "./workload/hammer.ts";

const rounds = 5;
const warmUp = 4000;
const requests = 12_000;
const connections = 64;

const ours = installPacked(["express@5.3.0"]);
const stock = installRival("auto-2");
const sides = {
  none: { cwd: ours.folder, preload: [], spans: 0 },
  telltale: { cwd: ours.folder, preload: ["--require", "telltale/register"], spans: 2 },
  // what it makes of middleware and handlers comes on top
  stock: {
    cwd: stock,
    preload: ["--require", "@opentelemetry/auto-instrumentations-node/register"],
    spans: 3,
  },
} as const;
type Side = keyof typeof sides;

interface Measured {
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Spans that arrived for a request; less than were made where a queue was full. */
  readonly spans: number;
}

const sink = start("against/sink.ts");
const { port: sinkPort } = await firstJson<{ port: number }>(sink);
const sinkUrl = `http://127.0.0.1:${sinkPort}`;
const measured: Record<Side, Measured[]> = { none: [], telltale: [], stock: [] };
try {
  for (let round = 0; round < rounds; round++) {
    for (const side of Object.keys(sides) as Side[]) measured[side].push(await measure(side));
  }
} finally {
  await end(sink);
  ours.remove();
  rmSync(path.join(stock, "hello.cjs"), { force: true });
}

const names = { none: "uninstrumented", telltale: "telltale/register", stock: "stock zero-code" } as const;
answer({
  question: "Requests of an Express server under zero-code",
  method:
    `One route that says hello and makes one span of its own by the API, over ${connections} kept connections from another process, ${requests.toLocaleString("en")} requests after ${warmUp.toLocaleString("en")} to warm up; ` +
    "the stock side is @opentelemetry/auto-instrumentations-node 0.81.2, both with their own defaults and exporting to a receiver in a third process. Load, server and receiver share the cores: CPU time of the server's process a request, user and system, is what decides. " +
    `Queues hold 2048 spans on either side, what does not fit is dropped there; ${rounds} fresh processes a side in turn.`,
  figures: [
    ...(Object.keys(sides) as Side[]).flatMap((side) => [
      figureOf(`requests: ${names[side]}`, "1/s", of(side, "perSecond")),
      figureOf(`CPU: ${names[side]}`, "µs a request", of(side, "cpuUs")),
    ]),
    figureOf("spans that arrived: telltale/register", "a request", of("telltale", "spans")),
    figureOf("spans that arrived: stock zero-code", "a request", of("stock", "spans")),
    ratio("requests kept: telltale/register / uninstrumented", "telltale", "none", "perSecond"),
    ratio("requests kept: stock zero-code / uninstrumented", "stock", "none", "perSecond"),
    ratio("requests: telltale/register / stock zero-code", "telltale", "stock", "perSecond"),
    ratio("CPU: uninstrumented / telltale/register", "none", "telltale", "cpuUs"),
    ratio("CPU: stock zero-code / telltale/register", "stock", "telltale", "cpuUs"),
    added(),
  ],
});

function ratio(name: string, above: Side, below: Side, what: keyof Measured): Figure {
  return { name, value: median(of(above, what)) / median(of(below, what)), unit: "×" };
}

function added(): Figure {
  const bare = median(of("none", "cpuUs"));
  const value = (median(of("telltale", "cpuUs")) - bare) / (median(of("stock", "cpuUs")) - bare);
  return { name: "added CPU: telltale/register / stock zero-code", value, unit: "×" };
}

function of(side: Side, what: keyof Measured): number[] {
  return measured[side].map((one) => one[what]);
}

async function measure(side: Side): Promise<Measured> {
  const { cwd, preload, spans } = sides[side];
  const file = path.join(cwd, "hello.cjs");
  copyFileSync(path.join(import.meta.dirname, "workload/hello.cjs"), file);
  const before = await spansArrived();
  const server = fork(file, {
    cwd,
    execArgv: [...preload],
    env: { PATH: process.env["PATH"], OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl, OTEL_SERVICE_NAME: "hello" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  await hammer(port, connections, warmUp);
  const began = await cpuOf(server);
  const ms = await hammer(port, connections, requests);
  const cpuUs = ((await cpuOf(server)) - began) / requests;
  server.disconnect();
  await once(server, "exit");
  const arrived = ((await spansArrived()) - before) / (warmUp + requests);
  if (spans > 0 && arrived === 0) throw new Error(`Cannot trust the figures: no span of ${side} arrived`);
  return { perSecond: requests / (ms / 1000), cpuUs, spans: arrived };
}

async function cpuOf(server: ChildProcess): Promise<number> {
  server.send("used");
  const [{ user, system }] = (await once(server, "message")) as [NodeJS.CpuUsage];
  return user + system;
}

async function spansArrived(): Promise<number> {
  const { items } = (await (await fetch(sinkUrl)).json()) as { items: number };
  return items;
}
