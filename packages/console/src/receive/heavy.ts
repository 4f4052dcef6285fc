// Rows that no block should hold: what the engine makes of a row, for its indexes and roll-ups, takes about eight times the row. Only
// a request that is large itself is looked at, so the others cost nothing.
import {
  type Metric,
  type ResourceLogs,
  type ResourceMetrics,
  type ResourceSpans,
  WIRE_KIND,
  WIRE_WORDS,
  WireAttributes,
} from "otlp";
import type { Rejections } from "./rejections.ts";

/** What an item may weigh with its resource and scope. A CPU profile of a mebibyte fits, as text too. */
export const maxRowBytes: number = 2 * 1024 * 1024;

const reason = "with its resource and scope it weighs more than 2 MiB";

/** `request` without spans that are too heavy; these are rejected. */
export function lightSpans(request: readonly ResourceSpans[], rejections: Rejections): ResourceSpans[] {
  return request.map((of) => {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeSpans = of.scopeSpans.map((each) => ({
      ...each,
      spans: light(each.spans, shared + weightOf(each.scope), rejections),
    }));
    return { ...of, scopeSpans };
  });
}

/** `request` without log records that are too heavy; these are rejected. */
export function lightLogs(request: readonly ResourceLogs[], rejections: Rejections): ResourceLogs[] {
  return request.map((of) => {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeLogs = of.scopeLogs.map((each) => ({
      ...each,
      logRecords: light(each.logRecords, shared + weightOf(each.scope), rejections),
    }));
    return { ...of, scopeLogs };
  });
}

/** `request` without points that are too heavy; these are rejected. */
export function lightPoints(request: readonly ResourceMetrics[], rejections: Rejections): ResourceMetrics[] {
  return request.map((of) => {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeMetrics = of.scopeMetrics.map((each) => {
      const around = shared + weightOf(each.scope);
      return { ...each, metrics: each.metrics.map((metric) => lightMetric(metric, around, rejections)) };
    });
    return { ...of, scopeMetrics };
  });
}

function lightMetric(metric: Metric, around: number, rejections: Rejections): Metric {
  const { data, ...about } = metric;
  if (data === undefined) return metric;
  const points = light<never>(data.points as never[], around + weightOf(about), rejections);
  return { ...metric, data: { ...data, points } };
}

function light<Item>(items: readonly Item[], shared: number, rejections: Rejections): Item[] {
  return items.filter((item) => {
    const fits = shared + weightOf(item) <= maxRowBytes;
    if (!fits) rejections.reject(reason);
    return fits;
  });
}

/** What a number, a time or a place in a list counts as. */
const smallBytes = 16;

/** The bytes of all texts in `value`, and a little for everything else. */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return smallBytes;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof WireAttributes) return weightOnTape(value);
  let weight = smallBytes;
  if (value instanceof Map) {
    for (const [key, member] of value) weight += weightOf(key) + weightOf(member);
  } else {
    for (const member of Object.values(value)) weight += weightOf(member);
  }
  return weight;
}

function weightOnTape({ tape, from, to }: WireAttributes): number {
  let weight = 0;
  for (let at = from; at < to; at += WIRE_WORDS) {
    const isText = tape.words[at + 2] === WIRE_KIND.string;
    weight += tape.words[at + 1]! + (isText ? tape.words[at + 4]! : weightOf(tape.valueAt(at)));
  }
  return weight;
}
