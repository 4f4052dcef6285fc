// What a span is to its user and to the engine. Two kinds share this surface: one that records (recorded-span.ts)
// and one that only carries context (passive-span.ts).
import type { Link, Span as OtelSpan, TimeInput } from "@opentelemetry/api";
import type { AttributeLimits } from "../attributes/attribute-list.ts";
import type { SpanKindName } from "./span-kind.ts";

/** How a span is to begin. All fields are optional. */
export interface SpanOptions {
  /** A word such as `client`, or a `SpanKind` of OpenTelemetry; `internal` by default. */
  readonly kind?: SpanKindName | number | undefined;
  /** Attributes of the span from its start, by key. Any value is accepted; sampling rules see these. */
  readonly attributes?: object | undefined;
  /** Spans that this one has to do with. */
  readonly links?: readonly Link[] | undefined;
  /** `true` begins a new trace, whatever is active. */
  readonly root?: boolean | undefined;
  /** When it began: epoch ms, a Date, or a time of OpenTelemetry; now by default. */
  readonly startTime?: TimeInput | undefined;
}

/**
 * An OpenTelemetry span with conveniences. Ended by `end()`, by `using`, or by the `trace` that made it.
 * Every method may be called at any time; after the end they do nothing but are counted.
 */
export interface Span extends OtelSpan, Disposable {
  setAttribute(key: string, value: unknown): this;
  setAttributes(attributes: object): this;
  /** Runs `fn` with this span active and records its error; leaves the span open, also when `fn` gives a generator or a query builder. */
  run<T>(fn: () => T): T;
  /** Runs `fn` in a child span, as `trace()` does. */
  trace<T>(name: string, fn: (span: Span) => T): T;
  trace<T>(name: string, options: SpanOptions, fn: (span: Span) => T): T;
  /** Marks the span as failed, as an error thrown inside does: `error.type`, status ERROR, the exception. Leaves it open. */
  fail(error: unknown): this;
  /**
   * A callback in the Node form that ends the span, and marks it as failed when its first argument is an error, as `if (error)` asks. Then it calls `fn`, where
   * and with what it was called, in the context that is active now.
   */
  callback<This, Args extends unknown[], Result>(
    fn?: (this: This, ...args: Args) => Result,
  ): (this: This, ...args: Args) => Result;
  /** Ends the span unless it has ended. What `using` calls: it does not know of an error, see {@link fail}. */
  close(): void;
}

/** A span as the engine holds it: with what in its life is not its user's business. */
export interface EngineSpan extends Span {
  /** Whether it waits for its work to begin. */
  readonly resting: boolean;
  /** Has it wait for {@link restart}: one whose work never begins leaves nothing, not even at the end of the process. */
  rest(): void;
  /** Sets the start to now, for work that begins later than its span was made. */
  restart(): void;
  /** Has `leave` called once, when the span ends. */
  onClose(leave: () => void): void;
}

/** How much a span may hold. */
export interface SpanLimits extends AttributeLimits {
  readonly events: number;
  readonly links: number;
  readonly eventAttributes: AttributeLimits;
  readonly linkAttributes: AttributeLimits;
  /** Its name and the message of its status. */
  readonly text: AttributeLimits;
  /** Most bytes of it when it leaves. */
  readonly bytes: number;
}
