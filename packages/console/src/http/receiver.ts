// What all receivers of telemetry over HTTP share: authentication, allowed origins, limits of size, memory and
// time, and rejections. Each protocol adds its paths and the form of its answers.
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { type Logger, quieter } from "../log.ts";
import { maxRequestBytes } from "../receive/admit.ts";
import type { Intake } from "../receive/intake.ts";
import type { Principal } from "../auth/principal.ts";
import { largeBytes } from "../store/rows.ts";
import type { Auth } from "./auth.ts";
import { contentEncodings, readBody } from "./body.ts";
import { limitHalfOpen, noteHalfOpen } from "./half-open.ts";
import { isAllowedOrigin } from "./origins.ts";
import { watchSender } from "./sender-gone.ts";
import { importHeader, readSentTimes, type Sender } from "../receive/sender.ts";
import type { Taking } from "../receive/take-bytes.ts";
import type { Tls } from "./tls.ts";
import { type Inflaters, inflaters } from "./unpack.ts";
import { internalRefusal, type Refusal, refusalOf, toRefusal } from "./refusal.ts";
import { ProblemError } from "../problem/problem.ts";

export interface ReceiverOptions {
  readonly intake: Intake;
  readonly auth: Auth;
  readonly tls?: Tls | undefined;
  readonly allowedOrigins: readonly string[];
  readonly log: Logger;
  /** For tests; default 64 MiB. */
  readonly maxBytes?: number;
}

/** How one protocol refuses: sets the type and sends the body, everything else is done. */
export type RefusalForm = (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** How long a client may take to send a whole request, and its headers. */
const requestTimeoutMs = 60_000;
const timeouts = { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 } as const;

/**
 * Makes a server without paths; the caller adds them, listens and closes. Closing lets requests that are being taken finish.
 *
 * @param isHere what the server is, for requests for a path that it does not have.
 */
export function createReceiver(options: ReceiverOptions, isHere: string, form: RefusalForm): FastifyInstance {
  const app = Fastify({
    ...(options.tls === undefined ? { http: timeouts } : { https: { ...options.tls.https, ...timeouts } }),
    loggerInstance: quieter(options.log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    // URLs that cannot be decoded never reach a route.
    frameworkErrors: (_error, request, reply) => {
      const problem = new ProblemError("BAD_URL", "Cannot read the address of the request.");
      void refuse(reply as FastifyReply, request as FastifyRequest, refusalOf(problem), form);
    },
  });
  options.tls?.follow(app);
  limitHalfOpen(app.server, { onClosed: (count) => noteHalfOpen(count, options) });
  // The handler reads the stream itself, with limits of its own.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

  app.decorateRequest("principal", null as unknown as Principal);
  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin !== undefined && !allowOrigin(origin, reply, options.allowedOrigins)) {
      throw new ProblemError(
        "ORIGIN_NOT_ALLOWED",
        `Pages at ${origin} may not send telemetry here.`,
        `Allow them with \`--allowed-origin ${origin}\`.`,
      );
    }
    if (request.method === "OPTIONS") return;
    request.principal = await options.auth.admit(request.headers.authorization, "ingest");
  });

  app.setNotFoundHandler(async (request) => {
    throw new ProblemError("UNKNOWN_PATH", `There is no page ${request.url}.`, isHere);
  });

  app.setErrorHandler(async (error: unknown, request, reply) => {
    const refusal = toRefusal(error);
    // The query may hold a credential, and does not explain the error.
    if (refusal === undefined)
      request.log.error({ err: error, path: request.url.split("?", 1)[0] }, "request failed");
    if (refusal?.countedAs !== undefined) options.intake.counts.requests[refusal.countedAs]++;
    return refuse(reply, request, refusal ?? internalRefusal, form);
  });
  return app;
}

function refuse(
  reply: FastifyReply,
  request: FastifyRequest,
  refusal: Refusal,
  form: RefusalForm,
): FastifyReply {
  if (refusal.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(Math.ceil(refusal.retryAfterSeconds)));
  if (refusal.httpStatus === 401) reply.header("www-authenticate", "Bearer");
  if (refusal.httpStatus === 408) reply.header("connection", "close");
  if (refusal.httpStatus === 415 && !reply.hasHeader("accept-encoding"))
    reply.header("accept-encoding", contentEncodings.join(", "));
  // The rest of the body is read and discarded, within the time of the request: a client that is still writing when the connection
  // closes would see a broken pipe instead of this answer, and send everything again.
  request.raw.resume();
  return form(refusal, request, reply.code(refusal.httpStatus));
}

/** A path that accepts telemetry; other methods than POST are rejected. */
export function addPath(
  app: FastifyInstance,
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.post(path, handler);
  app.options(path, async (_request, reply) => reply.code(204).send());
  app.route({
    method: ["GET", "HEAD", "PUT", "PATCH", "DELETE"],
    url: path,
    handler: async (request, reply) => {
      reply.header("allow", "POST, OPTIONS");
      throw new ProblemError(
        "METHOD_NOT_ALLOWED",
        `Cannot ${request.method} ${path}: telemetry is sent with POST.`,
      );
    },
  });
}

/** Reads the body, stores it with `take`, and releases the memory that was reserved for it. */
export async function takeBody<T>(
  request: FastifyRequest,
  { intake, auth, maxBytes = maxRequestBytes }: ReceiverOptions,
  take: (body: Uint8Array, taking: Taking) => Promise<T>,
  taken: Inflaters = inflaters,
): Promise<T> {
  const { signal, stop } = watchSender(request.raw);
  // It left while it was asked who it is: no more of its body comes, nor its end.
  signal.throwIfAborted();
  const admission = intake.admitter.open(request.principal);
  // At once, also while its body waits to be decoded or stored.
  signal.addEventListener("abort", () => admission.release(), { once: true });
  const tracked = intake.requests.begin(request.raw.socket);
  try {
    const announced = Number(request.headers["content-length"]) || 0;
    // A request that is too large is rejected as such, even when the queue is full.
    if (announced <= maxBytes) intake.admit(request.principal);
    // Its rows go to a group of their own: the groups of others need not wait for it.
    if (announced > largeBytes) tracked.end();
    const body = await readBody(request.raw, admission, { maxBytes, taken, signal });
    await auth.confirm(request.principal);
    const result = await intake.decodes.run(() => {
      signal.throwIfAborted();
      const sender = senderOf(request.principal, (name) => request.headers[name]);
      const answered = take(body, { intake, sender, signal });
      if (body.length > largeBytes) tracked.end();
      else tracked.rowsAdded();
      return answered;
    });
    intake.counts.requests.accepted++;
    return result;
  } finally {
    stop();
    tracked.end();
    admission.release();
  }
}

/** The sender of a request, with what it says about its times; `read` returns a header. */
export function senderOf(principal: Principal, read: (header: string) => unknown): Sender {
  const sent = readSentTimes(read);
  const imports = read(importHeader) === "1";
  return sent === undefined && !imports ? principal : { tenant: principal.tenant, sent, imports };
}

/** The media type of the request in lower case, without its parameters. */
export function mediaTypeOf(request: FastifyRequest): string | undefined {
  return request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
}

/** CORS headers, for the preflight request and the request itself. */
function allowOrigin(origin: string, reply: FastifyReply, allowed: readonly string[]): boolean {
  reply.header("vary", "Origin");
  if (!isAllowedOrigin(origin, allowed)) return false;
  reply.headers({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers":
      "content-type, content-encoding, authorization, traceparent, tracestate, baggage",
    "access-control-expose-headers": "retry-after",
    "access-control-max-age": "7200",
  });
  return true;
}
