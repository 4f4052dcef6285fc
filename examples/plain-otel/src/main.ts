// An application that knows nothing of Telltale: the stock OpenTelemetry SDK and its official exporters, one after the other.
//
// `OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTLP_GRPC_ENDPOINT=http://127.0.0.1:4317 node src/main.ts`
import { setTimeout as pause } from "node:timers/promises";

import { send, type Sent } from "./orders.ts";
import { protocols, startSdk } from "./sdk.ts";

const http = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://127.0.0.1:4318";
const grpc = process.env["OTLP_GRPC_ENDPOINT"] ?? "http://127.0.0.1:4317";
const rounds = Number(process.env["ROUNDS"] ?? "20");

const sent: Sent[] = [];
for (const protocol of protocols) {
  const sdk = startSdk(protocol, protocol === "grpc" ? grpc : http);
  for (let round = 0; round < rounds; round++) {
    sent.push(send(sdk, protocol, round));
    await pause(5);
  }
  await sdk.stop();
  console.error(`${protocol}: ${rounds} traces, each with logs and metrics`);
}
// What was sent, to look for it.
console.log(JSON.stringify(sent));
