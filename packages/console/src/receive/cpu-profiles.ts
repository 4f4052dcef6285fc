// `telltale.profile.cpu` records: the profile in the body becomes a row of its own, and the log record keeps everything else.
import type { AnyValue } from "otlp";
import type { CpuProfileRow, LogRow } from "../store/rows.ts";
import { textOf } from "./resource.ts";

/** The name of these records. */
export const cpuProfileEvent = "telltale.profile.cpu";

const maxBytes = 1 << 20;
const prefix = "telltale.profile.";

/** Why `log` holds no profile that can be kept; undefined when it does. */
export function refuseCpuProfile(log: LogRow): string | undefined {
  if (!(log.body instanceof Uint8Array)) return "the body is not bytes";
  if (log.body.length > maxBytes) return `the body has more than ${maxBytes} bytes`;
  if (log.body[0] !== 0x1f || log.body[1] !== 0x8b) return "the body is not compressed by gzip";
  const format = textOf(log.attributes.get(`${prefix}cpu_format`));
  return format === "cpuprofile" ? undefined : `${prefix}cpu_format is not cpuprofile`;
}

/** The profile in `log`, which was not refused. */
export function toCpuProfileRow(log: LogRow): CpuProfileRow {
  const uid = textOf(log.attributes.get("log.record.uid"));
  return {
    resource: log.resource,
    uid: uid === "" ? log.identity.toString(16).padStart(16, "0") : uid,
    name: textOf(log.attributes.get(`${prefix}name`)),
    timeNs: log.timeNs,
    durationMs: toNumber(log.attributes.get(`${prefix}duration_ms`)),
    samples: Math.max(0, Math.trunc(toNumber(log.attributes.get(`${prefix}cpu_samples`)) || 0)) >>> 0,
    traceId: log.traceId,
    spanId: log.spanId,
    data: log.body as Uint8Array,
  };
}

function toNumber(value: AnyValue | undefined): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
}
