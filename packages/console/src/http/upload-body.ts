// The body of a request that may take longer than others: a file. It is read as the reader asks for it.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { accessEnded as accessEndedProblem } from "../auth/principal.ts";
import { ProblemError } from "../problem/problem.ts";
import { senderGone } from "../receive/admit.ts";
import { watchSender } from "./sender-gone.ts";
import { createUploadRate } from "./upload-rate.ts";

/** Connections over which a file arrives: the time of a whole request does not end them. */
const uploading = new WeakSet<Socket>();

/** A sender that is silent for this time, while its bytes are waited for, has gone. */
const silenceMs = 30_000;

/** For how long the rest of a file that is not read any more is discarded, so that its sender reads the answer. */
const defaultLingerMs = 10_000;

/** Whether a file arrives over `socket` now. */
export function isUploading(socket: Socket): boolean {
  return uploading.has(socket);
}

export interface UploadBody {
  /** @throws {ProblemError} when the sender goes away, falls silent or sends too slowly. */
  readonly content: AsyncIterable<Buffer>;
  /** Aborted, with the problem as reason, when the sender goes away or loses access. */
  readonly signal: AbortSignal;
  /** No more is read; what still arrives is discarded. Call {@link closeUpload} when the answer is sent. */
  end(): void;
}

/** For tests. */
export interface UploadTimes {
  readonly silentMs?: number;
  readonly lingerMs?: number;
  /** A monotonic clock. */
  readonly nowMs?: () => number;
}

/** @param accessEnded aborted when the sender loses access: the file is then read no further. */
export function openUploadBody(
  request: IncomingMessage,
  accessEnded: AbortSignal | undefined,
  times: UploadTimes = {},
): UploadBody {
  const gone = new AbortController();
  const body = new PassThrough();
  uploading.add(request.socket);

  function onClose(): void {
    if (!request.complete) stop(cutOff());
  }
  function onSenderGone(): void {
    stop(request.complete ? senderGone() : cutOff());
  }
  function onAccessEnded(): void {
    stop(accessEndedProblem());
  }
  function stop(problem: ProblemError): void {
    gone.abort(problem);
    body.destroy(problem);
  }
  // The reader gets the error when it asks for more; until then there is no listener.
  body.on("error", () => {});
  request.on("error", onClose).on("close", onClose);
  // A small file has arrived long before it is read.
  const sender = watchSender(request);
  sender.signal.addEventListener("abort", onSenderGone, { once: true });
  accessEnded?.addEventListener("abort", onAccessEnded, { once: true });
  if (accessEnded?.aborted === true) onAccessEnded();
  else if (sender.signal.aborted) onSenderGone();
  else if (request.destroyed) onClose();
  else request.pipe(body);
  return {
    content: chunksOf(body, times),
    signal: gone.signal,
    end() {
      sender.stop();
      accessEnded?.removeEventListener("abort", onAccessEnded);
      request.unpipe(body);
      body.destroy();
      request.resume();
    },
  };
}

/**
 * Ends an upload whose answer is sent, also one that was refused before its body was opened. A client that is still sending when the
 * connection closes sees a broken pipe instead of the answer, so the rest is discarded for a while.
 */
export function closeUpload(
  request: IncomingMessage,
  { lingerMs = defaultLingerMs }: UploadTimes = {},
): void {
  const { socket } = request;
  if (request.complete || request.destroyed) return void uploading.delete(socket);
  uploading.add(socket);
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  request.once("close", () => {
    clearTimeout(linger);
    uploading.delete(socket);
  });
  request.resume();
}

async function* chunksOf(
  body: PassThrough,
  { silentMs = silenceMs, nowMs = () => performance.now() }: UploadTimes,
): AsyncGenerator<Buffer> {
  const rate = createUploadRate(nowMs);
  let isWaiting = true;
  const silence = setTimeout(() => {
    if (isWaiting) body.destroy(silent(silentMs));
  }, silentMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      isWaiting = false;
      rate.arrived(chunk.length);
      yield chunk;
      rate.wait();
      isWaiting = true;
      silence.refresh();
    }
  } finally {
    clearTimeout(silence);
  }
}

function cutOff(): ProblemError {
  return new ProblemError(
    "BAD_BODY",
    "The connection was closed before the whole file arrived.",
    "Import it again.",
  );
}

/** Not 408: after that status browsers send the whole file again when the connection was used before. */
function silent(silentMs: number): ProblemError {
  return new ProblemError(
    "UPLOAD_TOO_SLOW",
    `No more of the file arrived for ${silentMs / 1000} s.`,
    "Import it again.",
  );
}
