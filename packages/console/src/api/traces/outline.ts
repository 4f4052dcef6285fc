// The outline of a large trace: what its pictures need, as columns, with repeated texts once.
import type { TraceOutline } from "contract";

/** The row of `trace-outline`. */
export interface OutlineColumns {
  readonly originNs: string;
  readonly ids: string;
  readonly parentIds: string;
  readonly starts: readonly number[];
  readonly durations: readonly number[];
  readonly nameOf: readonly string[];
  readonly serviceOf: readonly string[];
  readonly resourceOf: readonly string[];
  readonly kinds: readonly number[];
  readonly statuses: readonly number[];
  readonly errorIds: readonly string[];
  readonly errorTypes: readonly string[];
  readonly errorMessages: readonly string[];
  readonly eventIds: readonly string[];
  readonly eventTimes: readonly (readonly string[])[];
  readonly eventNames: readonly (readonly string[])[];
  readonly linkIds: readonly string[];
  readonly linkedTraces: readonly (readonly string[])[];
  readonly linkedSpans: readonly (readonly string[])[];
}

export function toOutline(row: OutlineColumns): TraceOutline {
  const names = encode(row.nameOf);
  const services = encode(row.serviceOf);
  const resources = encode(row.resourceOf);
  return {
    originNs: row.originNs,
    ids: row.ids,
    parentIds: row.parentIds,
    starts: [...row.starts],
    durations: [...row.durations],
    names: names.values,
    nameOf: names.indexes,
    services: services.values,
    serviceOf: services.indexes,
    resourceIds: resources.values,
    resourceOf: resources.indexes,
    kinds: [...row.kinds],
    statuses: [...row.statuses],
    errors: row.errorIds.map((spanId, at) => ({
      spanId,
      type: row.errorTypes[at] ?? "",
      message: row.errorMessages[at] ?? "",
    })),
    events: row.eventIds.flatMap((spanId, at) =>
      row.eventTimes[at]!.map((timeNs, event) => ({
        spanId,
        timeNs,
        name: row.eventNames[at]![event] ?? "",
      })),
    ),
    links: row.linkIds.flatMap((spanId, at) =>
      row.linkedTraces[at]!.map((traceId, link) => ({
        spanId,
        traceId,
        linkedSpanId: row.linkedSpans[at]![link] ?? "",
      })),
    ),
  };
}

/** From the first start to the last end. */
export function extentOf({ originNs, starts, durations }: TraceOutline): {
  startNs: string;
  durationNs: string;
} {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let at = 0; at < starts.length; at++) {
    first = Math.min(first, starts[at]!);
    last = Math.max(last, starts[at]! + durations[at]!);
  }
  if (first > last) return { startNs: originNs, durationNs: "0" };
  return {
    startNs: String(BigInt(originNs) + BigInt(first)),
    durationNs: String(BigInt(last) - BigInt(first)),
  };
}

/** The distinct values in the order of their first occurrence, and the index of each. */
function encode(all: readonly string[]): { readonly values: string[]; readonly indexes: number[] } {
  const found = new Map<string, number>();
  const indexes = all.map((value) => {
    const known = found.get(value);
    if (known !== undefined) return known;
    found.set(value, found.size);
    return found.size - 1;
  });
  return { values: [...found.keys()], indexes };
}
