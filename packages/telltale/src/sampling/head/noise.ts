// What only asks whether the service is there: probes and scrapes. Of no use as traces, and many.
import type { HeadRule } from "./rule.ts";

/** Above rules without a priority of their own; a rule that wants probes has a higher one. */
const noisePriority = 100;

/** Requests that are dropped unless `sampling.noise` is false. */
export const noiseRule: HeadRule = {
  name: "noise",
  priority: noisePriority,
  rate: 0,
  when: {
    kind: "server",
    route: [
      "/health",
      "/health/live",
      "/health/ready",
      "/healthz",
      "/ready",
      "/readyz",
      "/readiness",
      "/live",
      "/livez",
      "/liveness",
      "/metrics",
      "/favicon.ico",
    ],
  },
};
