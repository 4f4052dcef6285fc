// `http.client.request.duration`: the same for calls by hand and for clients that are seen.
import { histogram } from "../own-calls.ts";
import type { Histogram } from "../metric.ts";
import type { DeclaredMetric } from "./declared-metric.ts";

export const httpDuration: DeclaredMetric = {
  name: "http.client.request.duration",
  form: "histogram",
  unit: "s",
  description: "Duration of HTTP client requests.",
};
export const httpDurations: Histogram = histogram(httpDuration.name, httpDuration);
