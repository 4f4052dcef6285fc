// How spans are decided about, named and looked at: options over `OTEL_TRACES_SAMPLER` over the default.
import type { Environment } from "../engine/environment.ts";
import type { ExceptionSignal } from "../engine/exception-signal.ts";
import type { IdGenerator } from "../engine/id-generator.ts";
import type { TraceSettings } from "../engine/pipeline-settings.ts";
import type { Sampler } from "../engine/sampler.ts";
import type { SpanProcessor } from "../engine/span-processor.ts";
import { TelemetryError } from "../error.ts";
import { alwaysOff, alwaysOn } from "../sampling/always.ts";
import { batchSpanProcessor, type SpanExporter } from "../otel/span-export.ts";
import { parentBased } from "../sampling/parent-based.ts";
import { type ScopeOptions, settleScopes } from "./scopes.ts";
import { traceIdRatio } from "../sampling/trace-id-ratio.ts";

/** The options about spans. */
export interface TraceOptions {
  readonly sampler?: Sampler | undefined;
  readonly idGenerator?: IdGenerator | undefined;
  readonly processors?: readonly SpanProcessor[] | undefined;
  readonly tracers?: readonly ScopeOptions[] | undefined;
}

const makers: Readonly<Record<string, (share: () => number) => Sampler | undefined>> = {
  always_on: alwaysOn,
  always_off: alwaysOff,
  traceidratio: (share) => traceIdRatio(share()),
  // what is done without any sampler, at no cost
  parentbased_always_on: () => undefined,
  parentbased_always_off: () => parentBased({ root: alwaysOff() }),
  parentbased_traceidratio: (share) => parentBased({ root: traceIdRatio(share()) }),
};

/** Settles the options. @throws {TelemetryError} `TT_OPTION` when one of them has not the shape it must have. */
export function settleTraces(
  options: TraceOptions,
  env: Environment,
  spanExporters: readonly SpanExporter[] = [],
): TraceSettings {
  const { sampler, idGenerator, processors = [] } = options;
  check("sampler", sampler, ["shouldSample"]);
  check("idGenerator", idGenerator, ["generateTraceId", "generateSpanId"]);
  if (!Array.isArray(processors)) throw wrong("processors", processors, "a list of span processors");
  for (const processor of processors) check("processors", processor, ["forceFlush", "shutdown"], true);
  const name = env.choice("OTEL_TRACES_SAMPLER", Object.keys(makers));
  return {
    sampler: sampler ?? makers[name ?? "parentbased_always_on"]?.(() => readShare(env)),
    head: undefined,
    ids: idGenerator,
    hold: undefined,
    scopes: settleScopes("tracers", options.tracers),
    processors: [...processors, ...spanExporters.map((exporter) => batchSpanProcessor(exporter))],
    exceptions: settleExceptions(env),
  };
}

function settleExceptions(env: Environment): ExceptionSignal {
  const wanted = env.list("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN") ?? [];
  if (wanted.includes("logs/dup")) return "both";
  if (wanted.includes("logs")) return "log";
  if (wanted.length > 0) env.ignore("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN", "logs or logs/dup");
  return "event";
}

function readShare(env: Environment): number {
  const text = env.text("OTEL_TRACES_SAMPLER_ARG");
  if (text === undefined) return 1;
  const share = Number(text);
  if (share >= 0 && share <= 1) return share;
  env.ignore("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1");
  return 1;
}

function check(name: string, value: unknown, methods: readonly string[], needed = false): void {
  if (value === undefined && !needed) return;
  const given = value as Readonly<Record<string, unknown>> | null | undefined;
  const complete =
    typeof given === "object" &&
    given !== null &&
    methods.every((method) => typeof given[method] === "function");
  if (!complete)
    throw wrong(name, value, `an object with ${methods.map((method) => `\`${method}\``).join(" and ")}`);
}

function wrong(name: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}
