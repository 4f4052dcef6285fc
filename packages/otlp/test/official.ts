// The official messages as plain objects, encoded and decoded by protobufjs from their .proto files, without the codec under test.
import { fileURLToPath } from "node:url";

import protobuf from "protobufjs";

/** A message as protobufjs represents it: 64-bit integers are decimal strings, bytes are `Uint8Array`s. */
export type Plain = Record<string, any>;

const folder = fileURLToPath(new URL("./fixtures/proto/", import.meta.url));
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith("google/protobuf/") ? target : folder + target);
root.loadSync([
  "opentelemetry/proto/collector/trace/v1/trace_service.proto",
  "opentelemetry/proto/collector/metrics/v1/metrics_service.proto",
  "opentelemetry/proto/collector/logs/v1/logs_service.proto",
  "google/rpc/status.proto",
]);
root.resolveAll();

/** Encodes `message` as the official message `type`. */
export function officialEncode(type: string, message: Plain): Uint8Array {
  const lookup = root.lookupType(type);
  return new Uint8Array(lookup.encode(lookup.fromObject(message)).finish());
}

/** Decodes `bytes` as the official message `type`; absent fields stay absent. */
export function officialDecode(type: string, bytes: Uint8Array): Plain {
  const lookup = root.lookupType(type);
  return lookup.toObject(lookup.decode(bytes), { longs: String, arrays: true });
}

const collector = "opentelemetry.proto.collector";
export const TRACES: string = `${collector}.trace.v1.ExportTraceServiceRequest`;
export const METRICS: string = `${collector}.metrics.v1.ExportMetricsServiceRequest`;
export const LOGS: string = `${collector}.logs.v1.ExportLogsServiceRequest`;
export const TRACES_RESPONSE: string = `${collector}.trace.v1.ExportTraceServiceResponse`;
export const METRICS_RESPONSE: string = `${collector}.metrics.v1.ExportMetricsServiceResponse`;
export const LOGS_RESPONSE: string = `${collector}.logs.v1.ExportLogsServiceResponse`;
export const STATUS: string = "google.rpc.Status";
