// `http.client.request.duration`: the same for calls by hand and for clients that are seen.
import { type Histogram, histogram } from "../metric.ts";
import type { DeclaredMetric } from "./declared-metric.ts";

export const httpDuration: DeclaredMetric = {
  name: "http.client.request.duration",
  form: "histogram",
  unit: "s",
  description: "Duration of HTTP client requests.",
};
export const httpDurations: Histogram = histogram(httpDuration.name, httpDuration);
