// Preloaded before the library: each of its functions begins with a question to `globalThis.plantedFault`, which may throw. Only the functions of
// the guard itself stay as they are.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

const source = path.resolve(import.meta.dirname, "../../src");
const left = new Set([
  "engine/diagnostics/guard.ts",
  "engine/diagnostics/diagnose.ts",
  "engine/errors/attempt.ts",
  "engine/context/run-where.ts",
  "engine/context/run-with-span.ts",
  "engine/completion/call-once.ts",
  "engine/completion/called-back.ts",
  "engine/completion/run-inside.ts",
  "engine/completion/run-traced.ts",
  "integrations/patching/emit.ts",
  "integrations/patching/guarded.ts",
]);

/** What the application calls, or what looks at its own errors from its first line on, beside what files of the first level export. */
const entries: Readonly<Record<string, readonly string[]>> = {
  "context.ts": ["bind", "clear", "getAll"],
  "instrument-handle.ts": ["add", "record"],
  "span.ts": ["isOff"],
  "timer.ts": ["time"],
  "workflow.ts": ["end", "event"],
  "business/open-transaction.ts": ["handoff", "run"],
  "business/read-options.ts": ["reading"],
  "business/workflow-record.ts": ["recordEvent"],
  "decorators/trace-database.ts": ["traceDatabase", "databaseCall"],
  "decorators/measured-call.ts": ["measuredCall"],
  "decorators/profile-method.ts": ["profiledCall"],
  "decorators/trace-method.ts": ["runDescribed", "traced"],
  "decorators/track-transaction.ts": ["trackedCall"],
  // they do nothing
  "engine/api/non-recording-span.ts": ["isRecording", "recordException", "self"],
  "engine/context/context-manager.ts": ["bound"],
  "engine/errors/outcome.ts": ["outcomeOf"],
  "engine/recording/passive-span.ts": ["callback", "close", "end", "run", "spanContext", "trace"],
  "engine/recording/recorded-span.ts": [
    "addLink",
    "addLinks",
    "close",
    "end",
    "isRecording",
    "setAttribute",
    "setAttributes",
    "spanContext",
    "trace",
  ],
  "integrations/genai/tool.ts": ["traceTool"],
  "integrations/nats.ts": ["processMessage"],
  "propagation/environment-carrier.ts": ["childEnvironment", "withEnvironmentContext"],
};

const bareCalls = new Set(["(): unknown => Reflect.apply(fn, this, args)", "() => fn.apply(this, args)"]);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** What is planted, and what was asked. */
export interface Planted {
  /** The place that throws. */
  place: string | undefined;
  /** Places that were reached, by how often. */
  readonly reached: Map<string, number>;
}

const planted: Planted = { place: process.env["PLANTED_PLACE"], reached: new Map() };
const shared = globalThis as unknown as { planted: Planted; plantedFault(place: string): void };
shared.planted = planted;
shared.plantedFault = (place) => {
  planted.reached.set(place, (planted.reached.get(place) ?? 0) + 1);
  if (place === planted.place) throw new Error(`planted in ${place}`);
};

registerHooks({
  load(url, context, next) {
    const file = url.startsWith("file:") ? path.relative(source, fileURLToPath(url.split("?", 1)[0]!)) : "..";
    if (file.startsWith("..") || !file.endsWith(".ts") || left.has(file)) return next(url, context);
    const text = readFileSync(path.join(source, file), "utf8");
    return { ...next(url, context), source: withQuestions(file, text) };
  },
});

/** `text` with a question at the beginning of each function. */
function withQuestions(file: string, text: string): string {
  const insertions: { readonly at: number; readonly text: string }[] = [];
  visit(parseSync(file, text).program as unknown as Node, undefined, (node, parent) => {
    if (isCalledByApplication(file, node, parent)) return;
    // nothing but a call of the application's function
    if (bareCalls.has(text.slice(node.start, node.end))) return;
    const body = node["body"] as Node | null | undefined;
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    if (body === null || body === undefined) return;
    const line = text.slice(0, node.start).split("\n").length;
    const column = node.start - text.lastIndexOf("\n", node.start - 1);
    const question = `globalThis.plantedFault(${JSON.stringify(`${file}:${line}:${column}`)})`;
    if (body.type === "BlockStatement") insertions.push({ at: body.start + 1, text: `${question};` });
    else insertions.push({ at: body.start, text: `(${question}, ` }, { at: body.end, text: ")" });
  });
  let result = text;
  for (const { at, text: added } of insertions.toSorted((a, b) => b.at - a.at))
    result = result.slice(0, at) + added + result.slice(at);
  return result;
}

/** What the application calls itself, such as `trace`, `log.info` and `add`: its first line is not the library's yet. */
function isCalledByApplication(file: string, node: Node, parent: Node | undefined): boolean {
  const { name } = (node["id"] ?? parent?.["key"] ?? {}) as { readonly name?: string };
  if (file === "engine/running/measurer.ts") return name === "record";
  if (name !== undefined && entries[file]?.includes(name) === true) return true;
  return !file.includes("/") && (parent?.type === "ExportNamedDeclaration" || name === "written");
}

function visit(
  node: Node,
  parent: Node | undefined,
  act: (node: Node, parent: Node | undefined) => void,
): void {
  act(node, parent);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string")
        visit(child as Node, node, act);
}
