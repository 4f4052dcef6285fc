// The engine behind `@opentelemetry/api`: the global providers, for the copies of API 1.0 to 1.10 in the process, for `api-logs`,
// and beside another SDK. Places that somebody else has taken stay theirs.
import type { ContextManager, MeterProvider, TextMapPropagator, TracerProvider } from "@opentelemetry/api";
import { copySettingLogger, loadedCopies, noteLoadedHalf, wakeLater, wakeProxies } from "./api-copies.ts";
import {
  lendDiag,
  lendVersion,
  ownVersion,
  type Place,
  places,
  readGlobal,
  versionToRegister,
  writeGlobal,
} from "./api-global.ts";
import { useRootContext } from "./context-manager.ts";
import { useForeignContext } from "./foreign-context.ts";
import { loggerProvider, provide, tracerProvider } from "./live-providers.ts";
import type { OtelLoggerProvider } from "./logger-provider.ts";
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

/** What somebody else has registered. */
export function takenPlaces(): Place[] {
  const global = readGlobal() ?? {};
  return places.filter(
    (place) =>
      (global as { [place in Place]?: unknown })[place] !== undefined ||
      (place === "logs" && holder[apiLogsKey] !== undefined),
  );
}

/** Registers in the places that are free. The returned function takes ours off and leaves everything else. */
export function registerGlobals({ contextManager, propagator, providers }: Globals): () => void {
  noteLoadedHalf();
  const before = readGlobal();
  const ours: Partial<Record<Place, unknown>> = { context: contextManager, propagation: propagator };
  const undo = providers === undefined ? [] : registerProviders(providers, ours);
  const free = Object.entries(ours).filter(([place]) => before?.[place as Place] === undefined);
  const foreign = before?.trace ?? before?.metrics ?? before?.logs;
  // providers of another SDK were made for the version they stand under: copies that are newer must not find them
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
  ours: Partial<Record<Place, unknown>>,
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
  const still = registered.filter(([place, value]) => present?.[place as Place] === value);
  const left = places.some(
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
