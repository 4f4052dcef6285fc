// What an imported file comes to: OTLP requests of a size that a receiver takes, with what they hold counted.
import type { ResourceLogs, ResourceMetrics, ResourceSpans } from "otlp";

/** One request of one signal. */
export type Batch =
  | { readonly signal: "traces"; readonly request: readonly ResourceSpans[]; readonly items: number }
  | { readonly signal: "metrics"; readonly request: readonly ResourceMetrics[]; readonly items: number }
  | { readonly signal: "logs"; readonly request: readonly ResourceLogs[]; readonly items: number };

/** Spans, records or points of one request. Well below what 64 MiB hold. */
export const maxItems = 5_000;

/** Cuts spans into requests of at most {@link maxItems}. */
export function* traceBatches(request: readonly ResourceSpans[]): Generator<Batch> {
  for (const { resource, schemaUrl, scopeSpans } of request) {
    for (const { scope, spans, schemaUrl: scopeUrl } of scopeSpans) {
      for (const part of parts(spans)) {
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

/** Cuts log records into requests of at most {@link maxItems}. */
export function* logBatches(request: readonly ResourceLogs[]): Generator<Batch> {
  for (const { resource, schemaUrl, scopeLogs } of request) {
    for (const { scope, logRecords, schemaUrl: scopeUrl } of scopeLogs) {
      for (const part of parts(logRecords)) {
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
export function* metricBatches(request: readonly ResourceMetrics[]): Generator<Batch> {
  for (const { resource, schemaUrl, scopeMetrics } of request) {
    for (const { scope, metrics, schemaUrl: scopeUrl } of scopeMetrics) {
      for (const part of parts(metrics)) {
        const items = part.reduce((sum, { data }) => sum + (data?.points.length ?? 1), 0);
        const scopePart = { scope, metrics: part, schemaUrl: scopeUrl };
        yield { signal: "metrics", items, request: [{ resource, schemaUrl, scopeMetrics: [scopePart] }] };
      }
    }
  }
}

function* parts<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= maxItems) {
    if (items.length > 0) yield items;
    return;
  }
  for (let at = 0; at < items.length; at += maxItems) yield items.slice(at, at + maxItems);
}
