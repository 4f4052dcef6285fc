// What to do about an export that fails, in one sentence without its full stop.
import type { Destination } from "./otlp-settings.ts";
import type { Reply } from "./transport.ts";

/** What to do about a reply of `status`, or the error in `message`, from an address that the setting `from` has set. */
export function adviceFor(
  { status, message = "" }: { readonly status?: Reply["status"]; readonly message?: string | undefined },
  { url, from }: Pick<Destination, "url" | "from">,
): string {
  switch (status) {
    case 401:
    case 403:
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
      return "Set the credentials of the receiver in OTEL_EXPORTER_OTLP_HEADERS";
    case 404:
    case 405:
    case "UNIMPLEMENTED": {
      const [, twice] = /(\/v1\/\w+)\/v1\/\w+$/.exec(url.pathname) ?? [];
      if (twice !== undefined) return `Leave ${twice} out of ${from}: it is added`;
      return `Something answers there, but it takes no OTLP at this address: check ${from}`;
    }
    case undefined:
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
      if (message.startsWith("Parse Error"))
        return `That is not HTTP: a gRPC port (4317), or one that wants TLS. Try 4318 or https:// in ${from}`;
      return `Start a receiver there, or set ${from} (usual ports: 4318 for HTTP, 4317 for gRPC)`;
    default:
      return `Check the log of the receiver, and ${from}`;
  }
}
