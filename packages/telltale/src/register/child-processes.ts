// Processes that this one starts: the active context goes along in their environment, where `telltale/register` there, and every
// other reader of these variables, finds it.
import { subscribe } from "node:diagnostics_channel";
import { report } from "../engine/diagnostics/diagnose.ts";
import { childEnvironment } from "../propagation/environment-carrier.ts";
import type { Target } from "./target.ts";

interface SpawnOptions {
  /** `NAME=value` each. */
  envPairs?: string[];
}
type Spawn = (this: unknown, options: SpawnOptions) => unknown;

/** Has child processes carry the context that is active when they are started. */
export function carryToChildren(isActive: () => boolean): readonly Target[] {
  // before Node 20 there is no event before a process is started
  const hasEvent = Number.parseInt(process.versions.node, 10) >= 20;
  if (hasEvent) {
    subscribe("child_process", (message) => {
      const { process: child } = message as { readonly process?: { spawn?: Spawn } };
      const spawn = child?.spawn;
      if (child !== undefined && typeof spawn === "function" && isActive()) child.spawn = carrying(spawn);
    });
  }
  return [
    {
      name: "child-process",
      modules: ["node:child_process"],
      instrument: (library) => patch(library, hasEvent, isActive),
    },
  ];
}

/** Processes without an event: synchronous ones, and on Node 18 all. */
function patch(library: unknown, hasEvent: boolean, isActive: () => boolean): unknown {
  const childProcess = library as Record<string, unknown> & {
    ChildProcess?: { prototype: { spawn: Spawn } };
  };
  const { prototype } = childProcess.ChildProcess ?? {};
  if (!hasEvent && prototype !== undefined) {
    const { spawn } = prototype;
    const traced = carrying(spawn);
    prototype.spawn = function (options) {
      return (isActive() ? traced : spawn).call(this, options);
    };
  }
  for (const name of ["spawnSync", "execFileSync", "execSync"]) {
    const original = childProcess[name];
    if (typeof original !== "function") continue;
    const traced = function (this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(original, this, isActive() ? withEnvironment(args, name) : args);
    };
    Object.defineProperties(traced, { name: { value: name }, length: { value: original.length } });
    childProcess[name] = traced;
  }
  return library;
}

function carrying(spawn: Spawn): Spawn {
  return function (options) {
    try {
      const { envPairs } = options;
      if (Array.isArray(envPairs)) options.envPairs = toPairs(childEnvironment(fromPairs(envPairs)));
    } catch (error) {
      report("propagation_failed", error);
    }
    return spawn.call(this, options);
  };
}

/** The arguments of a call, its options with the context in their environment; as they are where there is none. */
function withEnvironment(args: unknown[], name: string): unknown[] {
  // undefined and null are an empty list of arguments
  const at = name !== "execSync" && Array.isArray(args[1] ?? []) ? 2 : 1;
  const options = args[at] as { readonly env?: NodeJS.ProcessEnv } | null | undefined;
  // a call that is wrong is Node's to refuse
  if (options === null ? name === "spawnSync" : options !== undefined && typeof options !== "object")
    return args;
  if (Array.isArray(options)) return args;
  const changed = [...args];
  while (changed.length < at) changed.push(undefined);
  changed[at] = { ...options, env: childEnvironment(options?.env ?? process.env) };
  return changed;
}

function fromPairs(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      // Windows has names that begin with `=`
      const at = pair.indexOf("=", 1);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function toPairs(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
