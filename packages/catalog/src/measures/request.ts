// Which spans are requests: what rates, error shares and latencies of services are of.

/** What tells a request from other spans. */
export interface RequestFacts {
  /** As in OTLP: 2 server, 5 consumer. */
  readonly kind: number;
  readonly isRoot: boolean;
  /** The flags of the span, as in OTLP. */
  readonly flags: number;
  readonly attributes: { has(key: string): boolean };
}

/** `SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE` and `SPAN_FLAGS_CONTEXT_IS_REMOTE`: whether the parent is of another process, where it is known. */
const knowsParent = 0x100;
const hasRemoteParent = 0x200;

/** Attributes of spans that last as long as a person takes. */
export const personKeys = [
  "telltale.transaction.type",
  "telltale.journey.name",
  "telltale.interaction.type",
] as const;

/**
 * A request is a span of kind server or consumer, or another root. A server span below a span of its own process is a part of that request,
 * and a transaction, journey or interaction waits for a person: none of them is one.
 */
export function isRequest({ kind, isRoot, flags, attributes }: RequestFacts): boolean {
  if (kind === 5) return true;
  if (kind === 2) return isRoot || (flags & (knowsParent | hasRemoteParent)) !== knowsParent;
  return isRoot && !personKeys.some((key) => attributes.has(key));
}
