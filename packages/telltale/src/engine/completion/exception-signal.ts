// How a thrown error is recorded: as an event of its span, as a log record, or both
// (`OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`: the conventions are moving from the one to the other).
import { shared } from "../runtime/shared.ts";
import type { Span } from "../span/span.ts";
import { severities } from "../api/enums.ts";
import { type ProcessState, processState } from "../runtime/process-state.ts";

/** The ways to tell. */
export type ExceptionSignal = "event" | "log" | "both";

/** What takes the log record of an exception. */
export interface ExceptionLogger {
  readonly logger: { emit(record: object): void };
}

const state = processState as ProcessState<ExceptionLogger>;
const settled = shared("exception signal", () => ({ signal: "event" as ExceptionSignal }));

/** Sets the signal for all copies of the library in the process. */
export function setExceptionSignal(signal: ExceptionSignal): void {
  settled.signal = signal;
}

/** Records `error` as an event of `span`, unless exceptions are log records only. */
export function reportOnSpan(span: Span, error: unknown): void {
  if (settled.signal !== "log") span.recordException(error as Error);
}

/** Tells about `error`, thrown inside `span`. */
export function reportException(span: Span, error: unknown): void {
  reportOnSpan(span, error);
  if (settled.signal === "event" || !span.isRecording()) return;
  state.engine?.logger.emit({
    eventName: "exception",
    severityNumber: severities.error,
    severityText: "ERROR",
    exception: error,
    span,
  });
}
