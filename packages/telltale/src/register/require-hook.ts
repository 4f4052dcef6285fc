// What CommonJS loads: `Module._load`, which every `require` goes through, and every `import` of a CommonJS module too, on all Nodes
// from 18 to 26 and whatever hooks are registered. Costs a look into a map per `require`.
import Module from "node:module";
import path from "node:path";
import { types } from "../engine/runtime/builtin.ts";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { packageName, packageOf } from "./package-of.ts";
import { applyTargets, type At, type Target, type Targets } from "./target.ts";

type Load = (this: unknown, request: string, parent: object | undefined, isMain: boolean) => unknown;

/** The parts of `Module` that are not in its declarations, and have been there since it is. */
interface Internals {
  _load: Load;
  _resolveFilename(request: string, parent: object | undefined): string;
  readonly _cache: Record<string, LoadedModule | undefined>;
  readonly _extensions: Record<string, (this: unknown, module: LoadedModule, file: string) => unknown>;
  syncBuiltinESMExports(): void;
}

interface LoadedModule {
  readonly loaded: boolean;
  exports: unknown;
}

const internals = Module as unknown as Internals;

/** What a hook knows of the modules that it has seen. */
interface Hook {
  readonly targets: Targets;
  /** The names of the packages that have targets. */
  readonly packages: ReadonlySet<string | undefined>;
  /** Modules by the path that was asked for. */
  readonly modules: Map<string, string | undefined>;
  /** What replaces exports that were instrumented. */
  readonly instrumented: WeakMap<object, unknown>;
}

/** A module that is to be instrumented, as it was asked for. */
interface RequestedModule {
  readonly module: string;
  /** Undefined for modules of Node. */
  readonly file: string | undefined;
  readonly by: At["by"];
}

/** Has `targets` instrument what is loaded from now on. The returned function removes the hook; what it has instrumented stays so. */
export function hookRequire(targets: Targets): () => void {
  const original = internals._load;
  const hook: Hook = {
    targets,
    packages: new Set([...targets.keys()].map((module) => packageName(`/node_modules/${module}`))),
    modules: new Map(),
    instrumented: new WeakMap(),
  };
  let active = true;
  const load: Load = function (request, parent, isMain) {
    const loading = (): unknown => original.call(this, request, parent, isMain);
    const module = active ? moduleOf(hook, request) : undefined;
    if (module === undefined) return loading();
    const file = fileOf(request, parent);
    // an ES module imports by path and has no parent here
    const asked: RequestedModule = { module, file, by: parent === undefined ? "import" : "require" };
    const exports = file === undefined ? loading() : completing(hook, asked, file, loading);
    return orUnchanged(request, exports, () => take(hook, asked, exports));
  };
  internals._load = load;
  return () => {
    active = false;
    // another hook may have been added since
    if (internals._load === load) internals._load = original;
  };
}

function orUnchanged(request: string, exports: unknown, work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    reportMistake("instrumentation_failed", `\`${request}\`: ${String(error)}`);
    return exports;
  }
}

function moduleOf(hook: Hook, request: string): string | undefined {
  return hook.targets.has(request) ? request : moduleAt(hook, request);
}

/** The module that the absolute path `request` is; `import` asks this way. */
function moduleAt(hook: Hook, request: string): string | undefined {
  const { packages, modules } = hook;
  if (typeof request !== "string" || !path.isAbsolute(request)) return undefined;
  if (modules.has(request)) return modules.get(request);
  const name = packageName(request);
  const module = name !== undefined && packages.has(name) ? entryOf(hook, name, request) : undefined;
  modules.set(request, module);
  return module;
}

/** Which of the modules of the package `name` the `file` is. */
function entryOf({ targets }: Hook, name: string, file: string): string | undefined {
  const marker = `${path.sep}node_modules${path.sep}`;
  const modules = file.slice(0, file.lastIndexOf(marker) + marker.length - 1);
  const parent = { id: modules, filename: path.join(modules, "from"), paths: [modules] };
  for (const module of targets.keys()) {
    if (module !== name && !module.startsWith(`${name}/`)) continue;
    try {
      if (internals._resolveFilename(module, parent) === file) return module;
    } catch {
      // this version has no such subpath
    }
  }
  return undefined;
}

/**
 * Has a file instrumented once it has run, and not after it was loaded: Node keeps what a module exports at that moment, for those who
 * import it.
 */
function completing(hook: Hook, asked: RequestedModule, file: string, loading: () => unknown): unknown {
  const { _extensions: extensions } = internals;
  const extension = extensions[path.extname(file)] === undefined ? ".js" : path.extname(file);
  const run = extensions[extension];
  if (run === undefined || internals._cache[file]?.loaded === true) return loading();
  const runAndComplete: typeof run = function (module, name) {
    const result = run.call(this, module, name);
    const { exports } = module;
    if (name === file)
      module.exports = orUnchanged(asked.module, exports, () => instrument(hook, asked, exports));
    return result;
  };
  extensions[extension] = runAndComplete;
  try {
    return loading();
  } finally {
    if (extensions[extension] === runAndComplete) extensions[extension] = run;
  }
}

function take(hook: Hook, asked: RequestedModule, exports: unknown): unknown {
  const { targets, instrumented } = hook;
  if (!isLibrary(exports)) return exports;
  if (instrumented.has(exports)) return instrumented.get(exports);
  const { module, file } = asked;
  if (file === undefined) {
    instrumented.set(exports, exports);
    const at = { module, by: "require", version: undefined, folder: undefined } as const;
    const result = applyTargets(targets.get(module) as readonly Target[], exports, at);
    // named imports of ES modules get the replaced methods too
    internals.syncBuiltinESMExports();
    return result;
  }
  // in a cycle of modules it is not complete yet, and is loaded again when it is
  return internals._cache[file]?.loaded === false ? exports : instrument(hook, asked, exports);
}

function instrument({ targets, instrumented }: Hook, asked: RequestedModule, exports: unknown): unknown {
  const { module, file = "", by } = asked;
  if (!isLibrary(exports)) return exports;
  if (instrumented.has(exports)) return instrumented.get(exports);
  const { version, folder } = packageOf(file) ?? {};
  const wanted = targets.get(module) as readonly Target[];
  const apply = types.isModuleNamespaceObject(exports) ? applyToNamespace : applyTargets;
  const result = apply(wanted, exports, { module, by, version, folder });
  instrumented.set(exports, result);
  if (isLibrary(result)) instrumented.set(result, result);
  return result;
}

/** The file that `request` leads to; undefined for a module of Node, and where Node itself will refuse. */
function fileOf(request: string, parent: object | undefined): string | undefined {
  if (Module.isBuiltin(request)) return undefined;
  if (path.isAbsolute(request)) return request;
  try {
    return internals._resolveFilename(request, parent);
  } catch {
    return undefined;
  }
}

function isLibrary(exports: unknown): exports is object {
  return (typeof exports === "object" && exports !== null) || typeof exports === "function";
}

/** An ES module cannot be changed from outside: if something in it was replaced, a copy replaces it. */
function applyToNamespace(targets: readonly Target[], namespace: object, at: At): unknown {
  const library: Record<string, unknown> = { ...namespace };
  const result = applyTargets(targets, library, at);
  if (result !== library) return result;
  const changed = Object.entries(namespace).some(([key, value]) => library[key] !== value);
  return changed ? library : namespace;
}
