// What to do about an export that fails, in one sentence without its full stop.
import type { Reply } from "./transport.ts";

/** What to do about `reply`. */
export function adviceFor({ status }: Pick<Reply, "status">): string {
  switch (status) {
    case 401:
    case 403:
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
      return "Set the credentials of the receiver in OTEL_EXPORTER_OTLP_HEADERS";
    case 404:
    case 405:
    case "UNIMPLEMENTED":
      return "Something answers there, but it takes no OTLP at this address: check OTEL_EXPORTER_OTLP_ENDPOINT";
    case undefined:
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
      return "Start a receiver there, or set OTEL_EXPORTER_OTLP_ENDPOINT (usual ports: 4318 for HTTP, 4317 for gRPC)";
    default:
      return "Check the log of the receiver, and OTEL_EXPORTER_OTLP_ENDPOINT";
  }
}
