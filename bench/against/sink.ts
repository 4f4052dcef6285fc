// A receiver that only counts: it takes OTLP/HTTP, tells how many spans and log records came, and costs the sender nothing more.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { ByteReader } from "otlp";

/** Spans and log records alike: `resource_*` = 1, `scope_*` = 2, item = 2. */
const itemPath = [1, 2, 2] as const;

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
    if (request.url === "/v1/traces" || request.url === "/v1/logs")
      items += count(new ByteReader(plain), itemPath);
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

/** How many fields a message has at the end of `path`. Nothing else is decoded: a slow receiver would take the CPU from the sender. */
function count(reader: ByteReader, [field, ...inner]: readonly number[]): number {
  let found = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 !== field || inner.length === 0) {
      if (tag >>> 3 === field) found++;
      reader.skip(tag, 0);
      continue;
    }
    const outer = reader.enter();
    found += count(reader, inner);
    reader.leave(outer);
  }
  return found;
}
