import type { FilterQuery, Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";
import type { Attributes, TypedValue } from "./value.ts";

export const logsPath = "/api/logs";
export const logHistogramPath = "/api/logs/histogram";

export type SeverityName = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

export interface LogsQuery extends RangeQuery, FilterQuery, PageQuery {
  readonly service?: string | undefined;
  /** This severity and above. */
  readonly severity?: SeverityName | undefined;
  /** Words that must all stand in the body. */
  readonly text?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly eventName?: string | undefined;
}

export interface LogRecord {
  /** Stable identity for lists and links. Opaque. */
  readonly id: string;
  /** Unix time in ns: when it happened, or when it was observed if that is unknown. */
  readonly timeNs: string;
  /** 0 (unspecified) to 24. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: TypedValue;
  /** The body as one line of text. */
  readonly text: string;
  readonly service: string;
  readonly environment: string;
  /** Empty when the record belongs to no trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string };
}

export type LogsResult = Page<LogRecord>;

/** Counts for the bars above the list; takes the same query without the page. */
export interface LogHistogramResult extends ResolvedRange {
  readonly stepMs: number;
  readonly buckets: readonly {
    readonly time: string;
    /** By severity; records without one count as `info`. */
    readonly counts: Readonly<Record<SeverityName, number>>;
  }[];
}
