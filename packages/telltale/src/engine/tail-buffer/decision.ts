// The decision about a trace: exported or dropped.
import type { RecordedSpan } from "../recording/recorded-span.ts";

/** A decision about a trace. One object may represent any number of traces. */
export interface TraceDecision {
  readonly kept: boolean;
  /** Finishes a span of a kept trace, late ones included, before it is encoded. */
  readonly mark: ((span: RecordedSpan) => void) | undefined;
}

/** Every span is exported unchanged. */
export const kept: TraceDecision = { kept: true, mark: undefined };
/** No span is exported. */
export const dropped: TraceDecision = { kept: false, mark: undefined };
