// The providers of tracers and loggers that OpenTelemetry sees: one each for the life of the process. What they hand out finds
// the running engine by itself, so a handle taken before `start()` is live after it, and again after the next.
import type { Context, Span, SpanOptions, Tracer, TracerProvider } from "@opentelemetry/api";
import { silentTracer } from "../api/trace.ts";
import type {
  OtelEnabledQuery,
  OtelLogger,
  OtelLoggerOptions,
  OtelLoggerProvider,
  OtelLogRecord,
} from "../log/logger-provider.ts";
import { shared } from "../runtime/shared.ts";

/** What the running engine provides; all undefined while none runs. */
interface Current {
  tracers: TracerProvider | undefined;
  loggers: OtelLoggerProvider | undefined;
  flush: (() => Promise<void>) | undefined;
}

const current: Current = shared("providers", () => ({
  tracers: undefined,
  loggers: undefined,
  flush: undefined,
}));

/** Puts the providers of an engine behind all handles. The returned function puts nothing there again. */
export function provide(next: {
  readonly tracers: TracerProvider;
  readonly loggers: OtelLoggerProvider;
  readonly flush: () => Promise<void>;
}): () => void {
  Object.assign(current, next);
  return () => {
    if (current.tracers === next.tracers)
      Object.assign(current, { tracers: undefined, loggers: undefined, flush: undefined });
  };
}

/** What stock providers have besides, for those who flush what is registered. */
interface Flushable {
  forceFlush(): Promise<void>;
}

async function forceFlush(): Promise<void> {
  await current.flush?.();
}

interface Closable {
  shutdown(): Promise<void>;
}

/** The TracerProvider of the process. After its `shutdown` the spans of the running engine only carry context. */
export const tracerProvider: TracerProvider & Flushable & Closable = shared("tracerProvider", () => ({
  getTracer: (name, version, options) => new LiveTracer(name, version, options),
  forceFlush,
  shutdown: async () => (current.tracers as Partial<Closable> | undefined)?.shutdown?.(),
}));

/** The LoggerProvider of the process. */
export const loggerProvider: OtelLoggerProvider & Flushable = shared("loggerProvider", () => ({
  getLogger: (name, version, options) => new LiveLogger(name, version, options),
  forceFlush,
}));

// what the API itself returns when nothing is registered
const noTracer: Tracer = silentTracer;
const noLogger: OtelLogger = { emit() {}, enabled: () => false };

type Scope<Options> = readonly [name: string, version?: string, options?: Options];

class LiveTracer implements Tracer {
  readonly #scope: Scope<{ schemaUrl?: string }>;
  #from: TracerProvider | undefined = undefined;
  #tracer: Tracer = noTracer;

  constructor(...scope: Scope<{ schemaUrl?: string }>) {
    this.#scope = scope;
    this.#now();
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.#now().startSpan(name, options, context);
  }

  startActiveSpan(name: string, a?: unknown, b?: unknown, c?: unknown): never {
    const tracer = this.#now() as unknown as { startActiveSpan(...args: unknown[]): never };
    // tracers recognize their arguments by the number of them
    if (c !== undefined) return tracer.startActiveSpan(name, a, b, c);
    return b === undefined ? tracer.startActiveSpan(name, a) : tracer.startActiveSpan(name, a, b);
  }

  #now(): Tracer {
    if (this.#from === current.tracers) return this.#tracer;
    this.#from = current.tracers;
    this.#tracer = this.#from === undefined ? noTracer : this.#from.getTracer(...this.#scope);
    return this.#tracer;
  }
}

class LiveLogger implements OtelLogger {
  readonly #scope: Scope<OtelLoggerOptions>;
  #from: OtelLoggerProvider | undefined = undefined;
  #logger: OtelLogger = noLogger;

  constructor(...scope: Scope<OtelLoggerOptions>) {
    this.#scope = scope;
    this.#now();
  }

  emit(record: OtelLogRecord): void {
    this.#now().emit(record);
  }

  enabled(query?: OtelEnabledQuery): boolean {
    return this.#now().enabled(query);
  }

  #now(): OtelLogger {
    if (this.#from === current.loggers) return this.#logger;
    this.#from = current.loggers;
    this.#logger = this.#from === undefined ? noLogger : this.#from.getLogger(...this.#scope);
    return this.#logger;
  }
}
