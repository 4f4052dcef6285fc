// Spans that configuration leaves out before they are created. Every span keeps a parent: spans below one that is passed over become
// children of its parent, and below one that is silenced no spans are created.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import type { Enrichment } from "./enrichment.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import { type Identity, noIdentity, sampledFlag } from "../span/span-context.ts";
import type { SpanRequest } from "../recording/span-request.ts";

/** The parent of spans that start below `span`: the span above it, if `span` was passed over. */
export function aboveOf(span: OtelSpan | undefined): OtelSpan | undefined {
  return span instanceof PassiveSpan && span.isPassedOver ? span.standsFor : span;
}

/** The replacement of a span that is not created; undefined when it is. */
export function leaveOut(
  atStart: NonNullable<Enrichment["atStart"]>,
  request: SpanRequest,
): PassiveSpan | undefined {
  const { above, parent, identity } = request;
  const isSilenced = parent !== undefined && above instanceof PassiveSpan && above.silent;
  const result = isSilenced ? "silence" : ask(atStart, request);
  if (result === "make") return undefined;
  if (result === "passOver") return passedOver(above, parent);
  // other services learn that it was not sampled, and do the same
  identity.flags &= ~sampledFlag;
  const silent = new PassiveSpan(identity);
  silent.silent = true;
  return silent;
}

/** A span that represents `above`, whose identity is `parent`; without a parent it represents no span. */
export function passedOver(above: OtelSpan | undefined, parent: Identity | undefined): PassiveSpan {
  const passed = new PassiveSpan(parent ?? noIdentity);
  passed.isPassedOver = true;
  passed.standsFor = parent === undefined ? undefined : above;
  return passed;
}

function ask(
  atStart: NonNullable<Enrichment["atStart"]>,
  { name, kind, options, parent, scope }: SpanRequest,
): ReturnType<typeof atStart> {
  try {
    return atStart(name, kind, options, parent, scope);
  } catch (error) {
    report("enrichment_failed", error);
    return "make";
  }
}
