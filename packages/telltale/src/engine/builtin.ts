// Modules of Node that not every program loads: found when they are first used, so that the start of a process does not pay for
// them. By name at run time, which bundlers leave alone, and at once, which `import()` could not.
import { createRequire } from "node:module";

interface Builtins {
  readonly crypto: typeof import("node:crypto");
  readonly http: typeof import("node:http");
  readonly https: typeof import("node:https");
  readonly zlib: typeof import("node:zlib");
}

/** Gives the module `name` of Node; the first call loads it. */
export function builtin<Name extends keyof Builtins>(name: Name): () => Builtins[Name] {
  let loaded: Builtins[Name] | undefined;
  // any absolute path does: what is required is Node's own
  return () => (loaded ??= createRequire(process.execPath)(`node:${name}`) as Builtins[Name]);
}
