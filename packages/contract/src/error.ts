import type { LogRecord } from "./log.ts";
import type { Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const errorsPath = "/api/errors";
export const errorPath = "/api/errors/:fingerprint";

export interface ErrorsQuery extends RangeQuery, PageQuery {
  readonly service?: string | undefined;
  /** Only those that were caught, or only those that nobody caught. */
  readonly handled?: "true" | "false" | undefined;
  /** `latest` by default. */
  readonly sort?: "latest" | "count" | "users" | undefined;
}

/** Errors that are the same mistake, with their figures in the range. */
export interface ErrorGroup {
  readonly fingerprint: string;
  /** Of the latest error, as its message and place are. */
  readonly type: string;
  readonly message: string;
  /** Function and file of the application's own code; empty when unknown. */
  readonly place: string;
  readonly service: string;
  readonly services: readonly string[];
  readonly count: number;
  /** How many of them nobody caught. */
  readonly unhandledCount: number;
  /** How many different people it hit. */
  readonly users: number;
  readonly sessions: number;
  readonly firstNs: string;
  readonly lastNs: string;
  /** Over all that is kept. */
  readonly firstSeenNs: string;
  readonly lastSeenNs: string;
  /** The versions it was seen in, over all that is kept, in the order in which it came up there. */
  readonly releases: readonly string[];
  /** The trace of the latest error that has one; empty when none has. */
  readonly traceId: string;
}

export interface ErrorsResult extends ResolvedRange, Page<ErrorGroup> {}

/** How a group did in one version. */
export interface ErrorRelease {
  readonly version: string;
  readonly count: number;
  readonly users: number;
  readonly firstNs: string;
  readonly lastNs: string;
}

/** One error of a group. */
export interface ErrorOccurrence {
  /** That of its log record. */
  readonly id: string;
  readonly timeNs: string;
  readonly message: string;
  readonly service: string;
  readonly version: string;
  readonly handled: boolean;
  readonly user: string;
  readonly session: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** One group, with a page of its errors. */
export interface ErrorResult extends ResolvedRange, Page<ErrorOccurrence> {
  readonly group: ErrorGroup;
  readonly releases: readonly ErrorRelease[];
  readonly stepMs: number;
  readonly buckets: readonly { readonly time: string; readonly count: number }[];
  /** The record of the latest error, stack and fields included; null when it is kept no more. */
  readonly sample: LogRecord | null;
}
