// Bounds what calls over gRPC may hold while they come in: grpc-js keeps the bytes of a message until it is whole, so that many calls
// that never end would fill the memory. It has no hook for that, so its HTTP/2 streams are watched beside it.
import { constants, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { Server } from "@grpc/grpc-js";
import type { Admitter } from "../receive/admit.ts";

/** A sender of whom nothing comes for so long holds memory that others need. */
const silenceMs = 10_000;

/**
 * Watches every stream of `server` from now on: their bytes are reserved from the budget until they are answered. Over it, and after
 * ten seconds of silence in a message, a stream is refused: senders see UNAVAILABLE or CANCELLED, and come again.
 */
export function boundStreams(server: Server, admitter: Admitter): void {
  for (const http2 of serversOf(server)) http2.on("stream", (stream) => watch(stream, admitter));
}

/** A private field of grpc-js, whose version is pinned; a test fails when it is gone. */
function serversOf(server: Server): Iterable<Http2Server> {
  return (
    server as unknown as { readonly http2Servers: ReadonlyMap<Http2Server, unknown> }
  ).http2Servers.keys();
}

function watch(stream: ServerHttp2Stream, admitter: Admitter): void {
  const admission = admitter.open();
  stream.on("data", (chunk: Buffer) => {
    try {
      admission.reserve(chunk.length);
    } catch {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
    }
  });
  stream.setTimeout(silenceMs, () => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_CANCEL);
  });
  stream.on("close", () => admission.release());
}
