// How spans are decided about, named and looked at.
import type { ExceptionSignal } from "../engine/completion/exception-signal.ts";
import type { TraceSettings } from "../engine/pipeline/settings.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import { batchSpanProcessor, type SpanExporter } from "../otel/span-export.ts";
import { alwaysOff, alwaysOn } from "../sampling/always.ts";
import { parentBased } from "../sampling/parent-based.ts";
import { traceIdRatio } from "../sampling/trace-id-ratio.ts";
import type { Resolved } from "../settings/setting.ts";
import { toScopeRules } from "./scopes.ts";
import type { startSettings } from "./start-options.ts";

type Settings = Resolved<typeof startSettings.settings>;

const makers: Readonly<Record<Settings["samplerName"], (share: number) => Sampler | undefined>> = {
  always_on: alwaysOn,
  always_off: alwaysOff,
  // called, because naming it here would load it at every start
  traceidratio: (share) => traceIdRatio(share),
  // what is done without any sampler, at no cost
  parentbased_always_on: () => undefined,
  parentbased_always_off: () => parentBased({ root: alwaysOff() }),
  parentbased_traceidratio: (share) => parentBased({ root: traceIdRatio(share) }),
};

/** What the settings about spans come to, with `spanExporters` behind the processors. */
export function toTraceSettings(
  { sampler, samplerName, samplerArgument, idGenerator, tracers, exceptions }: Settings,
  processors: TraceSettings["processors"],
  spanExporters: readonly SpanExporter[],
): TraceSettings {
  return {
    sampler: sampler ?? makers[samplerName](samplerArgument),
    head: undefined,
    ids: idGenerator,
    hold: undefined,
    scopes: toScopeRules(tracers),
    processors: [...processors, ...spanExporters.map((exporter) => batchSpanProcessor(exporter))],
    exceptions: exceptionSignal(exceptions),
  };
}

function exceptionSignal(wanted: Settings["exceptions"]): ExceptionSignal {
  if (wanted.includes("logs/dup")) return "both";
  return wanted.includes("logs") ? "log" : "event";
}
