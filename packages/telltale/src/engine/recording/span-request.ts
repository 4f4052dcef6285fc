// A span that is requested, before it is decided whether it is recorded: one object that all who decide read.
import type { Span as OtelSpan } from "@opentelemetry/api";
import type { Scope } from "../context/scope.ts";
import type { Identity } from "../span/span-context.ts";
import type { SpanOptions } from "../span/span.ts";

/** An identity that sampling may still change. */
export type NewIdentity = { -readonly [K in keyof Identity]: Identity[K] };

/** A requested span. */
export interface SpanRequest {
  readonly name: string;
  readonly kind: number;
  readonly options: SpanOptions | undefined;
  /** The span above it; with the option `root` it is not its parent. */
  readonly above: OtelSpan | undefined;
  readonly parent: Identity | undefined;
  /** The identity that the span would have. */
  readonly identity: NewIdentity;
  readonly scope: Scope;
}
