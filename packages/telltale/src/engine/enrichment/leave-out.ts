// Spans that configuration has left out before they are made. Nobody is left without a parent: what is below one that is passed over
// belongs to its parent, as if it had never been asked for, and below one that is silenced nothing is made.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import type { Enrichment } from "./enrichment.ts";
import { PassiveSpan } from "../recording/passive-span.ts";
import type { Scope } from "../context/scope.ts";
import { type Identity, noIdentity, sampledFlag } from "../span/span-context.ts";
import type { SpanOptions } from "../span/span.ts";

/** Who is the parent of what starts below `span`: the span above, where it was passed over. */
export function aboveOf(span: OtelSpan | undefined): OtelSpan | undefined {
  return span instanceof PassiveSpan && span.isPassedOver ? span.standsFor : span;
}

/** A span that is asked for. */
interface AskedSpan {
  readonly name: string;
  readonly kind: number;
  readonly options: SpanOptions | undefined;
}

/** What stands in place of a span that is not made; undefined for one that is. `identity` is what it would have. */
export function leaveOut(
  atStart: NonNullable<Enrichment["atStart"]>,
  asked: AskedSpan,
  parentSpan: OtelSpan | undefined,
  parent: Identity | undefined,
  identity: { -readonly [K in keyof Identity]: Identity[K] },
  scope: Scope,
): PassiveSpan | undefined {
  const silenced = parent !== undefined && parentSpan instanceof PassiveSpan && parentSpan.silent;
  const fate = silenced ? "silence" : ask(atStart, asked, parent, scope);
  if (fate === "make") return undefined;
  if (fate === "passOver") return passedOver(parentSpan, parent);
  // other services learn that it was not sampled, and follow
  identity.flags &= ~sampledFlag;
  const silent = new PassiveSpan(identity);
  silent.silent = true;
  return silent;
}

/** What stands for `above`, whose identity is `parent`; for nobody where there is none. */
export function passedOver(above: OtelSpan | undefined, parent: Identity | undefined): PassiveSpan {
  const passed = new PassiveSpan(parent ?? noIdentity);
  passed.isPassedOver = true;
  passed.standsFor = parent === undefined ? undefined : above;
  return passed;
}

function ask(
  atStart: NonNullable<Enrichment["atStart"]>,
  { name, kind, options }: AskedSpan,
  parent: Identity | undefined,
  scope: Scope,
): ReturnType<typeof atStart> {
  try {
    return atStart(name, kind, options, parent, scope);
  } catch (error) {
    report("enrichment_failed", error);
    return "make";
  }
}
