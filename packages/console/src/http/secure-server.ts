// The server of a port with TLS: HTTP/2 for clients that offer it, as browsers do, and HTTP/1.1 for all others. A browser opens six connections
// to a host by HTTP/1.1, and sends any number of requests over one by HTTP/2. Requests of both come to the same handler.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  constants,
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import { isUploading } from "./upload-body.ts";

export interface SecureServerOptions {
  /** Of `https.createServer`, with the times and limits of HTTP/1.1. */
  readonly https: ServerOptions;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
}

/** Fastify calls it when it closes. */
export type SecureServer = Server & { closeHttp2Sessions(): void };

/** As the headers of HTTP/1.1. */
const maxHeaderBytes = 16 * 1024;
/** Of what a connection holds; beyond it Node refuses requests. Answers that the client has not read yet count. */
const maxSessionMegabytes = 64;
/** A connection over which nothing was sent for so long is closed. */
const idleMs = 72_000;

export function createSecureServer(
  handler: RequestListener,
  { https, requestTimeoutMs }: SecureServerOptions,
): SecureServer {
  const server = createServer({ ...https, ALPNProtocols: ["h2", "http/1.1"] }, handler);
  const sessions = new Set<ServerHttp2Session>();
  const http2 = createHttp2({
    maxSessionMemory: maxSessionMegabytes,
    settings: { maxHeaderListSize: maxHeaderBytes, maxConcurrentStreams: 100 },
  });
  http2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.setTimeout(idleMs, () => session.close());
  });
  http2.on("request", (request, response) => {
    limitTime(request, requestTimeoutMs);
    // Where HTTP/1.1 has it, and what the checks of the host and of the origin read.
    request.headers.host = request.authority;
    server.emit("request", ...asHttp1(request, response));
  });
  // Errors of a session close its connection; there is no answer to them.
  http2.on("sessionError", () => undefined);

  const [acceptHttp1] = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    if (socket.alpnProtocol !== "h2") return acceptHttp1?.call(server, socket);
    // A session that ends gracefully reads its socket no further, and does not see the client close it.
    socket.once("finish", () => socket.destroy());
    http2.emit("connection", socket);
  });
  return Object.assign(server, {
    closeHttp2Sessions() {
      for (const session of sessions) session.destroy();
    },
  });
}

/** Node gives a request by HTTP/2 the interface of one by HTTP/1.1. */
function asHttp1(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): [IncomingMessage, ServerResponse] {
  return [request, response] as unknown as [IncomingMessage, ServerResponse];
}

/** Ends a request whose body is not complete in time. A file may take longer: `upload-body.ts` limits it. */
function limitTime(request: Http2ServerRequest, timeoutMs: number): void {
  const { stream } = request;
  if (stream.endAfterHeaders) return;
  const timer = setTimeout(() => {
    if (!request.complete && !isUploading(request.socket)) stream.close(constants.NGHTTP2_CANCEL);
  }, timeoutMs);
  stream.once("close", () => clearTimeout(timer));
}
