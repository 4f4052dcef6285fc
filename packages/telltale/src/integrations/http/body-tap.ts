// The body of a request and of its response, if it is wanted: the number of bytes, and the first of them. Nothing is read that the
// application does not read or write itself.
import type { IncomingMessage, ServerResponse } from "node:http";
import { report } from "../../engine/diagnostics/diagnose.ts";

/** Watches the bodies of one exchange. */
export interface BodyTap {
  /** A chunk of the request, as the application got it. */
  received(chunk: unknown): void;
  requestSize(request: IncomingMessage): number | undefined;
  responseSize(response: ServerResponse): number | undefined;
  /** The request's body as far as the application has read it; undefined where it is longer than what is kept. */
  requestBody(): Buffer | undefined;
  responseBody(): Buffer | undefined;
}

type Write = (this: unknown, chunk?: unknown, encoding?: unknown, done?: unknown) => unknown;

/** Watches what is written to `response`, and keeps bodies up to `maxBytes` (0: none, only sizes). */
export function createBodyTap(response: ServerResponse, maxBytes: number): BodyTap {
  const requested = createBodyBuffer(maxBytes);
  const answered = createBodyBuffer(maxBytes);
  const target = response as unknown as { write: Write; end: Write };
  const { write, end } = target;
  let depth = 0;
  // `end(chunk)` may write through `write`: a chunk counts where it comes in
  const through = (method: Write): Write =>
    function tapped(this: unknown, ...args) {
      if (depth === 0) answered.add(args[0], args[1]);
      depth++;
      try {
        return method.apply(this, args);
      } finally {
        depth--;
      }
    };
  target.write = through(write);
  target.end = through(end);
  return {
    received: (chunk) => requested.add(chunk, "utf8"),
    requestSize: (request) => lengthIn(request.headers["content-length"]) ?? requested.size(),
    responseSize: (answer) => (hasBody(answer) ? (answered.size() ?? 0) : 0),
    requestBody: () => requested.bytes(),
    responseBody: () => answered.bytes(),
  };
}

// what an application gives to an answer that has no body is not sent
function hasBody({ req, statusCode }: ServerResponse): boolean {
  return req?.method !== "HEAD" && statusCode !== 204 && statusCode !== 304;
}

interface BodyBuffer {
  add(chunk: unknown, encoding: unknown): void;
  size(): number | undefined;
  bytes(): Buffer | undefined;
}

function createBodyBuffer(maxBytes: number): BodyBuffer {
  let size = 0;
  let seen = false;
  let chunks: Buffer[] = [];
  return {
    add(chunk, encoding) {
      try {
        if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
        seen = true;
        if (maxBytes === 0) {
          size +=
            typeof chunk === "string" ? Buffer.byteLength(chunk, encodingOf(encoding)) : chunk.byteLength;
          return;
        }
        // copied: what is written may be used again
        const bytes =
          typeof chunk === "string" ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk);
        size += bytes.length;
        if (size <= maxBytes) chunks.push(bytes);
        else chunks = [];
      } catch (error) {
        report("http_body_unreadable", error);
      }
    },
    size: () => (seen ? size : undefined),
    bytes: () => (size > maxBytes ? undefined : Buffer.concat(chunks)),
  };
}

function encodingOf(encoding: unknown): BufferEncoding {
  return typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8";
}

function lengthIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
