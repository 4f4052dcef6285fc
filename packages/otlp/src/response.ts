// The model of a receiver's responses.
// Source: opentelemetry/proto/collector/*/v1/*_service.proto and google/rpc/status.proto.

/** An `Export…ServiceResponse`. Everything was accepted when `rejected` is 0 and `errorMessage` is empty. */
export interface ExportResponse {
  /** Number of spans, points or log records that were rejected. They must not be sent again. */
  readonly rejected: bigint;
  /** Why. With `rejected` 0 it is a warning. */
  readonly errorMessage: string;
}

/** A `google.rpc.Status`: the body of an HTTP error. Its `details` are not read. */
export interface Status {
  /** A gRPC status code. */
  readonly code: number;
  readonly message: string;
}
