// Rows that no block should hold: what the engine makes of a row, for its indexes and roll-ups, takes about eight times the row. Only
// a request that weighs more itself is looked at, so the others cost nothing.
import {
  type Metric,
  type ResourceLogs,
  type ResourceMetrics,
  type ResourceSpans,
  WIRE_KIND,
  WIRE_WORDS,
  WireAttributes,
} from "otlp";
import { createPauses } from "./pauses.ts";
import type { Rejections } from "./rejections.ts";

/** What an item may weigh with its resource and scope. A CPU profile of a mebibyte fits, as text too. */
export const maxRowBytes: number = 2 * 1024 * 1024;

export const tooHeavy = "with its resource and scope it weighs more than 2 MiB";

/** A part of a request without what is too heavy, once it was looked at with pauses. */
type Light<Part> = Generator<void, Part>;

/** `request` without spans that are too heavy; these are rejected. */
export function* lightSpans(
  request: readonly ResourceSpans[],
  rejections: Rejections,
): Light<ResourceSpans[]> {
  const lighter = createLighter(rejections);
  const kept: ResourceSpans[] = [];
  for (const of of request) {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeSpans: ResourceSpans["scopeSpans"][number][] = [];
    for (const each of of.scopeSpans)
      scopeSpans.push({ ...each, spans: yield* lighter(each.spans, shared + weightOf(each.scope)) });
    kept.push({ ...of, scopeSpans });
  }
  return kept;
}

/** `request` without log records that are too heavy; these are rejected. */
export function* lightLogs(request: readonly ResourceLogs[], rejections: Rejections): Light<ResourceLogs[]> {
  const lighter = createLighter(rejections);
  const kept: ResourceLogs[] = [];
  for (const of of request) {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeLogs: ResourceLogs["scopeLogs"][number][] = [];
    for (const each of of.scopeLogs)
      scopeLogs.push({ ...each, logRecords: yield* lighter(each.logRecords, shared + weightOf(each.scope)) });
    kept.push({ ...of, scopeLogs });
  }
  return kept;
}

/** `request` without points that are too heavy; these are rejected. */
export function* lightPoints(
  request: readonly ResourceMetrics[],
  rejections: Rejections,
): Light<ResourceMetrics[]> {
  const lighter = createLighter(rejections);
  const kept: ResourceMetrics[] = [];
  for (const of of request) {
    const shared = weightOf(of.resource) + of.schemaUrl.length;
    const scopeMetrics: ResourceMetrics["scopeMetrics"][number][] = [];
    for (const each of of.scopeMetrics) {
      const around = shared + weightOf(each.scope);
      const metrics: Metric[] = [];
      for (const metric of each.metrics) metrics.push(yield* lightMetric(metric, around, lighter));
      scopeMetrics.push({ ...each, metrics });
    }
    kept.push({ ...of, scopeMetrics });
  }
  return kept;
}

function* lightMetric(metric: Metric, around: number, lighter: Lighter): Light<Metric> {
  const { data, ...about } = metric;
  if (data === undefined) return metric;
  const points = yield* lighter<never>(data.points as never[], around + weightOf(about));
  return { ...metric, data: { ...data, points } };
}

/** Those of `items` that are not too heavy with what they share. */
type Lighter = <Item>(items: readonly Item[], shared: number) => Light<Item[]>;

function createLighter(rejections: Rejections): Lighter {
  const mayPause = createPauses();
  return function* light(items, shared) {
    const kept: (typeof items)[number][] = [];
    for (const item of items) {
      if (mayPause()) yield;
      if (shared + weightOf(item) <= maxRowBytes) kept.push(item);
      else rejections.reject(tooHeavy);
    }
    return kept;
  };
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
