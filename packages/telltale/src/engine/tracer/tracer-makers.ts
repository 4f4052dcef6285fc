// Instrumentation scopes whose tracers are made otherwise: those of frameworks that instrument themselves. `fitted-tracer.ts` makes them.
import type { Span as OtelSpan, SpanOptions, Tracer } from "@opentelemetry/api";
import type { Scope } from "../context/scope.ts";
import { shared } from "../runtime/shared.ts";

/** What starts the spans of an instrumentation scope. */
export interface SpanStarter {
  start(name: string, options: SpanOptions | undefined, parent: OtelSpan | undefined, scope: Scope): OtelSpan;
}

/** By the name of the scope. */
export const tracerMakers: Map<string, (core: SpanStarter) => Tracer> = shared(
  "tracer makers",
  () => new Map(),
);
