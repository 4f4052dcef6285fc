import type { RangeQuery, ResolvedRange } from "./query.ts";
import type { SpanKind } from "./trace.ts";

export const servicesPath = "/api/services";

export interface ServiceSummary {
  readonly name: string;
  readonly environments: readonly string[];
  /** Newest `service.version` seen in the range, and when it was first seen; empty when unknown. */
  readonly version: string;
  readonly versionSince: string;
  /** Server and consumer spans, and roots, per second. */
  readonly ratePerSecond: number;
  /** The same with what sampled spans stand for. */
  readonly estimatedRatePerSecond: number;
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

export const servicePath = "/api/services/:name";

export interface ServiceQuery extends RangeQuery {
  /** At least 60000; about 120 steps when absent. */
  readonly stepMs?: number | undefined;
}

export interface ServiceOperation {
  readonly name: string;
  readonly kind: SpanKind;
  /** Whether it enters the service. */
  readonly entry: boolean;
  readonly spans: number;
  readonly estimatedSpans: number;
  readonly errors: number;
  readonly totalMs: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** One service over time. Rates, errors and durations are those of its entries. */
export interface ServiceDetail extends ResolvedRange {
  readonly name: string;
  readonly stepMs: number;
  /** Starts of the steps, Unix ms. */
  readonly times: readonly number[];
  readonly rates: readonly number[];
  readonly estimatedRates: readonly number[];
  readonly errorRates: readonly (number | null)[];
  readonly p50sMs: readonly (number | null)[];
  readonly p95sMs: readonly (number | null)[];
  readonly p99sMs: readonly (number | null)[];
  /** Those with most time in them first, 200 at most. */
  readonly operations: readonly ServiceOperation[];
}
