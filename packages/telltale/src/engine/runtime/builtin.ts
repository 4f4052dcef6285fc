// Modules of Node that not every program loads, or that an `import` makes dear (it reads every export, and some are made when they
// are read): found when they are first used, so that the start of a process does not pay for them. By name at run time, which
// bundlers leave alone, and at once, which `import()` could not. Through `Module`: webpack follows a `createRequire` that is imported by its name.
import Module from "node:module";

interface Builtins {
  readonly crypto: typeof import("node:crypto");
  readonly fs: typeof import("node:fs");
  readonly http: typeof import("node:http");
  readonly https: typeof import("node:https");
  readonly inspector: typeof import("node:inspector");
  readonly net: typeof import("node:net");
  readonly util: typeof import("node:util");
  readonly v8: typeof import("node:v8");
  readonly worker_threads: typeof import("node:worker_threads");
  readonly zlib: typeof import("node:zlib");
}

let find: NodeJS.Require | undefined;

/** Gives the module `name` of Node; the first call loads it. */
export function builtin<Name extends keyof Builtins>(name: Name): () => Builtins[Name] {
  let loaded: Builtins[Name] | undefined;
  // any absolute path does: what is required is Node's own
  return () =>
    (loaded ??= (find ??= Module.createRequire(process.execPath))(`node:${name}`) as Builtins[Name]);
}

/** Node's checks of types, which also work across realms. */
export const types: Builtins["util"]["types"] = builtin("util")().types;
