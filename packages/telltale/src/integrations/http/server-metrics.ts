// The metrics of HTTP servers, with the buckets and attributes of the conventions.
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { contextOnMetrics } from "../../engine/context/context-attributes.ts";
import { rootScope, type Scope, storage } from "../../engine/context/scope.ts";
import { histogram, upDownCounter } from "../../own-calls.ts";
import type { BoundCounter, Histogram } from "../../metric.ts";

/** What servers measure. */
export const serverMetrics: Readonly<
  Record<"duration" | "active" | "requestSize" | "responseSize", DeclaredMetric>
> = {
  duration: {
    name: "http.server.request.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of HTTP server requests.",
  },
  active: {
    name: "http.server.active_requests",
    form: "updowncounter",
    unit: "{request}",
    description: "Number of active HTTP server requests.",
  },
  requestSize: {
    name: "http.server.request.body.size",
    form: "histogram",
    unit: "By",
    description: "Size of HTTP server request bodies.",
  },
  responseSize: {
    name: "http.server.response.body.size",
    form: "histogram",
    unit: "By",
    description: "Size of HTTP server response bodies.",
  },
};
export const durations: Histogram = histogram(serverMetrics.duration.name, serverMetrics.duration);
const active = upDownCounter(serverMetrics.active.name, serverMetrics.active);
const requestSizes = histogram(serverMetrics.requestSize.name, serverMetrics.requestSize);
const responseSizes = histogram(serverMetrics.responseSize.name, serverMetrics.responseSize);

const bound = new Map<string, BoundCounter>();

/** Adds to the number of open requests of `method` by `scheme`; both are of small sets. */
export function addActive(method: string, scheme: string, value: 1 | -1): void {
  const key = scheme + method;
  let known = bound.get(key);
  if (known === undefined) {
    known = active.with({ "http.request.method": method, "url.scheme": scheme });
    bound.set(key, known);
  }
  // a request may end in another context than it began in, and has to leave the series that it entered
  if (contextOnMetrics.used) storage.run(rootScope, addTo, known, value);
  else known.add(value);
}

function addTo(counter: BoundCounter, value: number): void {
  counter.add(value);
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
