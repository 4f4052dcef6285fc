// Copies of the OpenTelemetry API that this process has loaded. Each hands out proxies while nothing is registered, and wakes only
// those of the copy that registers: the ES module and the CommonJS half of API 1.10, nested installations and `api-logs` are others.
import Module from "node:module";
import type { TracerProvider } from "@opentelemetry/api";
import { readGlobal, unregistered } from "../api/global.ts";
import type { ApiCopy } from "../api/registered.ts";
import { onApiUse } from "../api/global-use.ts";
import { types } from "../runtime/builtin.ts";
import { loggerProvider, tracerProvider } from "./live-providers.ts";
import { findOutside, importOutside } from "../runtime/outside.ts";
import { ownCopy } from "../api/own-copy.ts";

// where the packages keep their CommonJS entry, 1.0 to 1.9, 1.10 and later
const entries =
  /[\\/]@opentelemetry[\\/]api(?:-logs)?[\\/](?:build[\\/]src[\\/]index\.js|dist[\\/]index\.cjs)$/;
// where they have what sets a logger
const diagFile = /^(.*[\\/]@opentelemetry[\\/]api[\\/]).*[\\/]diag\.c?js$/;
// where the ES module half of 1.10 looks for what is registered
const halfLooks = /[\\/]@opentelemetry[\\/]api[\\/]dist[\\/]internal[\\/]global-utils\.mjs$/;

/** What the API hands out while nothing is registered, tracers and loggers. */
interface Proxy {
  setDelegate?(provider: unknown): void;
  _setDelegate?(provider: unknown): void;
}

// ES module halves, which no table of Node's leads to: those that were seen in use, and on an older Node what was imported with us
const halves: Set<ApiCopy> = new Set();
const imported = globalThis as { [key: symbol]: ApiCopy[] | undefined };

/** Our own copy, every other one that was loaded as CommonJS, and the ES module halves that were seen in use. */
export function loadedCopies(): ApiCopy[] {
  const copies = new Set<ApiCopy>();
  for (const [file, loaded] of Object.entries(commonJs())) {
    const exports = loaded?.exports;
    if (entries.test(file) && typeof exports === "object" && exports !== null) copies.add(exports);
  }
  const others = [ownCopy, ...(imported[Symbol.for("telltale.api.1")] ?? []), ...halves];
  const unknown = others.filter(
    (copy) => copy !== undefined && ![...copies].some(({ trace }) => trace === copy.trace),
  );
  return [...(unknown as ApiCopy[]), ...copies];
}

/**
 * Has `found` called with every copy that is loaded, now and where one is used later, for as long as nothing is registered. A copy of our
 * own is all there is.
 */
export function onEarlyUse(found: (copies: readonly ApiCopy[]) => void): void {
  found(loadedCopies());
  if (ownCopy !== undefined) return;
  let known = 0;
  onApiUse(() => {
    const { length } = Object.keys(commonJs());
    if (addCallingHalf() || length !== known) found(loadedCopies());
    known = length;
    return true;
  });
}

// what an ES module can be loaded by at once
const requiresModules = (process.features as { readonly require_module?: boolean }).require_module === true;

/**
 * Notes the ES module half of the API that this library finds, where a program has loaded it. Loads nothing, and is over in less than a
 * millisecond. Handles of a half that was taken note of wake at the start.
 */
export function noteLoadedHalf(): void {
  // an older Node has imported the half with us
  if (ownCopy !== undefined || !requiresModules) return;
  try {
    const { file } = findOutside("@opentelemetry/api");
    const half = loadedModule(file.replace(/\.cjs$/, ".mjs"));
    if (half !== undefined) halves.add(half as ApiCopy);
  } catch {
    // the API cannot be found, or the program is still loading it: then it has given nothing out
  }
}

/** The ES module `file` where it is loaded. Node looks for it before it compiles what it is given: this is not code, and refused. */
function loadedModule(file: string): unknown {
  const module = new Module(file) as Module & {
    _compile?(code: string, file: string, format: "module"): void;
  };
  module._compile?.("?", file, "module");
  return types.isModuleNamespaceObject(module.exports) ? module.exports : undefined;
}

