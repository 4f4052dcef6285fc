// What configuration does to spans and records before they leave, as the engine calls it. Resolved at start; absent parts cost nothing.
import type { AttributeList } from "../attributes/attribute-list.ts";
import type { SpanFilter } from "../tail-buffer/span-filter.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import type { Scope } from "../context/scope.ts";
import type { Identity } from "../span/span-context.ts";
import type { SpanOptions } from "../span/span.ts";

/** A log record that may still be changed. */
export interface OpenRecord {
  readonly severityNumber: unknown;
  readonly eventName: unknown;
  body: unknown;
  /** Those of its context included. */
  readonly attributes: AttributeList;
  /** The first places of `attributes` that are facts of the business: they stay as they are, and so does the record. */
  readonly facts: number;
}

/** What to do with a span that is about to start. */
export type StartResult = "make" | "passOver" | "silence";

/** The resolved configuration of enrichment. Nothing of it throws. */
export interface Enrichment {
  /** Changes a span whose end is fixed, after all processors. */
  readonly span: ((span: RecordedSpan) => void) | undefined;
  /**
   * Whether a span is made at all: one that is passed over gives its children to its parent, one that is silenced takes everything below
   * it along.
   */
  readonly atStart:
    | ((
        name: string,
        kind: number,
        options: SpanOptions | undefined,
        parent: Identity | undefined,
        scope: Scope,
      ) => StartResult)
    | undefined;
  /** Takes single spans out of traces, when the trace has ended. */
  readonly filter: SpanFilter | undefined;
  /** Changes a log record before it leaves; whether it does. */
  readonly record: ((record: OpenRecord) => boolean) | undefined;
}

/** Makes it for a pipeline, whose `resource` conditions ask for. */
export type MakeEnrichment = (resource: ResourceView) => Enrichment;
