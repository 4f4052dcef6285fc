// The metrics of HTTP servers, with the buckets and attributes of the conventions.
import type { Scope } from "../../engine/scope.ts";
import { histogram, upDownCounter } from "../../metric.ts";
import type { BoundCounter } from "../../metric.ts";

const durations = histogram("http.server.request.duration", {
  unit: "s",
  description: "Duration of HTTP server requests.",
});
const active = upDownCounter("http.server.active_requests", {
  unit: "{request}",
  description: "Number of active HTTP server requests.",
});
const requestSizes = histogram("http.server.request.body.size", {
  unit: "By",
  description: "Size of HTTP server request bodies.",
});
const responseSizes = histogram("http.server.response.body.size", {
  unit: "By",
  description: "Size of HTTP server response bodies.",
});

const bound = new Map<string, BoundCounter>();

/** The number of open requests of `method` by `scheme`; both are of small sets. */
export function activeRequests(method: string, scheme: string): BoundCounter {
  const key = scheme + method;
  let known = bound.get(key);
  if (known === undefined) {
    known = active.with({ "http.request.method": method, "url.scheme": scheme });
    bound.set(key, known);
  }
  return known;
}

/** What is measured of a request that is over. */
export interface Measured {
  readonly durationMs: number;
  readonly requestSize: number | undefined;
  readonly responseSize: number | undefined;
}

/** Records a request that is over; exemplars point to the span of `scope`. */
export function measureRequest(measured: Measured, attributes: object, scope: Scope): void {
  const { durationMs, requestSize, responseSize } = measured;
  durations.record(durationMs / 1000, attributes, scope);
  if (requestSize !== undefined) requestSizes.record(requestSize, attributes, scope);
  if (responseSize !== undefined) responseSizes.record(responseSize, attributes, scope);
}
