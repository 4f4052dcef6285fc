// One outgoing request: http or https, bounded in time, its answer bounded in size, never sent on to another host. Addresses of private
// networks are allowed: operators configure the URLs, and their receivers often are there.
import { SendError, type Secrets } from "./secrets.ts";

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface Outgoing {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs: number;
  /** Bytes of the answer that are read; by default 16 kB. */
  readonly maxAnswerBytes?: number;
}

export interface Answer {
  readonly status: number;
  /** Its first bytes. */
  readonly text: string;
}

interface RequestContext {
  readonly fetch: Fetch;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** Unix ms. */
  readonly now: () => number;
}

const usualAnswerBytes = 16 * 1024;
/** Redirects within the same origin that are followed. */
const maxRedirects = 3;
/** Statuses that mean that this body is wrong: it would be wrong again. */
const permanentStatuses = new Set([400, 405, 413, 414, 415, 422]);

/**
 * Sends and returns the answer when it is a success.
 *
 * @throws {SendError} for anything else, with a message without secrets.
 */
export async function sendRequest(request: Outgoing, context: RequestContext): Promise<Answer> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = AbortSignal.any([timeout, context.signal]);
  try {
    return await followRedirects(request, context, signal);
  } catch (error) {
    if (error instanceof SendError) throw error;
    if (context.signal.aborted) throw new SendError("the console stopped before the answer came");
    if (timeout.aborted) throw new SendError(`no answer within ${request.timeoutMs / 1000} s`);
    throw new SendError(describeNetworkError(error));
  }
}

async function followRedirects(
  { method, url: first, headers, body, maxAnswerBytes = usualAnswerBytes }: Outgoing,
  { fetch, secrets, now }: RequestContext,
  signal: AbortSignal,
): Promise<Answer> {
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await fetch(url, {
      method,
      headers: { "user-agent": "telltale-console", ...headers },
      ...(body !== undefined && { body: body as NonNullable<RequestInit["body"]> }),
      redirect: "manual",
      signal,
    });
    const next = redirectOf(response, url);
    if (next === undefined) return await toAnswer(response, maxAnswerBytes, { secrets, now });
    await response.body?.cancel();
    if (next.origin !== first.origin)
      throw new SendError(
        `the receiver answered ${response.status} and points to another host; set the final URL in the channel`,
        { status: response.status },
      );
    url = next;
  }
  throw new SendError(`the receiver redirected more than ${maxRedirects} times`);
}

/** Where to send the same request again. 301, 302 and 303 turn a POST into a GET: they are answers like any other. */
function redirectOf({ status, headers }: Response, url: URL): URL | undefined {
  const location = headers.get("location");
  if ((status !== 307 && status !== 308) || location === null || !URL.canParse(location, url.href))
    return undefined;
  return new URL(location, url);
}

async function toAnswer(
  response: Response,
  maxAnswerBytes: number,
  { secrets, now }: Pick<RequestContext, "secrets" | "now">,
): Promise<Answer> {
  const { status } = response;
  const text = await readBounded(response, maxAnswerBytes);
  if (status >= 200 && status < 300) return { status, text };
  const said = secrets.hide(text).slice(0, 200);
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), now());
  throw new SendError(`the receiver answered ${status}${said === "" ? "" : `: ${said}`}`, {
    status,
    isPermanent: permanentStatuses.has(status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

async function readBounded({ body }: Response, most: number): Promise<string> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    // leaving the loop cancels the rest
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString("utf8");
}

/** Milliseconds of a header `Retry-After`: seconds, or a date. */
function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

const networkErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  UND_ERR_HEADERS_TIMEOUT: "the answer timed out",
  CERT_HAS_EXPIRED: "the certificate of the receiver has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate of the receiver is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate of the receiver is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate of the receiver is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate of the receiver is for another host",
};

/** By its code alone: messages of errors may repeat the URL. */
export function describeNetworkError(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown; message?: unknown } };
  if (cause?.message === "bad port")
    return "the port is blocked (https://fetch.spec.whatwg.org/#port-blocking)";
  const known =
    typeof cause?.code === "string" ? cause.code : typeof code === "string" ? code : "unknown reason";
  return networkErrors[known] ?? `the connection failed (${known})`;
}
