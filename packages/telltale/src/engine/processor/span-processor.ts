// What looks at spans on their way, in the shape of OpenTelemetry's SpanProcessor, and the span as it sees it.
// Structural types: processors of any version of `@opentelemetry/sdk-trace-base` fit, and none of it is needed.
import type {
  Attributes,
  Context,
  HrTime,
  Link,
  Span as OtelSpan,
  SpanContext,
  SpanStatus,
} from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import type { ScopeView } from "../resource/scope-view.ts";
import type { ResourceView } from "../resource/resource-view.ts";

/** An event as processors and exporters read it. Optional is what the stock interface has so; here it is always there. */
export interface TimedEvent {
  readonly time: HrTime;
  readonly name: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** A span as processors and exporters read it (specification: trace SDK, readable span). */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: TimedEvent[];
  readonly resource: ResourceView;
  readonly instrumentationScope: ScopeView;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** A span as processors see it before its end: it can be read and changed. */
export interface ReadWriteSpan extends OtelSpan, ReadableSpan {}

/**
 * Sees every span that records, in the order of the list (specification: trace SDK, span processor).
 *
 * Hooks are called synchronously; what they throw is counted, never passed on. A hook that is absent costs nothing.
 */
export interface SpanProcessor {
  onStart?(span: ReadWriteSpan, parentContext: Context): void;
  /** The end time is fixed, everything else can still be changed. */
  onEnding?(span: ReadWriteSpan): void;
  /** Nothing changes any more; the span may be kept. Those that are not sampled come too: their flags say so. */
  onEnd?(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  /** Called once, at `stop()`. */
  shutdown(): Promise<void>;
}

/** The hooks of some processors, folded once. */
export interface SpanHooks {
  readonly start: ((span: ReadWriteSpan, context: Context) => void) | undefined;
  readonly ending: ((span: ReadWriteSpan) => void) | undefined;
  readonly end: ((span: ReadWriteSpan) => void) | undefined;
}

/** Folds `processors`; undefined when there are none. */
export function foldHooks(processors: readonly SpanProcessor[]): SpanHooks | undefined {
  if (processors.length === 0) return undefined;
  const starting = processors.filter((processor) => typeof processor.onStart === "function");
  const ending = processors.filter((processor) => typeof processor.onEnding === "function");
  const atEnd = processors.filter((processor) => typeof processor.onEnd === "function");
  return {
    start: foldEach(starting, (processor, span, context) => processor.onStart?.(span, context as Context)),
    ending: foldEach(ending, (processor, span) => processor.onEnding?.(span)),
    end: foldEach(atEnd, (processor, span) => processor.onEnd?.(span)),
  };
}

function foldEach(
  processors: readonly SpanProcessor[],
  call: (processor: SpanProcessor, span: ReadWriteSpan, context?: Context) => void,
): ((span: ReadWriteSpan, context?: Context) => void) | undefined {
  if (processors.length === 0) return undefined;
  return (span, context) => {
    for (const processor of processors) {
      try {
        call(processor, span, context);
      } catch (error) {
        report("span_processor_failed", error);
      }
    }
  };
}

/** Has all `processors` do `what`; resolves when all have, whatever became of it. */
export async function callSpanProcessors(
  processors: readonly SpanProcessor[],
  what: "forceFlush" | "shutdown",
): Promise<void> {
  await Promise.all(
    processors.map(async (processor) => {
      try {
        await processor[what]();
      } catch (error) {
        report(`span_processor_${what === "shutdown" ? "shutdown" : "flush"}_failed`, error);
      }
    }),
  );
}
