// A span as the detectors see it. The reader of spans fills it; the detectors do no I/O.

export interface TraceSpan {
  readonly id: string;
  /** Empty without one. */
  readonly parentId: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly name: string;
  /** As in OTLP: 2 server, 3 client, 5 consumer. */
  readonly kind: number;
  /** Ms since any moment that all spans of the trace share. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  /** `db.system.name`; empty for what is not a database. */
  readonly system: string;
  /** Text of the query, as recorded; of a long one the first 2,000 characters. */
  readonly statement: string;
  /** Values of its parameters as one text, or a hash of them; empty when they were not recorded. */
  readonly parameters: string;
  /** HTTP method; empty for other calls. */
  readonly method: string;
  /** Address of an HTTP call, as recorded; of a long one the first 2,000 characters. */
  readonly url: string;
  /** Service and method of a remote procedure call. */
  readonly procedure: string;
  /** Bytes of the larger body of a call, as recorded; 0 when unknown. */
  readonly bodyBytes: number;
  /** `content-type` of the answer, where it was recorded. */
  readonly contentType: string;
  /** Rows that a query returned; -1 when unknown. */
  readonly rows: number;
}
