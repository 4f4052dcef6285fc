// The spans that have not ended, so that the end of the process can end them. A list through the spans themselves:
// adding and taking out cost a few stores, and no look-up. Bounded, for spans that are never ended must not fill the memory.
import { SpanStatusCode } from "../api/enums.ts";
import { errorMessage, errorType } from "../errors/error-form.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";

const maxOpen = 10_000;

/** The open spans of a pipeline. */
export interface OpenSpans {
  /** Takes `span` in. The oldest is forgotten when there are too many; it can still end by itself. */
  add(span: RecordedSpan): void;
  remove(span: RecordedSpan): void;
  /** Whether there are any. */
  any(): boolean;
  /** Marks those that have no status yet as failed by `error`, which ends the process. */
  failAll(error: unknown): void;
  /** Ends spans, marked as `telltale.incomplete`, while `room` is true: the newest, and so the innermost, first. */
  endWhile(room: () => boolean): void;
}

/** An empty list. */
export function createOpenSpans(): OpenSpans {
  let oldest: RecordedSpan | undefined;
  let newest: RecordedSpan | undefined;
  let count = 0;

  function remove(span: RecordedSpan): void {
    const { earlier, later } = span;
    // one that was forgotten has no neighbours and is not an end of the list
    if (earlier === undefined && oldest !== span) return;
    if (earlier === undefined) oldest = later;
    else earlier.later = later;
    if (later === undefined) newest = earlier;
    else later.earlier = earlier;
    span.earlier = undefined;
    span.later = undefined;
    count--;
  }

  return {
    remove,
    add(span) {
      if (newest === undefined) oldest = span;
      else newest.later = span;
      span.earlier = newest;
      newest = span;
      if (++count > maxOpen) remove(oldest as RecordedSpan);
    },
    any: () => newest !== undefined,
    failAll(error) {
      for (let span = newest; span !== undefined; span = span.earlier) {
        if (span.statusCode !== SpanStatusCode.UNSET) continue;
        span.setAttribute("error.type", errorType(error));
        span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) });
      }
    },
    endWhile(room) {
      for (let span = newest; span !== undefined && room(); span = newest) {
        span.setAttribute("telltale.incomplete", true);
        remove(span);
        span.end();
      }
    },
  };
}
