// The judge: OTLP requests decoded by protobufjs from the official .proto files, which the codec's own package keeps.
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

/** A decoded message: 64-bit integers are decimal strings, bytes are Uint8Arrays. */
export type Plain = Record<string, any>;

const folder = fileURLToPath(new URL("../../../otlp/test/fixtures/proto/", import.meta.url));
const collector = "opentelemetry.proto.collector";
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => folder + target;
root.loadSync(
  ["trace", "metrics", "logs"].map(
    (name) => `opentelemetry/proto/collector/${name}/v1/${name}_service.proto`,
  ),
);
root.resolveAll();

const types: Readonly<Record<string, string>> = {
  "/v1/traces": `${collector}.trace.v1.ExportTraceServiceRequest`,
  "/v1/metrics": `${collector}.metrics.v1.ExportMetricsServiceRequest`,
  "/v1/logs": `${collector}.logs.v1.ExportLogsServiceRequest`,
};

/** Decodes the body that was posted to `path`, whose end names the signal. */
export function decodeRequest(path: string, body: Uint8Array): Plain {
  const lookup = root.lookupType(types[/\/v1\/\w+$/.exec(path)?.[0] ?? ""] ?? "");
  return lookup.toObject(lookup.decode(body), { longs: String, arrays: true });
}
