// Bounds what calls over gRPC may hold, and asks who sends before anything of a message is taken. grpc-js keeps the bytes of a message
// until it is whole, and unpacks it before a handler hears of the call; it has no hook for either, so that two private members of its
// call are used here. Its version is pinned, and tests fail when they are gone.
import { constants, type ServerHttp2Stream } from "node:http2";
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServiceError,
} from "@grpc/grpc-js";
import { type Admission, type Admitter, senderGone } from "../receive/admit.ts";
import { inflaters } from "./unpack.ts";
import { ProblemError } from "../problem/problem.ts";

export interface CallBounds {
  readonly admitter: Admitter;
  readonly maxBytes: number;
  /** Called with the stream of each call, first of all. */
  readonly onCall: (stream: ServerHttp2Stream) => void;
  /** Judges a call by its headers; nothing of its message is read before. Assigns what it holds to its sender. */
  readonly admit: (metadata: Metadata, stream: ServerHttp2Stream, admission: Admission) => Promise<void>;
  /** What is answered when something failed. */
  readonly toError: (error: unknown) => ServiceError;
}

/** What grpc-js calls `BaseServerInterceptingCall`. */
interface BaseCall {
  readonly stream: ServerHttp2Stream;
  /** The message still has its flag and length in front. What it rejects with is sent as the status. */
  decompressMessage(message: Buffer, encoding: string): Promise<Uint8Array>;
}

/** A sender that is silent for this time holds memory that others need. */
const silenceMs = 10_000;

const prefixBytes = 5;

/**
 * Watches each call: its bytes, as they came and unpacked, are reserved from the budget until it is answered. Over it a call whose
 * message is not whole, and after ten seconds of silence any, is refused by its stream: senders see UNAVAILABLE or CANCELLED, and come
 * again. While a message is unpacked the answer is RESOURCE_EXHAUSTED.
 */
export function boundCalls(bounds: CallBounds): ServerInterceptor {
  return (_method, call) => {
    const base = call as ServerInterceptingCallInterface & BaseCall;
    bounds.onCall(base.stream);
    const admission = bounds.admitter.open();
    watch(base.stream, admission);
    base.decompressMessage = async (message, encoding) => {
      try {
        return await unpack(message.subarray(prefixBytes), encoding, base.stream, admission, bounds.maxBytes);
      } catch (error) {
        throw bounds.toError(error);
      }
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          // The message is asked for when this goes on.
          onReceiveMetadata: (metadata, goOn) => {
            bounds.admit(metadata, base.stream, admission).then(
              () => goOn(metadata),
              (error: unknown) => call.sendStatus(bounds.toError(error)),
            );
          },
        }),
    });
  };
}

function watch(stream: ServerHttp2Stream, admission: Admission): void {
  stream.on("data", (chunk: Buffer) => {
    // What arrives after the answer is discarded.
    if (stream.headersSent) return;
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

async function unpack(
  packed: Uint8Array,
  encoding: string,
  stream: ServerHttp2Stream,
  admission: Admission,
  maxBytes: number,
): Promise<Uint8Array> {
  if (encoding === "identity") return packed;
  const inflate = encoding === "gzip" || encoding === "deflate" ? inflaters.get(encoding) : undefined;
  if (inflate === undefined) throw unknownEncoding(encoding);
  const gone = new AbortController();
  const onClose = (): void => gone.abort(senderGone());
  if (stream.destroyed) onClose();
  stream.once("close", onClose);
  try {
    return await inflate(packed, {
      maxBytes,
      signal: gone.signal,
      reserve: (bytes) => admission.reserve(bytes),
    });
  } finally {
    stream.off("close", onClose);
  }
}

function unknownEncoding(encoding: string): ProblemError {
  return new ProblemError(
    "ENCODING_NOT_SUPPORTED",
    `Cannot read the encoding \`${encoding}\`: expected one of gzip, deflate, identity.`,
  );
}
