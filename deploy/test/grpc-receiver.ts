// A receiver of OTLP over gRPC, in plain HTTP/2, so that it is not the client's own library that judges the client.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

import { decodeRequest, type Plain } from "../../packages/telltale/test/engine/official.ts";

interface Call {
  /** `/opentelemetry.proto.collector.trace.v1.TraceService/Export` */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly message: Plain;
}

export interface GrpcReceiver {
  readonly url: string;
  readonly received: Call[];
  close(): Promise<void>;
}

/** Starts one at a port that the system chooses. It answers every call with an empty message. */
export async function startGrpcReceiver(): Promise<GrpcReceiver> {
  const received: Call[] = [];
  const sessions = new Set<{ destroy(): void }>();
  const server = createServer();
  server.on("session", (session) => void sessions.add(session));
  server.on("stream", (stream, headers) => {
    receive(stream, headers, received).catch(() => stream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  received: Call[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const framed = Buffer.concat(parts);
  // https://grpc.io/docs/what-is-grpc/core-concepts: a byte for compression, the length in four, the message
  const body = framed.subarray(5, 5 + framed.readUInt32BE(1));
  const path = String(headers[":path"]);
  const [, signal = ""] = /\.collector\.(\w+)\.v1\./.exec(path) ?? [];
  const route = `/v1/${signal === "trace" ? "traces" : signal}`;
  const message = decodeRequest(route, framed[0] === 1 ? gunzipSync(body) : body);
  received.push({ path, headers, message });
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(Buffer.alloc(5));
}
