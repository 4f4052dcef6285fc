// `npm run dev`: a console from the sources. Vite serves the pages and changes them in the browser; after a change of a query or a route
// another process of the console takes over, and the pages load again. The engine stays, so that takes about a second.
import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import type { Flags } from "../packages/console/src/config.ts";
import { checkPort } from "../packages/console/src/http/listen.ts";
import { ProblemError } from "../packages/console/src/problem/problem.ts";
import { accessTo } from "../packages/console/src/store/engine/attached.ts";
import { startEngine } from "../packages/console/src/store/engine/engine.ts";
import { end } from "./child.ts";
import { demoDashboards, demoRules, startShop } from "./demo-shop.ts";
import { type Change, watchSources } from "./dev/changes.ts";
import { createConsole, type DevConsole } from "./dev/console-process.ts";
import { type Pages, startPages } from "./dev/pages.ts";
import { freePort } from "./free-port.ts";
import { root } from "./source-files.ts";

/** tools/run.mjs prints the same before anything is installed. */
const usage = readFileSync(path.join(root, "tools/dev-usage.txt"), "utf8");

/** What stops at the end, the last first. */
const parts: { readonly stop: () => Promise<unknown> }[] = [];
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
try {
  await start(readOptions());
} catch (error) {
  if (stopping) await new Promise(() => undefined);
  console.error(error instanceof ProblemError ? `${error.message}\n${error.fix}` : error);
  await stop(1);
}

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2),
      options: {
        demo: { type: "boolean", default: false },
        shoppers: { type: "string", default: "4" },
        data: { type: "string", default: path.join(root, ".telltale", "dev") },
        port: { type: "string", default: "4319" },
        "otlp-http-port": { type: "string", default: "4318" },
        "otlp-grpc-port": { type: "string", default: "4317" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(usage.trimEnd());
      process.exit(0);
    }
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
}

async function start(options: Options): Promise<void> {
  const flags = await readFlags(options);
  const port = Number(options.port);
  await checkPorts(port, flags);
  // where the console looks for built pages, and warns when there is nothing
  mkdirSync(path.join(root, "packages/console/dist/web"), { recursive: true });
  const engine = await startEngine({
    directory: options.data,
    onNote: (note) => console.log(note),
    onStateChange: (state, detail) => console.error(`the engine is ${state}: ${detail}`),
  });
  parts.push(engine);
  let pages: Pages | undefined;
  const devConsole = createConsole({
    flags,
    engine: accessTo(engine),
    cache: path.join(root, "node_modules/.cache/telltale/dev"),
    onReady(why, tookMs) {
      if (pages === undefined) return;
      pages.reload();
      console.log(`${why}: reloaded after ${(tookMs / 1000).toFixed(1)} s`);
    },
    onFailure: (note) => console.error(note),
  });
  parts.push(devConsole);
  await devConsole.restart("start");
  const consolePort = Number(flags.port);
  pages = await startPages({ port, consolePort, consoleRuns: devConsole.runs });
  parts.push({ stop: pages.close });
  const watching = watchSources((change) => follow(change, devConsole));
  parts.push({ stop: async () => watching.stop() });
  const otlpHttp = `http://127.0.0.1:${String(flags.otlpHttpPort)}`;
  if (options.demo) addShop(startShop(otlpHttp, options.shoppers, shopVariables));
  console.log(`
  page        ${pages.url}
  OTLP/HTTP   ${otlpHttp}
  OTLP/gRPC   http://127.0.0.1:${String(flags.otlpGrpcPort)}
  data        ${options.data}

  Changes of pages, queries and routes show in the browser. Ctrl-C stops everything.
`);
}

const shopVariables = { NODE_OPTIONS: "--conditions=telltale-source" };

function addShop(shop: ChildProcess): void {
  parts.push({ stop: () => end(shop) });
}

/** Those of the console. Its ports stay the same over all processes, so a free one is chosen here. */
async function readFlags(options: Options): Promise<Flags> {
  return {
    data: options.data,
    logLevel: "warn",
    port: await orFree("0"),
    otlpHttpPort: await orFree(options["otlp-http-port"]),
    otlpGrpcPort: await orFree(options["otlp-grpc-port"]),
    ...(options.demo ? { alertRules: demoRules(), dashboards: demoDashboards } : {}),
  };
}

async function orFree(port: string): Promise<string> {
  return port === "0" ? String(await freePort()) : port;
}

/** Before the engine starts, which takes a second. @throws {ProblemError} */
async function checkPorts(port: number, { otlpHttpPort, otlpGrpcPort }: Flags): Promise<void> {
  const host = "127.0.0.1";
  for (const one of [
    { host, port, flag: "--port", what: "the pages and the API" },
    { host, port: Number(otlpHttpPort), flag: "--otlp-http-port", what: "OTLP/HTTP" },
    { host, port: Number(otlpGrpcPort), flag: "--otlp-grpc-port", what: "OTLP/gRPC" },
  ])
    await checkPort(one);
}

/** Lets the console follow its sources. Vite sees to the pages. */
function follow({ kind, what, isOfEngine }: Change, devConsole: DevConsole): void {
  if (isOfEngine) console.log(`${what}: the engine stays the one that \`npm run dev\` has started`);
  void (kind === "query" ? devConsole.reload(what) : devConsole.restart(what));
}

/** The shop first, so that what it still has to send is stored; then the pages, the console and the engine. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (code === 0) console.log("\nstopping …");
  for (const part of parts.toReversed()) await part.stop();
  if (code === 0) console.log("stopped");
  process.exit(code);
}
