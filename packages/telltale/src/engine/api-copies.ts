// Copies of the OpenTelemetry API that this process has loaded. Each hands out proxies while nothing is registered, and wakes only
// those of the copy that registers: the ES module and the CommonJS half of API 1.10, nested installations and `api-logs` are others.
import Module from "node:module";
import * as api from "@opentelemetry/api";
import { type ApiCopy, readGlobal } from "./api-global.ts";
import { types } from "./builtin.ts";
import { loggerProvider, tracerProvider } from "./live-providers.ts";
import { importOutside } from "./outside.ts";

// where the packages keep their CommonJS entry, 1.0 to 1.9, 1.10 and later
const entries =
  /[\\/]@opentelemetry[\\/]api(?:-logs)?[\\/](?:build[\\/]src[\\/]index\.js|dist[\\/]index\.cjs)$/;

/** What the API hands out while nothing is registered, tracers and loggers. */
interface Proxy {
  setDelegate?(provider: unknown): void;
  _setDelegate?(provider: unknown): void;
}

/** Our own copy, and every other one that was loaded as CommonJS. */
export function loadedCopies(): ApiCopy[] {
  const { _cache: cache = {} } = Module as {
    _cache?: Record<string, { readonly exports?: unknown } | undefined>;
  };
  const copies = new Set<ApiCopy>();
  for (const [file, loaded] of Object.entries(cache)) {
    const exports = loaded?.exports;
    if (entries.test(file) && typeof exports === "object" && exports !== null) copies.add(exports);
  }
  const known = [...copies].some(({ trace }) => trace === api.trace);
  return known ? [...copies] : [api as ApiCopy, ...copies];
}

/**
 * Wakes the handles that `copy` gave out, and gives out, while it finds nothing registered: from now on they are ours.
 * Must be called before anything is registered: afterwards a copy does not show its proxies any more.
 * Returns the proxy of its tracers, where it showed one.
 */
export function wakeProxies(copy: ApiCopy): api.TracerProvider | undefined {
  // the proxy of a copy is also what it registers for another SDK
  const { trace, logs } = readGlobal() ?? {};
  const tracers = copy.trace?.getTracerProvider?.();
  const loggers = copy.logs?.getLoggerProvider?.();
  if (loggers !== logs) wake(loggers, loggerProvider);
  return tracers !== trace && wake(tracers, tracerProvider) ? (tracers as api.TracerProvider) : undefined;
}

function wake(found: unknown, provider: unknown): boolean {
  const proxy = found as Proxy | undefined;
  if (found === provider) return false;
  if (typeof proxy?.setDelegate === "function") proxy.setDelegate(provider);
  else if (typeof proxy?._setDelegate === "function") proxy._setDelegate(provider);
  else return false;
  return true;
}

/**
 * The ES module half of our API, where handles of it can be about: only an import reaches it, so they wake a moment later, and where
 * the program has not imported it, the import costs as much as the API itself. Resolves to undefined where there is none. Never rejects.
 */
export async function importedCopy(): Promise<ApiCopy | undefined> {
  // up to 1.9 there is one copy for both
  if (!("logs" in api) || types.isModuleNamespaceObject(api) || !moduleMayHaveRun()) return undefined;
  try {
    return (await importOutside("@opentelemetry/api")) as ApiCopy;
  } catch {
    return undefined;
  }
}

/** Whether an ES module can have run before this. None has in a CommonJS program, on a command line (`-e`), or while `-r` preloads. */
function moduleMayHaveRun(): boolean {
  const { isPreloading } = Module.prototype as { readonly isPreloading?: boolean };
  return process.mainModule === undefined && process.argv[1] !== undefined && isPreloading !== true;
}
