// The kind a span starts with: by OpenTelemetry's number or by its word. What is neither is a mistake in the program, and is reported.
import { SpanKind } from "../api/enums.ts";
import { reportMistake } from "../diagnostics/diagnose.ts";
import { toText } from "../attributes/value.ts";

/** The kind of a span as a word. */
export type SpanKindName = "internal" | "server" | "client" | "producer" | "consumer";

/** The words at the numbers of OpenTelemetry's `SpanKind`. */
export const kindNames: readonly SpanKindName[] = ["internal", "server", "client", "producer", "consumer"];

/**
 * The number of the kind that `options` ask for; internal where they ask for none.
 *
 * One that is unknown is internal too, and is reported as `span_kind_invalid`.
 */
export function kindOf(options: { readonly kind?: SpanKindName | number | undefined } | undefined): number {
  const kind = options?.kind;
  if (kind === undefined || kind === null) return SpanKind.INTERNAL;
  const known = typeof kind === "string" ? kindNames.indexOf(kind) : kind;
  if (kindNames[known] !== undefined) return known;
  const given = typeof kind === "string" ? `"${kind.slice(0, 40)}"` : toText(kind).slice(0, 40);
  reportMistake(
    "span_kind_invalid",
    `Cannot use ${given} as the kind of a span: expected ${kindNames.join(", ")}, or a SpanKind of OpenTelemetry. The span is internal.`,
  );
  return SpanKind.INTERNAL;
}

/** The word of `kind`, which may be a word already; whatever else it is, it comes back. */
export function kindName(kind: unknown): unknown {
  return typeof kind === "number" ? (kindNames[kind] ?? kind) : kind;
}
