// How a call that emits telemetry is read in source code: what it emits, and which argument holds what.
import type { MetricKind } from "../declaration.ts";

/** What a call emits. `measurement` and `attribute` add to something: to a metric, or to what the call belongs to. */
export type CallKind =
  | "span"
  | "metric"
  | "measurement"
  | "log"
  | "event"
  | "error"
  | "transaction"
  | "journey"
  | "workflow"
  | "interaction"
  | "database call"
  | "outgoing call"
  | "message"
  | "attribute";

/** What calls return or pass to their callbacks. The calls of its methods are in `methodCalls`. */
export type Handle =
  | "Span"
  | "Transaction"
  | "Interaction"
  | "DatabaseCall"
  | "Instrument"
  | "Timer"
  | "Stopwatch"
  | "ObservableResult"
  | "Tell"
  | "Journey"
  | "Funnel"
  | "Workflow"
  | "Log"
  | "Tracer"
  | "Meter"
  | "Logger";

/** Numbers are positions of arguments. */
export interface Call {
  readonly kind: CallKind;
  /** The name of what is emitted. */
  readonly name?: number;
  /** An object with options. Its property `attributes`, where there is one, holds attributes or returns them. */
  readonly options?: number;
  /** The option that holds the name. */
  readonly nameOption?: string;
  /** Without a name, the call uses that of the function or method, with this ending. */
  readonly nameEnding?: string;
  /** An object of attributes. */
  readonly attributes?: number;
  /** A callback that returns what is observed: a number, or a list of `{ value, attributes }`. */
  readonly observes?: number;
  /** The key of one attribute. Its value is the next argument. */
  readonly attributeKey?: number;
  /** One step or state that is taken. */
  readonly step?: number;
  /** An array of all steps. */
  readonly steps?: number;
  readonly ordered?: boolean;
  readonly metric?: MetricKind;
  /** The unit of a metric that needs none to be written. */
  readonly unit?: string;
  readonly returns?: Handle;
  /** What the callback receives as its first parameter. */
  readonly passes?: Handle;
  /** Whether the call runs its callback inside what it emits, and returns what that returns. */
  readonly runs?: boolean;
}
