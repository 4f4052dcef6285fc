// The engine behind `@opentelemetry/api`: the global providers, in API 1.9 and 1.10 and, for logs, in `@opentelemetry/api-logs`.
import * as api from "@opentelemetry/api";
import { report } from "./diagnose.ts";
import type { OtelLoggerProvider } from "./logger-provider.ts";

/** What is registered. */
export interface Globals {
  readonly contextManager: api.ContextManager;
  readonly propagator: api.TextMapPropagator;
  /** Undefined where only context and propagation are wanted. */
  readonly providers?:
    | {
        readonly tracers: api.TracerProvider;
        readonly meters: api.MeterProvider;
        readonly loggers: OtelLoggerProvider;
      }
    | undefined;
}

interface LogsApi {
  setGlobalLoggerProvider(provider: OtelLoggerProvider): unknown;
  disable(): void;
}

type LoggersOfVersion = (version: number) => OtelLoggerProvider | undefined;

// where `@opentelemetry/api-logs` looks for its provider, and the version it asks for
const apiLogsKey: unique symbol = Symbol.for("io.opentelemetry.js.api.logs") as never;
const apiLogsVersion = 1;
const holder = globalThis as { [apiLogsKey]?: LoggersOfVersion };

/** Registers; what somebody else has registered before stays, and is reported. The returned function takes ours off. */
export function registerGlobals({ contextManager, propagator, providers }: Globals): () => void {
  const undo: (() => void)[] = [];
  const settle = (name: string, registered: boolean, disable: () => void): void => {
    if (registered) undo.push(disable);
    else report("already_registered", `another SDK has registered its ${name}; that one stays`);
  };
  settle("context manager", api.context.setGlobalContextManager(contextManager), () => api.context.disable());
  settle("propagator", api.propagation.setGlobalPropagator(propagator), () => api.propagation.disable());
  if (providers !== undefined) {
    settle("tracer provider", api.trace.setGlobalTracerProvider(providers.tracers), () =>
      api.trace.disable(),
    );
    settle("meter provider", api.metrics.setGlobalMeterProvider(providers.meters), () =>
      api.metrics.disable(),
    );
    registerLoggers(providers.loggers, settle);
  }
  return () => {
    for (const disable of undo.splice(0)) disable();
  };
}

function registerLoggers(
  loggers: OtelLoggerProvider,
  settle: (name: string, registered: boolean, disable: () => void) => void,
): void {
  const { logs } = api as { logs?: LogsApi };
  if (logs !== undefined)
    settle("logger provider", logs.setGlobalLoggerProvider(loggers) !== false, () => logs.disable());
  const free = holder[apiLogsKey] === undefined;
  if (free) holder[apiLogsKey] = (version) => (version === apiLogsVersion ? loggers : undefined);
  settle("logger provider of api-logs", free, () => {
    delete holder[apiLogsKey];
  });
}