/** Notes the ES module half that looks for what is registered right now; `false` where none does, or it is known. */
function addCallingHalf(): ApiCopy | false {
  if (!requiresModules) return false;
  const file = callers().find((caller) => halfLooks.test(caller.file))?.file;
  if (file === undefined) return false;
  // it has been evaluated: what it gives is the half itself
  const place = file.startsWith("file:") ? new URL(file) : file;
  const half = Module.createRequire(place)("../index.mjs") as ApiCopy;
  if (halves.has(half)) return false;
  halves.add(half);
  return half;
}

/** The functions that are running, the innermost first. */
function callers(): { readonly file: string; readonly name: string }[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 8;
    Error.prepareStackTrace = (_error, sites) =>
      sites.map((site) => ({ file: site.getFileName() ?? "", name: site.getFunctionName() ?? "" }));
    return new Error("where").stack as unknown as ReturnType<typeof callers>;
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** The CommonJS copy whose `diag.setLogger` is running right now. */
export function copySettingLogger(): ApiCopy | undefined {
  const { file } = callers().find(({ name }) => name.endsWith("setLogger")) ?? { file: "" };
  const [, folder] = diagFile.exec(file) ?? [];
  const entry = Object.entries(commonJs()).find(
    ([name]) => folder !== undefined && name.startsWith(folder) && entries.test(name),
  );
  return entry?.[1]?.exports as ApiCopy | undefined;
}

function commonJs(): Readonly<Record<string, { readonly exports?: unknown } | undefined>> {
  const { _cache: cache = {} } = Module as {
    _cache?: Record<string, { readonly exports?: unknown } | undefined>;
  };
  return cache;
}

/**
 * Wakes the handles that `copy` gave out, and gives out, while it finds nothing registered: from now on they are ours.
 * Must be called before anything is registered: afterwards a copy does not show its proxies any more.
 * Returns the proxy of its tracers, where it showed one.
 */
export function wakeProxies(copy: ApiCopy): TracerProvider | undefined {
  // the proxy of a copy is also what it registers for another SDK
  const { trace, logs } = readGlobal() ?? {};
  const tracers = copy.trace?.getTracerProvider?.();
  const loggers = copy.logs?.getLoggerProvider?.();
  if (loggers !== logs) wake(loggers, loggerProvider);
  return tracers !== trace && wake(tracers, tracerProvider) ? (tracers as TracerProvider) : undefined;
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
 * Wakes the ES module half of the API while `isCurrent`, where handles of it can be about that were taken before we were loaded: only an
 * import reaches it, so they wake a moment later. Without a copy of our own that is when the API is first used, and the half is not
 * loaded for a program that does not. Then `used` is called with the copies that are loaded, too.
 */
export function wakeLater(isCurrent: () => boolean, used: (copies: readonly ApiCopy[]) => void): void {
  const wakeHalf = (half: ApiCopy | undefined): void => {
    if (half !== undefined && isCurrent()) unregistered(() => wakeProxies(half));
  };
  const wakeImported = async (): Promise<void> => wakeHalf(await importedHalf());
  if (ownCopy !== undefined) void wakeImported();
  else
    onApiUse(() => {
      const half = addCallingHalf();
      if (half !== false) wakeHalf(half);
      else void wakeImported();
      used(loadedCopies());
      return false;
    });
}

/** Resolves to undefined where there is no such half, or it is known. Never rejects. */
async function importedHalf(): Promise<ApiCopy | undefined> {
  // up to 1.9 there is one copy for both
  const isKnown =
    ownCopy === undefined ? requiresModules || halves.size > 0 : !("logs" in ownCopy) || isHalf(ownCopy);
  if (isKnown || !moduleMayHaveRun()) return undefined;
  try {
    return (await importOutside("@opentelemetry/api")) as ApiCopy;
  } catch {
    return undefined;
  }
}

function isHalf(copy: ApiCopy): boolean {
  return types.isModuleNamespaceObject(copy);
}

/** Whether an ES module can have run before this. None has in a CommonJS program, on a command line (`-e`), or while `-r` preloads. */
function moduleMayHaveRun(): boolean {
  const { isPreloading } = Module.prototype as { readonly isPreloading?: boolean };
  return process.mainModule === undefined && process.argv[1] !== undefined && isPreloading !== true;
}
