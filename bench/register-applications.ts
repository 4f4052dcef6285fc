// What do real applications cost with zero-code, against the stock zero-code set-up and against none: to start, per request, in memory?
import { Agent, request } from "node:http";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { applications } from "../e2e/applications/described/index.ts";
import type { Application } from "../e2e/applications/harness/application.ts";
import { type Form, forms, installPreloads, type Preloads } from "../e2e/applications/harness/forms.ts";
import { build, type Built, commands } from "../e2e/applications/harness/next.ts";
import { installApplication, variablesOf } from "../e2e/applications/harness/observe.ts";
import { type HttpRequest, run, type Running } from "../e2e/applications/harness/running.ts";
import { freePort } from "../tools/free-port.ts";
import { npm } from "../tools/npm.ts";
import { root } from "../tools/source-files.ts";
import { installLocked } from "../tools/testing/installation.ts";
import { cpuMs } from "./cpu.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { residentMb } from "./resident.ts";

const rounds = Number(process.argv[2] ?? 5);
const only = process.argv[3];
const warmUp = 200;
const requests = 1000;
const connections = 16;

/** An application, and the request that is measured: one that it answers in the same way as often as it is asked. */
interface Subject extends Pick<Application, "name" | "command" | "readyPath"> {
  /** In its folder. */
  variables(this: void, folder: string): Record<string, string>;
  readonly asked: HttpRequest;
  /** A folder with it, for one run. */
  install(): Promise<{ readonly folder: string; remove(): void }>;
}

const measured: Readonly<Record<string, number>> = {
  "express-bullmq": 7,
  "fastify-drizzle": 2,
  apollo: 1,
  yoga: 1,
  "node-red": 0,
  nuxt: 1,
  verdaccio: 1,
};

const described = applications.map((application): Subject => ({
  ...application,
  variables: (own) => variablesOf(application, own),
  asked: application.requests[measured[application.name]!]!,
  install: () => installApplication(application),
}));

const tcpPort = String(await freePort());
const nest: Subject = {
  name: "nest",
  command: ["node", "main.cjs"],
  readyPath: "/",
  variables: () => ({ TRANSPORTS: "tcp", TCP_PORT: tcpPort, PREFIX: "shop" }),
  asked: { path: "/ask/tcp/sum" },
  install: () => installLocked(path.join(root, "e2e/applications/fixtures/nest")),
};

/** Built once; the folder stays for all runs. */
function nextIn(built: Built): Subject {
  return {
    name: "next",
    command: commands.start,
    readyPath: "/file.txt",
    variables: () => ({ NEXT_TELEMETRY_DISABLED: "1" }),
    asked: { path: "/shop/7" },
    install: async () => ({ folder: built.folder, remove() {} }),
  };
}

interface Cost {
  readonly startCpuMs: number;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly residentMb: number;
}

const names = {
  bare: "uninstrumented",
  telltale: "telltale/register",
  stock: "stock zero-code",
} as const satisfies Record<Form, string>;
const kinds = [
  ["startCpuMs", "CPU to start", "ms"],
  ["perSecond", "requests", "1/s"],
  ["cpuUs", "CPU", "µs a request"],
  ["residentMb", "resident memory", "MB"],
] as const;

const folder = mkdtempSync(path.join(tmpdir(), "telltale-bench-"));
npm(["pack", "--workspace", "telltale", "--pack-destination", folder], root);
const tarball = path.join(
  folder,
  readdirSync(folder).find((name) => name.endsWith(".tgz"))!,
);
const preloads = await installPreloads(tarball);
const built = await build("next-16", preloads);
const figures: Figure[] = [];
try {
  const subjects = [...described, nest, nextIn(built)];
  for (const application of subjects.filter(({ name }) => only === undefined || name === only)) {
    const costs: Record<Form, Cost[]> = { bare: [], telltale: [], stock: [] };
    for (let round = 0; round < rounds; round++)
      for (const form of forms) costs[form].push(await measure(application, form, preloads));
    for (const [kind, title, unit] of kinds)
      for (const form of forms)
        figures.push(
          figureOf(
            `${application.name}, ${title}: ${names[form]}`,
            unit,
            costs[form].map((one) => one[kind]),
          ),
        );
  }
} finally {
  built.remove();
  preloads.remove();
  rmSync(folder, { recursive: true, force: true });
}

answer({
  question: "Real applications under zero-code",
  method:
    `The applications of docs/reference/real-applications.md, each alone: CPU time, user and system, of all its processes from the start until it answers; then ${requests.toLocaleString("en")} requests of one kind over ${connections} kept connections after ${warmUp} to warm up, ` +
    `CPU time of its processes a request, and resident memory of its processes afterwards. Load and receiver are one other process. The stock side is @opentelemetry/auto-instrumentations-node 0.82.0; both export traces and logs. ${rounds} fresh starts a side in turn.`,
  figures,
});

async function measure(subject: Subject, form: Form, preload: Preloads): Promise<Cost> {
  const { folder: own, remove } = await subject.install();
  try {
    const running = await run({ ...subject, folder: own, variables: subject.variables(own) }, form, preload);
    try {
      return await costOf(subject.asked, running);
    } finally {
      await running.stop();
    }
  } finally {
    remove();
  }
}

async function costOf(asked: HttpRequest, running: Running): Promise<Cost> {
  const startCpuMs = cpuOf(running.pid);
  await ask(asked, running.port, warmUp);
  const [cpuBefore, from] = [cpuOf(running.pid), performance.now()];
  await ask(asked, running.port, requests);
  const seconds = (performance.now() - from) / 1000;
  const { console: own, engine: children } = residentMb(running.pid);
  return {
    startCpuMs,
    perSecond: requests / seconds,
    cpuUs: ((cpuOf(running.pid) - cpuBefore) * 1000) / requests,
    residentMb: own + children,
  };
}

function cpuOf(pid: number): number {
  const { console: own, engine: children } = cpuMs(pid);
  return own + children;
}

/** Asks `count` times over kept connections. */
async function ask(
  { method = "GET", path: asked, headers = {}, body }: HttpRequest,
  port: number,
  count: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const one = async (): Promise<void> =>
    new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port, method, path: asked, headers, agent }, (response) => {
        response.resume().once("end", resolve).once("error", reject);
      })
        .once("error", reject)
        .end(body);
    });
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}
