// Failures over gRPC: a status code, its message and, where the client may retry, a google.rpc.RetryInfo that says when.
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ByteWriter, VARINT } from "otlp";
import type { Refusal } from "./refusal.ts";

/** `refusal` as the error that grpc-js sends. */
export function toServiceError(refusal: Refusal): ServiceError {
  const metadata = new Metadata();
  if (refusal.retryAfterSeconds !== undefined) {
    metadata.set(
      "grpc-status-details-bin",
      Buffer.from(encodeRetryStatus(refusal, refusal.retryAfterSeconds)),
    );
  }
  const error = new Error(refusal.message) as ServiceError;
  return Object.assign(error, { code: refusal.rpcCode as status, details: refusal.message, metadata });
}

/** google.rpc.Status { code = 1, message = 2, details = 3: Any of RetryInfo { retry_delay = 1: Duration { seconds = 1 } } }. */
function encodeRetryStatus(refusal: Refusal, seconds: number): Uint8Array {
  const writer = new ByteWriter();
  writer.tag(1, VARINT);
  writer.varint(refusal.rpcCode);
  writer.string(2, refusal.message);
  const any = writer.open(3);
  writer.string(1, "type.googleapis.com/google.rpc.RetryInfo");
  const retryInfo = writer.open(2);
  const duration = writer.open(1);
  writer.tag(1, VARINT);
  writer.varint(Math.ceil(seconds));
  writer.close(duration);
  writer.close(retryInfo);
  writer.close(any);
  return writer.finish();
}
