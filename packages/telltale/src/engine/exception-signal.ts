// How a thrown error is told about: as an event of its span, as a log record, or both
// (`OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`: the conventions are moving from the one to the other).
import { shared } from "./shared.ts";
import type { Span } from "./span.ts";
import { state } from "./state.ts";

/** The ways to tell. */
export type ExceptionSignal = "event" | "log" | "both";

const settled = shared("exception signal", () => ({ signal: "event" as ExceptionSignal }));
const errorSeverity = 17;

/** Settles the way for all copies of the library in the process. */
export function tellExceptionsBy(signal: ExceptionSignal): void {
  settled.signal = signal;
}

/** Tells about `error`, thrown inside `span`. */
export function tellException(span: Span, error: unknown): void {
  const { signal } = settled;
  if (signal !== "log") span.recordException(error as Error);
  if (signal === "event" || !span.isRecording()) return;
  state.engine?.logger.emit({
    eventName: "exception",
    severityNumber: errorSeverity,
    severityText: "ERROR",
    exception: error,
    span,
  });
}
