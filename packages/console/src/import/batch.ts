// What an imported file comes to: OTLP requests of a size that a receiver takes, with what they hold counted.
import {
  encodeLogs,
  encodeMetrics,
  encodeTraces,
  type ResourceLogs,
  type ResourceMetrics,
  type ResourceSpans,
} from "otlp";

/** One request of one signal. */
export type Batch =
  | { readonly signal: "traces"; readonly request: readonly ResourceSpans[]; readonly items: number }
  | { readonly signal: "metrics"; readonly request: readonly ResourceMetrics[]; readonly items: number }
  | { readonly signal: "logs"; readonly request: readonly ResourceLogs[]; readonly items: number };

/** Spans, records or points of one request. */
export const maxItems = 5_000;

/** About how many characters of a file go into one request; usual records reach {@link maxItems} first. */
export const maxChars = 8_000_000;

/** Cuts spans into requests of at most `most`. */
export function* traceBatches(request: readonly ResourceSpans[], most: number = maxItems): Generator<Batch> {
  for (const { resource, schemaUrl, scopeSpans } of request) {
    for (const { scope, spans, schemaUrl: scopeUrl } of scopeSpans) {
      for (const part of parts(spans, most)) {
        const scopePart = { scope, spans: part, schemaUrl: scopeUrl };
        yield {
          signal: "traces",
          items: part.length,
          request: [{ resource, schemaUrl, scopeSpans: [scopePart] }],
        };
      }
    }
  }
}

/** Cuts log records into requests of at most `most`. */
export function* logBatches(request: readonly ResourceLogs[], most: number = maxItems): Generator<Batch> {
  for (const { resource, schemaUrl, scopeLogs } of request) {
    for (const { scope, logRecords, schemaUrl: scopeUrl } of scopeLogs) {
      for (const part of parts(logRecords, most)) {
        const scopePart = { scope, logRecords: part, schemaUrl: scopeUrl };
        yield {
          signal: "logs",
          items: part.length,
          request: [{ resource, schemaUrl, scopeLogs: [scopePart] }],
        };
      }
    }
  }
}

/** Cuts metrics into requests of few metrics each; the points of one metric stay together. */
export function* metricBatches(
  request: readonly ResourceMetrics[],
  most: number = maxItems,
): Generator<Batch> {
  for (const { resource, schemaUrl, scopeMetrics } of request) {
    for (const { scope, metrics, schemaUrl: scopeUrl } of scopeMetrics) {
      for (const part of parts(metrics, most)) {
        const items = part.reduce((sum, { data }) => sum + (data?.points.length ?? 1), 0);
        const scopePart = { scope, metrics: part, schemaUrl: scopeUrl };
        yield { signal: "metrics", items, request: [{ resource, schemaUrl, scopeMetrics: [scopePart] }] };
      }
    }
  }
}

/** The request in OTLP's protobuf. */
export function encodeBatch(batch: Batch): Uint8Array {
  if (batch.signal === "traces") return encodeTraces(batch.request);
  return batch.signal === "metrics" ? encodeMetrics(batch.request) : encodeLogs(batch.request);
}

/** The same items in smaller requests; one when it cannot be cut. */
export function recut(batch: Batch): readonly Batch[] {
  if (batch.signal === "traces") {
    const scopes = batch.request.flatMap(({ scopeSpans }) => scopeSpans);
    return [...traceBatches(batch.request, halfOf(scopes.map(({ spans }) => spans.length)))];
  }
  if (batch.signal === "logs") {
    const scopes = batch.request.flatMap(({ scopeLogs }) => scopeLogs);
    return [...logBatches(batch.request, halfOf(scopes.map(({ logRecords }) => logRecords.length)))];
  }
  const scopes = batch.request.flatMap(({ scopeMetrics }) => scopeMetrics);
  return [...metricBatches(batch.request, halfOf(scopes.map(({ metrics }) => metrics.length)))];
}

function halfOf(lengths: readonly number[]): number {
  return Math.max(1, Math.ceil(Math.max(...lengths) / 2));
}

function* parts<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  if (items.length <= most) {
    if (items.length > 0) yield items;
    return;
  }
  for (let at = 0; at < items.length; at += most) yield items.slice(at, at + most);
}
