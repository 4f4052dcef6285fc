// Exceptions that spans recorded, as errors. Telltale's own spans are left out: what its users want to investigate they capture, and
// the record of `captureError` would count a second time.
import { samplingRateKey, samplingWeight } from "catalog/sampling-weight";
import type { ErrorRow, RowSink, SpanRow } from "../../store/rows.ts";
import { createHasher } from "../hash.ts";
import { textOf } from "../resource.ts";
import { boundFingerprint, fingerprintOf, placeOf } from "./fingerprint.ts";
import { exceptionEvent } from "./log-errors.ts";

const hasher = createHasher();
const dayNs = 86_400_000_000_000n;
const maxMessage = 1024;
const maxType = 256;
/** Of one span; a span that records an exception per item of a loop has one fault, not thousands. */
const maxErrors = 8;

/** Adds an error for each exception among the events of `span`, at most eight. */
export function addSpanErrors(span: SpanRow, sink: Pick<RowSink, "error">): void {
  if (textOf(span.resource.attributes.get("telemetry.sdk.name")) === "telltale") return;
  let added = 0;
  for (const event of span.events) {
    if (event.name !== exceptionEvent) continue;
    sink.error(toErrorRow(span, event));
    if (++added === maxErrors) return;
  }
}

function toErrorRow(span: SpanRow, { timeNs, attributes }: SpanRow["events"][number]): ErrorRow {
  const text = (key: string): string => textOf(attributes.get(key)) || textOf(span.attributes.get(key));
  const type = text("exception.type");
  const message = text("exception.message");
  const stack = text("exception.stacktrace");
  const fingerprint =
    boundFingerprint(text("telltale.error.fingerprint")) ||
    fingerprintOf({ type, message, stack, place: "" });
  return {
    resource: span.resource,
    fingerprint,
    identity: hasher
      .reset()
      .text(span.resource.tenant)
      .bytes(span.traceId)
      .text(fingerprint)
      .text(message)
      .digest(),
    timeNs: within(timeNs, span.startNs, span.startNs + span.durationNs + dayNs),
    type: type.slice(0, maxType),
    message: message.slice(0, maxMessage),
    place: placeOf(stack),
    handled: attributes.get("exception.escaped") !== true && text("exception.escaped") !== "true",
    userId: text("user.id") || text("enduser.id"),
    sessionId: text("session.id"),
    traceId: span.traceId,
    spanId: span.spanId,
    weight: samplingWeight(span.traceState, span.attributes.get(samplingRateKey)),
  };
}

/** An event may have any time, but is stored where its span is. */
function within(timeNs: bigint, low: bigint, high: bigint): bigint {
  if (timeNs < low) return low;
  return timeNs > high ? high : timeNs;
}
