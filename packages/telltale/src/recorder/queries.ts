// What can be asked for, and whether something is it.
import { builtin } from "../engine/runtime/builtin.ts";
import type { MemoryLog, MemorySpan, PlainAttributes } from "../export/read-batch.ts";
import { fitsPattern, isPattern } from "../reading/pattern.ts";
import { durationOf } from "../reading/span-tree.ts";

const util = builtin("util");

/** Which spans. What is left out does not matter. */
export interface SpanQuery {
  readonly name?: string | RegExp | undefined;
  readonly status?: "unset" | "ok" | "error" | undefined;
  readonly traceId?: string | undefined;
  /** Values that must be there. */
  readonly attributes?: PlainAttributes | undefined;
  readonly slowerThanMs?: number | undefined;
  /** Maximum number of results. Default 100. */
  readonly limit?: number | undefined;
}

/** Which log records. What is left out does not matter. */
export interface LogQuery {
  /** Part of the text, or a pattern it matches. */
  readonly text?: string | RegExp | undefined;
  readonly eventName?: string | undefined;
  readonly traceId?: string | undefined;
  /** From this severity on: 9 is INFO, 13 WARN, 17 ERROR. */
  readonly severity?: number | undefined;
  /** Maximum number of results. Default 100. */
  readonly limit?: number | undefined;
}

/** Which series. What is left out does not matter. */
export interface SeriesQuery {
  readonly name?: string | RegExp | undefined;
  /** Values that must be there. */
  readonly attributes?: PlainAttributes | undefined;
}

/** Whether `span` is asked for. */
export function spanFits(query: SpanQuery, span: MemorySpan): boolean {
  const { status, traceId, attributes, slowerThanMs } = query;
  return (
    nameFits(query.name, span.name) &&
    (status === undefined || span.status.code === status) &&
    (traceId === undefined || span.traceId === traceId) &&
    (slowerThanMs === undefined || (durationOf(span) ?? 0) > slowerThanMs) &&
    includesAttributes(span.attributes, attributes)
  );
}

/** Whether `log` is asked for. */
export function logFits({ text, eventName, traceId, severity }: LogQuery, log: MemoryLog): boolean {
  const body = typeof log.body === "string" ? log.body : "";
  return (
    (typeof text === "string" ? body.includes(text) : nameFits(text, body)) &&
    (eventName === undefined || log.eventName === eventName) &&
    (traceId === undefined || log.traceId === traceId) &&
    (severity === undefined || log.severityNumber >= severity)
  );
}

/** Whether a series, or a point of one, is asked for. */
export function seriesFits(
  query: SeriesQuery | undefined,
  { name, attributes }: { readonly name: string; readonly attributes: PlainAttributes },
): boolean {
  return nameFits(query?.name, name) && includesAttributes(attributes, query?.attributes);
}

function nameFits(wanted: string | RegExp | undefined, name: string): boolean {
  if (wanted === undefined) return true;
  return isPattern(wanted) ? fitsPattern(wanted, name) : wanted === name;
}

function includesAttributes(attributes: PlainAttributes, wanted: PlainAttributes | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) =>
    util().isDeepStrictEqual(attributes[key], value),
  );
}
