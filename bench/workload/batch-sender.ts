// Requests of encoded batches over HTTP and gRPC, with as little work as can be: the sender shares the machine with what it measures.
import { Agent, request } from "node:http";
import { connect } from "node:http2";

/** Sends one batch; whether it was acknowledged. */
export type Send = (body: Uint8Array) => Promise<boolean>;

export interface BatchSender {
  /** A connection of its own. */
  open(): Send;
  close(): void;
}

export function httpSender(url: string, signal: string): BatchSender {
  const agent = new Agent({ keepAlive: true });
  const send: Send = (body) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/x-protobuf", "content-length": body.length };
      const outgoing = request(`${url}/v1/${signal}`, { method: "POST", agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode === 200));
      });
      outgoing.on("error", reject).end(body);
    });
  return { open: () => send, close: () => agent.destroy() };
}

const services: Readonly<Record<string, string>> = {
  traces: "trace.v1.TraceService",
  metrics: "metrics.v1.MetricsService",
  logs: "logs.v1.LogsService",
};

/** A unary call is a POST whose body is one message behind five bytes, and whose trailers report how it went. */
export function grpcSender(url: string, signal: string): BatchSender {
  const path = `/opentelemetry.proto.collector.${services[signal]}/Export`;
  const sessions: ReturnType<typeof connect>[] = [];
  return {
    open() {
      const session = connect(url);
      sessions.push(session);
      return (body) =>
        new Promise((resolve, reject) => {
          const stream = session.request({
            ":method": "POST",
            ":path": path,
            "content-type": "application/grpc",
            te: "trailers",
          });
          let status: unknown;
          stream.on("response", (headers) => (status = headers["grpc-status"]));
          stream.on("trailers", (headers) => (status = headers["grpc-status"]));
          stream.on("error", reject).on("end", () => resolve(status === "0"));
          stream.resume();
          const head = Buffer.alloc(5);
          head.writeUInt32BE(body.length, 1);
          stream.write(head);
          stream.end(body);
        });
    },
    close() {
      for (const session of sessions) session.close();
    },
  };
}
