// The kind a span starts with: OpenTelemetry's number, internal for anything else.
import { SpanKind } from "./api/enums.ts";
import type { SpanOptions } from "./span.ts";

/** The kind that `options` ask for. */
export function kindOf(options: SpanOptions | undefined): number {
  const kind = options?.kind;
  return kind !== undefined && kind >= SpanKind.INTERNAL && kind <= SpanKind.CONSUMER
    ? kind
    : SpanKind.INTERNAL;
}
