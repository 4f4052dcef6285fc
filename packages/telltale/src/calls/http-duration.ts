// `http.client.request.duration`: the same for calls by hand and for clients that are seen.
import { type Histogram, histogram } from "../metric.ts";

export const httpDurations: Histogram = histogram("http.client.request.duration", {
  unit: "s",
  description: "Duration of HTTP client requests.",
});
