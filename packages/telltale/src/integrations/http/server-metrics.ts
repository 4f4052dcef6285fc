// The metrics of HTTP servers, with the buckets and attributes of the conventions.
import type { Scope } from "../../engine/context/scope.ts";
import { histogram, upDownCounter } from "../../metric.ts";
import type { BoundCounter, Histogram } from "../../metric.ts";

/** `http.server.request.duration`. */
export const durations: Histogram = histogram("http.server.request.duration", {
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

/** Records the sizes of a request that is over, as far as they are known; exemplars point to the span of `scope`. */
export function measureSizes(
  requestSize: number | undefined,
  responseSize: number | undefined,
  attributes: object,
  scope: Scope,
): void {
  if (requestSize !== undefined) requestSizes.record(requestSize, attributes, scope);
  if (responseSize !== undefined) responseSizes.record(responseSize, attributes, scope);
}
