// What points of every kind share, and exemplars.
import { type Exemplar, NO_RECORDED_VALUE, type Point } from "otlp";
import type { PrometheusExemplar } from "./family.ts";

const noId = new Uint8Array(0);

/** @param ended the series has ended: its point has no value. */
export function toPointTimes(
  attributes: ReadonlyMap<string, string>,
  timestampMs: number,
  createdMs: number | undefined,
  ended: boolean,
): Point {
  return {
    attributes,
    timeUnixNano: toNs(timestampMs),
    startTimeUnixNano: createdMs === undefined ? 0n : toNs(createdMs),
    flags: ended ? NO_RECORDED_VALUE : 0,
  };
}

/** Unix ms, which may have a fraction; an invalid time is 0. */
function toNs(ms: number): bigint {
  if (!Number.isFinite(ms) || ms < 0 || ms > 1e16) return 0n;
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1_000_000));
}

/** Two of its labels are its trace and span; the others are its attributes. */
export function toExemplar({ labels, value, timestampMs }: PrometheusExemplar, pointMs: number): Exemplar {
  return {
    timeUnixNano: toNs(timestampMs ?? pointMs),
    value,
    filteredAttributes: new Map([...labels].filter(([name]) => name !== "trace_id" && name !== "span_id")),
    traceId: idOf(labels.get("trace_id"), 32),
    spanId: idOf(labels.get("span_id"), 16),
  };
}

function idOf(hex: string | undefined, digits: number): Uint8Array {
  if (hex?.length !== digits || !/^[0-9a-f]+$/i.test(hex)) return noId;
  return new Uint8Array(Buffer.from(hex, "hex"));
}
