// A CPU profile as it leaves: the record `telltale.profile.cpu` of the span it was taken for, the profile compressed in its body.
import { trace as api } from "../engine/api/trace.ts";
import { fromTimeInput } from "../engine/clock.ts";
import { rootScope } from "../engine/scope.ts";
import type { ReadableSpan } from "../engine/span-processor.ts";
import { elapsedMs, sendNamed } from "../business/record.ts";

/** A profile that is small enough. */
export interface PackedProfile {
  /** A `.cpuprofile` in JSON, compressed by gzip. */
  readonly data: Uint8Array;
  readonly samples: number;
  readonly plainBytes: number;
}

/** Sends `packed` as a record of `span`. */
export function sendCpuProfile(span: ReadableSpan, packed: PackedProfile): void {
  const moment = fromTimeInput(span.endTime);
  const facts = {
    "telltale.profile.name": span.name,
    "telltale.profile.duration_ms": elapsedMs(fromTimeInput(span.startTime), moment),
    "telltale.profile.cpu_format": "cpuprofile",
    "telltale.profile.cpu_encoding": "gzip",
    "telltale.profile.cpu_samples": packed.samples,
    "telltale.profile.cpu_plain_bytes": packed.plainBytes,
  };
  sendNamed("telltale.profile.cpu", facts, undefined, {
    scope: rootScope,
    span: api.wrapSpanContext(span.spanContext()),
    moment,
    body: packed.data,
  });
}
