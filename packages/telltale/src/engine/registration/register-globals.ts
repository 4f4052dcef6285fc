// The engine behind `@opentelemetry/api`: the global providers, for the copies of API 1.0 to 1.10 in the process, for `api-logs`,
// and beside another SDK. What another SDK has registered stays.
import { storage } from "../context/scope.ts";
import { report } from "../diagnostics/diagnose.ts";
import type {
  ContextManager,
  MeterProvider,
  TextMapPropagator,
  TracerProvider,
  Context,
} from "@opentelemetry/api";
import { copySettingLogger, loadedCopies, noteLoadedHalf, wakeLater, wakeProxies } from "./api-copies.ts";
import {
  lendDiag,
  lendVersion,
  ownVersion,
  readGlobal,
  versionToRegister,
  writeGlobal,
} from "../api/global.ts";
import { type ApiName, apiNames } from "../api/registered.ts";
import { useRootContext } from "../context/context-manager.ts";
import { loggerProvider, provide, tracerProvider } from "./live-providers.ts";
import type { OtelLoggerProvider } from "../log/logger-provider.ts";
import { serveEarlyMeters } from "./meter-provider.ts";

/** What is registered. */
export interface Globals {
  readonly contextManager: ContextManager;
  readonly propagator: TextMapPropagator;
  /** Undefined where only context and propagation are wanted. */
  readonly providers?:
    | {
        readonly tracers: TracerProvider;
        readonly meters: MeterProvider;
        readonly loggers: OtelLoggerProvider;
        readonly flush: () => Promise<void>;
      }
    | undefined;
}

type LoggersOfVersion = (version: number) => OtelLoggerProvider | undefined;

// where `@opentelemetry/api-logs` looks for its provider, and the version it asks for
const apiLogsKey: unique symbol = Symbol.for("io.opentelemetry.js.api.logs") as never;
const apiLogsVersion = 1;
const holder = globalThis as { [apiLogsKey]?: LoggersOfVersion | undefined };

/** What another library has registered. */
export function registeredApis(): ApiName[] {
  const global = readGlobal() ?? {};
  return apiNames.filter(
    (place) =>
      (global as { [place in ApiName]?: unknown })[place] !== undefined ||
      (place === "logs" && holder[apiLogsKey] !== undefined),
  );
}

/** Registers for the APIs that no one has registered for. The returned function removes ours and leaves everything else. */
export function registerGlobals({ contextManager, propagator, providers }: Globals): () => void {
  noteLoadedHalf();
  const before = readGlobal();
  const ours: Partial<Record<ApiName, unknown>> = { context: contextManager, propagation: propagator };
  const undo = providers === undefined ? [] : registerProviders(providers, ours);
  const free = Object.entries(ours).filter(([place]) => before?.[place as ApiName] === undefined);
  const foreign = before?.trace ?? before?.metrics ?? before?.logs;
  // providers of another SDK were made for the version they are under: copies that are newer must not find them
  const isOurs = foreign === undefined;
  const version = isOurs ? versionToRegister(loadedCopies(), providers !== undefined) : undefined;
  writeGlobal(Object.fromEntries(free), version);
  const { trace } = ours;
  useRootContext(loadedCopies());
  wakeLater(
    () => trace !== undefined && readGlobal()?.trace === trace,
    (copies) => {
      useRootContext(copies);
      if (!isOurs || trace === undefined) return;
      writeGlobal({}, versionToRegister(copies, true));
      undo.push(...copies.map(lendDiag));
      const setting = copySettingLogger();
      if (setting !== undefined) lendVersion(setting);
    },
  );
  undo.push(serveEarlyMeters);
  undo.push(() => takeOff(free, before?.version));
  if (before?.context !== undefined) undo.push(useForeignContext(before.context as ContextManager));
  return () => {
    while (undo.length > 0) undo.pop()?.();
  };
}

/** Puts the engine behind all handles, those from before included, and adds what is to be registered to `ours`. */
function registerProviders(
  providers: NonNullable<Globals["providers"]>,
  ours: Partial<Record<ApiName, unknown>>,
): (() => void)[] {
  const copies = loadedCopies();
  const proxies = copies.map(wakeProxies);
  // the API registers its proxy, and there are programs that ask it for its delegate
  ours.trace = proxies.find((proxy) => proxy !== undefined) ?? tracerProvider;
  ours.metrics = providers.meters;
  ours.logs = loggerProvider;
  return [provide(providers), registerApiLogs(), ...copies.map(lendDiag)];
}

function takeOff(registered: readonly (readonly [string, unknown])[], version: string | undefined): void {
  const present = readGlobal();
  const still = registered.filter(([place, value]) => present?.[place as ApiName] === value);
  const left = apiNames.some(
    (place) => present?.[place] !== undefined && !still.some(([mine]) => mine === place),
  );
  writeGlobal(
    Object.fromEntries(still.map(([place]) => [place, undefined])),
    left ? undefined : (version ?? ownVersion()),
  );
}

function registerApiLogs(): () => void {
  if (holder[apiLogsKey] !== undefined) return () => {};
  holder[apiLogsKey] = ourLoggers;
  return () => {
    if (holder[apiLogsKey] === ourLoggers) delete holder[apiLogsKey];
  };
}

function ourLoggers(version: number): OtelLoggerProvider | undefined {
  return version === apiLogsVersion ? loggerProvider : undefined;
}

// Beside another SDK there is one active context: the library keeps its own where the other one's context manager keeps it,
// so that spans of either are parents of the other's.
/** A context manager; `attach` is known from API 1.10 on. */
type AnyManager = ContextManager & { attach?(context: Context): unknown };

/** Has the library use `manager` instead of its own storage. The returned function ends that. */
function useForeignContext(manager: AnyManager): () => void {
  const instead = {
    getStore: () => manager.active(),
    run: (context: Context, fn: (...args: unknown[]) => unknown, ...args: unknown[]) =>
      manager.with(context, fn, undefined, ...args),
    enterWith(context: Context) {
      if (typeof manager.attach === "function") manager.attach(context);
      else report("context_attach_unsupported");
    },
  };
  // the methods of the instance go before those of its class, and cost nothing where there are none
  Object.assign(storage, instead);
  return () => {
    for (const name of Object.keys(instead)) delete (storage as unknown as Record<string, unknown>)[name];
  };
}
