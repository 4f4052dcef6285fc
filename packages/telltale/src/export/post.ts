// One HTTP POST on node:http with kept connections. Sockets and timers never hold the process; who needs the answer
// before the process ends holds it himself (flush does).
import { harmless } from "../engine/diagnostics/guard.ts";
import type { Agent as HttpAgent, IncomingMessage, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import { urlToHttpOptions } from "node:url";
import { builtin } from "../engine/runtime/builtin.ts";
import type { Certificates } from "./certificates.ts";

/** What the other side said. */
export interface Answer {
  readonly status: number;
  /** `Retry-After` in ms, from seconds or a date; undefined when absent or unreadable. */
  readonly retryAfterMs: number | undefined;
  readonly contentType: string;
  /** At most 64 KiB of it. */
  readonly body: Uint8Array;
}

/** When a post is given up. */
interface PostEnd {
  readonly signal: AbortSignal;
  /** `Infinity` for never. */
  readonly timeoutMs: number;
}

interface Post {
  readonly url: URL;
  readonly options: RequestOptions;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly end: PostEnd;
}

/** Posts to one host. */
export interface Poster {
  /** Rejects when no complete answer came within `timeoutMs`, with an error that has a code, or with the reason of `signal` when it aborted. */
  post(url: URL, headers: Record<string, string>, body: Uint8Array, end: PostEnd): Promise<Answer>;
  close(): void;
}

const maxAnswerBytes = 64 << 10;
const http = builtin("http");
const https = builtin("https");

/** A poster with a pool of kept connections. */
export function createPoster(certificates: Certificates = {}): Poster {
  let agent: HttpAgent | undefined;
  const options = new Map<URL, RequestOptions>();

  /** What Node makes of a URL: found out once, for the same few are posted to all the time. */
  function optionsOf(url: URL): RequestOptions {
    let known = options.get(url);
    if (known === undefined) {
      agent ??= new (carrierOf(url).Agent)({ keepAlive: true, maxSockets: 16, ...given(certificates) });
      const { protocol, hostname, port, path, auth } = urlToHttpOptions(url);
      // what the client reads and no more: it copies this object several times a request
      known = { protocol, hostname, port, path, auth, method: "POST", agent };
      options.set(url, known);
    }
    return known;
  }

  return {
    post: (url, headers, body, end) => postOnce({ url, options: optionsOf(url), headers, body, end }),
    close() {
      agent?.destroy();
    },
  };
}

/** Posts; where a kept connection turns out to be closed, once more: by another kept one, which may be closed as well, at last by a new one. */
function postOnce(post: Post): Promise<Answer> {
  const { url, options, headers, body } = post;
  const { signal, timeoutMs } = post.end;
  return new Promise<Answer>((resolve, reject) => {
    const request = carrierOf(url).request({
      ...options,
      headers: { ...headers, "content-length": String(body.length) },
    });
    const give = (reason: Error): void => void request.destroy(reason);
    const late = (): void => give(unanswered(`no answer within ${Math.round(timeoutMs)} ms`));
    const timer = timeoutMs === Infinity ? undefined : setTimeout(harmless(late), timeoutMs).unref();
    const aborted = (): void => give(signal.reason as Error);
    signal.addEventListener("abort", aborted, { once: true });
    const settled = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
    };
    const failed = (error: unknown): void => {
      settled();
      reject(error);
    };
    request.on("socket", harmless(unref));
    request.on(
      "error",
      harmless((error: Error) => {
        if (!request.reusedSocket || !wasClosed(error)) return failed(error);
        settled();
        resolve(postOnce(post));
      }),
    );
    request.on(
      "response",
      harmless((response: IncomingMessage) => {
        readAnswer(response, failed, (answer) => {
          settled();
          resolve(answer);
        });
      }),
    );
    if (signal.aborted) aborted();
    else request.end(body);
  });
}

/** An error with a code, as those of Node are: errors without one are mistakes of this library. */
function unanswered(message: string): Error {
  return Object.assign(new Error(message), { code: "ERR_NO_ANSWER" });
}

/** Whether the other side has closed the connection. One that was kept may be closed at any time, which is not a failure: a new one is tried. */
function wasClosed(error: Error & { readonly code?: string }): boolean {
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}

function carrierOf(url: URL): typeof import("node:http") | typeof import("node:https") {
  return url.protocol === "https:" ? https() : http();
}

function given(certificates: Certificates): object {
  return Object.fromEntries(Object.entries(certificates).filter(([, pem]) => pem !== undefined));
}

function unref(socket: Socket): void {
  socket.unref();
}

function readAnswer(
  response: IncomingMessage,
  failed: (error: unknown) => void,
  done: (answer: Answer) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  // a longer answer is read to its end, so that the connection can be kept, but not held
  response.on(
    "data",
    harmless((part: Buffer) => {
      if (size < maxAnswerBytes) parts.push(part.subarray(0, maxAnswerBytes - size));
      size += part.length;
    }),
  );
  response.on("error", harmless(failed));
  response.on(
    "close",
    harmless(() => {
      if (!response.complete) failed(unanswered("the answer broke off"));
    }),
  );
  response.on(
    "end",
    harmless(() =>
      done({
        status: response.statusCode ?? 0,
        retryAfterMs: parseRetryAfter(response.headers["retry-after"], Date.now()),
        contentType: response.headers["content-type"] ?? "",
        body: Buffer.concat(parts),
      }),
    ),
  );
}

/** Reads `Retry-After` (RFC 9110, 10.2.3): seconds or a date, as ms from `now`. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
