// What ES modules import. CommonJS modules that they import pass the hook of `require`; here are those that are ES modules themselves, of
// which a stand-in is imported, and Node's own, which are patched before they are. In the application's thread where that is sound, else
// in the loader's.
import Module from "node:module";
import { fileURLToPath } from "node:url";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { shared } from "../engine/runtime/shared.ts";
import { markUrl, readMark } from "./import-mark.ts";
import { packageOf } from "./package-of.ts";
import { applyTargets, type Target, type Targets } from "./target.ts";

export interface ResolveContext {
  readonly parentURL?: string | undefined;
  readonly conditions?: readonly string[];
}
export interface Resolved {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}
export interface Loaded {
  readonly format: string;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

/** Hooks in the application's thread, which the declarations of Node 18 do not know. */
interface Hooks {
  resolve(specifier: string, context: ResolveContext, next: Next<ResolveContext, Resolved>): Resolved;
  load(url: string, context: object, next: Next<object, Loaded>): Loaded;
}
type Next<Context, Result> = (what: string, context?: Context) => Result;
type Sources = typeof import("./import-source.ts");

/** What generated modules call; they find it under the name of the library's shared state. */
interface Receiver {
  /** Has `module`, which ran as `real`, instrumented; `set` changes what is imported of it. */
  module(
    module: string,
    url: string,
    real: object,
    set: Readonly<Record<string, (value: unknown) => void>>,
  ): void;
  /** Has a module of Node instrumented before it is imported. */
  builtin(module: string): void;
}

/** Whether `registerHooks` of this Node can be relied on. Before, it misses modules, or breaks `require` in some. */
export function areHooksSound(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major === 25 ? minor >= 1 : major > 25;
}

/** Has `targets` instrument what is imported from now on. Hooks stay for the life of the process; `isActive` says when they rest. */
export function hookImports(targets: Targets, isActive: () => boolean): void {
  const receiver = shared<{ -readonly [K in keyof Receiver]?: Receiver[K] }>("imported", () => ({}));
  const require = Module.createRequire(import.meta.url);
  // the hook of `require` does the rest
  receiver.builtin = (module) => {
    require(module);
    // others hook `require` too
    Module.syncBuiltinESMExports();
  };
  receiver.module = (module, url, real, set) => {
    if (isActive()) replace(targets.get(module) ?? [], module, url, real, set);
  };
  const names = [...targets.keys()];
  const builtins = names.filter((name) => Module.isBuiltin(name));
  const { registerHooks, register } = Module as unknown as {
    registerHooks?(hooks: Hooks): void;
    register?(specifier: string, options: { parentURL: string; data: object }): void;
  };
  if (registerHooks !== undefined && areHooksSound()) {
    registerHooks(createHooks(targets, new Set(builtins), receiver.builtin, require));
    return;
  }
  if (register === undefined) {
    reportMistake(
      "import_not_hooked",
      `Node ${process.versions.node} has no hooks: ES modules are not seen into`,
    );
    return;
  }
  const modules = names.filter((name) => !Module.isBuiltin(name));
  const place = import.meta.url.endsWith(".ts") ? "./loader.ts" : "./register-loader.js";
  register(place, { parentURL: import.meta.url, data: { modules, builtins } });
}

function createHooks(
  targets: Targets,
  builtins: ReadonlySet<string>,
  patch: (module: string) => void,
  require: NodeJS.Require,
): Hooks {
  let loaded: Sources | undefined;
  const place = import.meta.url.endsWith(".ts") ? "./import-source.ts" : "./register-import.cjs";
  const sources = (): Sources => (loaded ??= require(place) as Sources);
  const namesOf = new Map<string, Set<string>>();

  function readNames(
    url: string,
    context: ResolveContext,
    next: Next<ResolveContext, Resolved>,
  ): Set<string> {
    const asking = sources().exportNames(url);
    let step = asking.next();
    while (step.done !== true) {
      const { specifier, parent } = step.value;
      step = asking.next(next(specifier, { ...context, parentURL: parent }).url);
    }
    return step.value;
  }

  return {
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (!targets.has(specifier) || context.conditions?.includes("require") === true) return resolved;
      try {
        if (builtins.has(specifier)) patch(specifier);
        else if (isWanted(resolved, context)) {
          if (!namesOf.has(resolved.url)) namesOf.set(resolved.url, readNames(resolved.url, context, next));
          return { ...resolved, url: markUrl(resolved.url, specifier) };
        }
      } catch (error) {
        reportMistake("instrumentation_failed", `\`${specifier}\` stays as it is: ${String(error)}`);
      }
      return resolved;
    },
    load(url, context, next) {
      const marked = readMark(url);
      const names = marked === undefined ? undefined : namesOf.get(marked.url);
      if (marked === undefined || names === undefined) return next(url, context);
      const source = sources().moduleSource(marked.module, marked.url, names);
      return { format: "module", source, shortCircuit: true };
    },
  };
}

function isWanted({ url, format }: Resolved, { parentURL = "" }: ResolveContext): boolean {
  return format === "module" && url.startsWith("file:") && readMark(parentURL) === undefined;
}

/** Instruments a copy of what `real` exports, and sets what that has replaced. */
function replace(
  targets: readonly Target[],
  module: string,
  url: string,
  real: object,
  set: Readonly<Record<string, (value: unknown) => void>>,
): void {
  const before = new Map<string, unknown>();
  for (const key of Object.keys(set)) {
    try {
      before.set(key, (real as Record<string, unknown>)[key]);
    } catch {
      // in a circle of modules it has no value yet
    }
  }
  const library = Object.fromEntries(before);
  const { version, folder } = packageOf(fileURLToPath(url)) ?? {};
  const result = applyTargets(targets, library, { module, by: "import", version, folder }) as typeof library;
  for (const [key, value] of before) if (result[key] !== value) set[key]?.(result[key]);
}
