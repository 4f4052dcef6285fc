// What does telemetry cost the start of a process, against the trace pieces of the stock SDK and dd-trace?
import { spawnSync } from "node:child_process";

import { answer, type Figure, figureOf, median } from "./figure.ts";
import { installPacked, installRival } from "./installation.ts";

const rounds = 15;

const stockNames =
  "{ BatchSpanProcessor, NodeTracerProvider } from sdk-trace-node, { OTLPTraceExporter } from exporter-trace-otlp-proto";
const stockStart =
  "new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] }).register();";
const ddOptions =
  "{ plugins: false, startupLogs: false, remoteConfig: { enabled: false }, telemetry: { enabled: false } }";
const ours = installPacked();
const stock = installRival("express-2");

const sides = [
  { name: "bare, CommonJS", module: false, cwd: stock, code: "" },
  { name: "bare, ES modules", module: true, cwd: stock, code: "" },
  {
    name: "telltale, CommonJS",
    module: false,
    cwd: ours.folder,
    code: `${load("{ start } from telltale", false)} start();`,
  },
  {
    name: "telltale, ES modules",
    module: true,
    cwd: ours.folder,
    code: `${load("{ start } from telltale", true)} start();`,
  },
  {
    name: "telltale and a first span, CommonJS",
    module: false,
    cwd: ours.folder,
    code: `${load("{ start, trace } from telltale", false)} start(); trace("first", () => {});`,
  },
  {
    name: "stock SDK 2.12, CommonJS",
    module: false,
    cwd: stock,
    code: `${load(stockNames, false)} ${stockStart}`,
  },
  {
    name: "stock SDK 2.12, ES modules",
    module: true,
    cwd: stock,
    code: `${load(stockNames, true)} ${stockStart}`,
  },
  {
    name: "@opentelemetry/api alone, CommonJS",
    module: false,
    cwd: ours.folder,
    code: `${load("{ trace } from @opentelemetry/api", false)} trace.getTracer("a");`,
  },
  {
    name: "@opentelemetry/api alone, ES modules",
    module: true,
    cwd: ours.folder,
    code: `${load("{ trace } from @opentelemetry/api", true)} trace.getTracer("a");`,
  },
  {
    name: "dd-trace 6.21, CommonJS",
    module: false,
    cwd: import.meta.dirname,
    code: `require("dd-trace").init(${ddOptions});`,
  },
] as const;
type Name = (typeof sides)[number]["name"];

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly mb: number;
}

const costs = new Map<Name, Cost[]>(sides.map(({ name }) => [name, []]));
try {
  for (let round = 0; round < rounds; round++) {
    for (const { name, module, cwd, code } of sides) costs.get(name)?.push(measure(code, module, cwd));
  }
} finally {
  ours.remove();
}

const others = sides.filter(({ code }) => code !== "");
answer({
  question: "What the start of a process costs",
  method:
    "A program of one line that imports and starts, against an empty one, by `node -e`; telltale as it is published, packed and installed with its dependencies, recording three signals with all resource detectors; " +
    "the stock SDK's trace pieces: provider, batch processor, OTLP exporter, no resource detectors. Time from the start of the process and CPU time, user and system, when the line is through; resident memory at that moment. " +
    `Telltale loads node:http and what sends at the first export, node:crypto and redaction at the first span: the row with a span has the latter two. ` +
    "Telltale does not load the API; of the memory of what does, 6 MB are V8's optimizing compiler where Node's search for the API's modules is hot enough to be compiled, which depends on the length of the folder's name, here 26 characters. " +
    `${rounds} fresh processes a side in turn.`,
  figures: [
    ...others.flatMap(({ name, module }) => [
      figureOf(`added time: ${name}`, "ms", added(name, module, "wallMs")),
      figureOf(`added CPU: ${name}`, "ms", added(name, module, "cpuMs")),
      figureOf(`added memory: ${name}`, "MB", added(name, module, "mb")),
    ]),
    ...[false, true].flatMap((module) => [ratio(module, "wallMs", "time"), ratio(module, "cpuMs", "CPU")]),
  ],
});

function ratio(module: boolean, what: keyof Cost, word: string): Figure {
  const kind = module ? "ES modules" : "CommonJS";
  const of = (name: Name): number => median(added(name, module, what));
  return {
    name: `${word}: telltale / stock, ${kind}`,
    value: of(`telltale, ${kind}`) / of(`stock SDK 2.12, ${kind}`),
    unit: "×",
  };
}

/** What a side takes beyond an empty program of its kind. */
function added(name: Name, module: boolean, what: keyof Cost): number[] {
  const bare = median(
    (costs.get(module ? "bare, ES modules" : "bare, CommonJS") ?? []).map((one) => one[what]),
  );
  return (costs.get(name) ?? []).map((one) => one[what] - bare);
}

/** `names` of packages, loaded in the module's way. */
function load(names: string, module: boolean): string {
  return [...names.matchAll(/(\{[^}]*\}) from ([\w@/-]+)/g)]
    .map(([, what, short = ""]) => {
      const name = /^sdk-|^exporter-/.test(short) ? `@opentelemetry/${short}` : short;
      return module ? `import ${what} from "${name}";` : `const ${what} = require("${name}");`;
    })
    .join(" ");
}

function measure(code: string, module: boolean, cwd: string): Cost {
  const print =
    "const used = process.cpuUsage(); console.log(JSON.stringify({ wallMs: performance.now(), cpuMs: (used.user + used.system) / 1000, mb: process.memoryUsage().rss / 1048576 })); process.exit(0);";
  const args = [...(module ? ["--input-type=module"] : []), "-e", `${code} ${print}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot measure \`${code}\`: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Cost;
}
