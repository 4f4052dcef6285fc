// What does zero-code hold in memory in an application with many libraries, against the stock zero-code set-up and against none?
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { end, firstJson } from "../tools/child.ts";
import { answer, figureOf } from "./figure.ts";
import { installPacked, installRival } from "./installation.ts";
import { start } from "./process.ts";

/** Each is one process a side, in turn. */
const pairs = Number(process.argv[2] ?? 10);
const requests = 92;
const mb = 1024 * 1024;

const ours = installPacked();
const stock = installRival("auto-2");
const preloads = {
  none: [],
  telltale: ["--require", path.join(ours.folder, "node_modules/telltale/dist/register.cjs")],
  stock: [
    "--require",
    createRequire(path.join(stock, "package.json")).resolve(
      "@opentelemetry/auto-instrumentations-node/register",
    ),
  ],
} as const;
type Side = keyof typeof preloads;

type Memory = Readonly<Record<(typeof kinds)[number], number>>;
const kinds = [
  "resident",
  "proportional",
  "heap",
  "external",
  "array buffers",
  "resident after a collection",
  "heap after a collection",
] as const;

const sink = start("against/sink.ts");
const { port: sinkPort } = await firstJson<{ port: number }>(sink);
const sides = Object.keys(preloads) as Side[];
const held: Record<Side, Memory[]> = { none: [], telltale: [], stock: [] };
let libraries = 0;
try {
  for (let pair = 0; pair < pairs; pair++) for (const side of sides) held[side].push(await measure(side));
} finally {
  await end(sink);
  ours.remove();
}

const names = {
  none: "uninstrumented",
  telltale: "telltale/register",
  stock: "stock zero-code",
} as const;
answer({
  question: "Memory of an application with many libraries under zero-code",
  method:
    `An application that has loaded ${libraries} libraries has answered ${requests} requests of Express, each of which makes another by fetch and logs with pino. ` +
    `Resident and proportional memory as the system counts them, the heap, and memory outside of it as Node.js does; then again after a forced garbage collection. ${pairs} fresh processes a side in turn; the stock side is @opentelemetry/auto-instrumentations-node 0.81.2.`,
  figures: kinds.flatMap((kind) =>
    sides.map((side) =>
      figureOf(
        `${kind}: ${names[side]}`,
        "MB",
        held[side].map((one) => one[kind]),
      ),
    ),
  ),
});

async function measure(side: Side): Promise<Memory> {
  const child = fork(path.join(import.meta.dirname, "workload/libraries.mjs"), {
    execArgv: ["--expose-gc", ...preloads[side]],
    env: {
      PATH: process.env["PATH"],
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`,
      OTEL_SERVICE_NAME: "libraries",
      OTEL_NODE_RESOURCE_DETECTORS: "env,host,os,process",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [{ port, loaded }] = (await once(child, "message")) as [{ port: number; loaded: number }];
  libraries = loaded;
  for (let number = 0; number < requests; number++)
    await (await fetch(`http://127.0.0.1:${port}/orders/${number}`)).text();
  const [resident, proportional] = heldBy(child.pid!);
  child.send("memory");
  const [{ before, after }] = (await once(child, "message")) as [
    { before: NodeJS.MemoryUsage; after: NodeJS.MemoryUsage },
  ];
  const [residentAfter] = heldBy(child.pid!);
  child.disconnect();
  await once(child, "exit");
  return {
    resident,
    proportional,
    heap: before.heapUsed / mb,
    external: before.external / mb,
    "array buffers": before.arrayBuffers / mb,
    "resident after a collection": residentAfter,
    "heap after a collection": after.heapUsed / mb,
  };
}

/** Resident and proportional memory of the process, in MB. */
function heldBy(pid: number): [number, number] {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]) / 1024;
  return [field("Rss"), field("Pss")];
}
