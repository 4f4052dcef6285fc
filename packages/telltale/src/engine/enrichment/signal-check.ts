// A look at what leaves, after processors and enrichment and before redaction: how a catalog is checked at run time. Absent, it costs nothing.
import type { AttributeList } from "../attributes/attribute-list.ts";
import type { ContextAttributes } from "../context/context-attributes.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";

/** A log record that is about to be written. `attributes` may be changed, those before `facts` excepted. */
export interface CheckedRecord {
  readonly eventName?: unknown;
  readonly body?: unknown;
  readonly attributes: AttributeList;
  readonly facts: number;
  readonly context: ContextAttributes | undefined;
}

/** An attribute of a series. */
type Pair = readonly [key: string, value: unknown];

/** Looks at signals. Nothing of it throws; attributes may be taken away, calls never. */
export interface SignalCheck {
  /** Called for each tracer, with the name of its instrumentation scope; the result looks at its spans. */
  spans(scope: string): (span: RecordedSpan) => void;
  record(record: CheckedRecord, scope: string): void;
  /** Called for each instrument; the result sees the attributes of each new series and returns those to keep. */
  series(instrument: string): (pairs: readonly Pair[]) => readonly Pair[];
  /** Whether it takes attributes away. */
  readonly changes: boolean;
}
