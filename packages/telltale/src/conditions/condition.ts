// When a rule is for something, as plain data: options, JSON, YAML and the console carry the same words.
// All fields of one object must hold; of a list, one must.
import type { SpanFacts, SpanKindName, SpanParent, TraceFacts } from "./facts.ts";

/** One text or several, of which one must fit: `*` matches any characters (`/` included), `?` one; case counts. */
export type Globs = string | readonly string[];

/** What a value must be. A text is a glob; `equals` takes it by the letter. */
export type ValueCondition = string | number | boolean | readonly (string | number | boolean)[] | ValueTest;

/** Tests of a value, of which all must hold. Of a value that is a list, one item must pass. */
export interface ValueTest {
  /** Whether there is a value at all. */
  readonly exists?: boolean | undefined;
  readonly equals?: string | number | boolean | undefined;
  /** More than, at least, less than, at most: numbers, and texts that are numbers. */
  readonly gt?: number | undefined;
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
  readonly lte?: number | undefined;
}

/** Conditions put together: of `any` one must hold, of `all` each, of `not` none. */
export interface Combined<C> {
  readonly any?: readonly C[] | undefined;
  readonly all?: readonly C[] | undefined;
  readonly not?: C | undefined;
}

/** What is asked of one span, known from its start on. */
export interface SpanFields {
  readonly name?: Globs | undefined;
  /** `http.route`, the path of the URL, or what follows the method in a name such as `GET /orders`: one of them must fit. */
  readonly route?: Globs | undefined;
  /** Words, or numbers of OpenTelemetry's `SpanKind`. */
  readonly kind?: SpanKindName | number | readonly (SpanKindName | number)[] | undefined;
  readonly attributes?: Readonly<Record<string, ValueCondition>> | undefined;
  /** Attributes of the resource, such as `deployment.environment.name`. */
  readonly resource?: Readonly<Record<string, ValueCondition>> | undefined;
  /** `none` for a span that begins a trace, `local` under a span of this process, `remote` under one of another. */
  readonly parent?: SpanParent | readonly SpanParent[] | undefined;
}

/** A condition on a span that starts: head rules. */
export type StartCondition = StartFields | ((span: SpanFacts) => boolean);

/** The fields of a {@link StartCondition}. */
export interface StartFields extends SpanFields, Combined<StartCondition> {
  /** What other services, or `withContext`, put into the baggage. Known only at the start. */
  readonly baggage?: Readonly<Record<string, ValueCondition>> | undefined;
}

/** A condition on a span that has ended: enrichment. */
export type EndCondition = EndFields | ((span: SpanFacts) => boolean);

/** The fields of an {@link EndCondition}; `error` and `slowerThanMs` are this span's own. */
export interface EndFields extends SpanFields, Combined<EndCondition> {
  readonly error?: boolean | undefined;
  readonly slowerThanMs?: number | undefined;
}

/** A condition on a trace, as far as this process has seen it: tail rules. */
export type TraceCondition = TraceFields | ((trace: TraceFacts) => boolean);

/** The fields of a {@link TraceCondition}. What is asked of a span in one object must hold of one and the same span of the trace, whichever. */
export interface TraceFields extends SpanFields, Combined<TraceCondition> {
  /** Whether a span has the status ERROR. */
  readonly error?: boolean | undefined;
  /** The local root took longer than this. */
  readonly slowerThanMs?: number | undefined;
  /** Some span took longer than this. Commands that are there to wait (`BLPOP`) are never slow. */
  readonly anySpanSlowerThanMs?: number | undefined;
  /** Some transaction that ended in the trace is like this. */
  readonly transaction?: TransactionCondition | undefined;
  /** Names of journeys and funnels, of which a step was taken in the trace. */
  readonly journey?: Globs | undefined;
  /** This many spans at least. */
  readonly minSpans?: number | undefined;
  /** A log record of this severity, or a higher one. */
  readonly logSeverity?: SeverityName | number | undefined;
}

/** What a transaction must be like; everything that is given must hold of the same one. */
export interface TransactionCondition {
  readonly type?: Globs | undefined;
  readonly outcome?: OutcomeName | readonly OutcomeName[] | undefined;
  /** In whichever currency, unless `currency` is given. */
  readonly minAmount?: number | undefined;
  /** ISO 4217. */
  readonly currency?: Globs | undefined;
}

/** How a transaction ends. */
export type OutcomeName = "completed" | "failed" | "abandoned";

/** A level of log records by name. */
export type SeverityName = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
