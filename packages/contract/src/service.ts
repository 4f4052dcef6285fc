import type { ResolvedRange } from "./query.ts";

export const servicesPath = "/api/services";

export interface ServiceSummary {
  readonly name: string;
  readonly environments: readonly string[];
  /** Newest `service.version` seen in the range, and when it was first seen; empty when unknown. */
  readonly version: string;
  readonly versionSince: string;
  /** Server and consumer spans, and roots, per second. */
  readonly ratePerSecond: number;
  readonly errorRate: number;
  readonly p95Ms: number | null;
  /** One value for each step of the range. */
  readonly rates: readonly number[];
  readonly errorRates: readonly (number | null)[];
  readonly p95sMs: readonly (number | null)[];
  readonly spans: number;
}

export interface ServicesResult extends ResolvedRange {
  readonly stepMs: number;
  readonly services: readonly ServiceSummary[];
  readonly environments: readonly string[];
}
