// OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp. Answers in the encoding of the request; a failure is a
// google.rpc.Status in that encoding, too. Nothing is answered with 200 before the store has it.
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { encodeStatus, encodeStatusJson } from "otlp";
import { type Logger, quieter } from "../log.ts";
import { maxRequestBytes } from "../receive/admit.ts";
import type { Intake, Outcome } from "../receive/intake.ts";
import { localSender } from "../receive/sender.ts";
import type { Auth } from "./auth.ts";
import { BodyError, contentEncodings, readBody } from "./body.ts";
import { isAllowedOrigin } from "./origins.ts";
import { internalRefusal, rpcCode, toRefusal, type Refusal } from "./refusal.ts";
import { signals, type Signal } from "./signals.ts";

export interface OtlpHttpOptions {
  readonly intake: Intake;
  readonly auth: Auth;
  readonly allowedOrigins: readonly string[];
  readonly log: Logger;
  /** For tests; default 64 MiB. */
  readonly maxBytes?: number;
}

type Encoding = "json" | "protobuf";

const mediaTypes: Readonly<Record<Encoding, string>> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};

/** How long a client may take to send one request. */
const requestTimeoutMs = 60_000;

/** Makes the server; the caller listens and closes. Closing lets requests that are being taken finish. */
export function createOtlpHttp(options: OtlpHttpOptions): FastifyInstance {
  const { intake, log } = options;
  const app = Fastify({
    loggerInstance: quieter(log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
  });
  // The handler reads the stream itself: its limits are not those of a parser.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin !== undefined && !allowOrigin(origin, reply, options.allowedOrigins)) {
      return refuse(reply, request, {
        httpStatus: 403,
        rpcCode: rpcCode.permissionDenied,
        message: `Pages at ${origin} may not send telemetry here. Allow them with \`--allowed-origin ${origin}\`.`,
      });
    }
    if (request.method === "OPTIONS") return;
    if (!options.auth.isBearer(request.headers.authorization)) {
      reply.header("www-authenticate", "Bearer");
      return refuse(reply, request, {
        httpStatus: 401,
        rpcCode: rpcCode.unauthenticated,
        message: "This receiver asks for its token: send the header `authorization: Bearer TOKEN`.",
      });
    }
  });

  for (const signal of signals) {
    app.post(signal.path, async (request, reply) =>
      answer(await take(signal, request, options), signal, request, reply),
    );
    app.options(signal.path, async (_request, reply) => reply.code(204).send());
    app.route({
      method: ["GET", "HEAD", "PUT", "PATCH", "DELETE"],
      url: signal.path,
      handler: async (request, reply) =>
        refuse(reply.header("allow", "POST, OPTIONS"), request, {
          httpStatus: 405,
          rpcCode: rpcCode.unimplemented,
          message: `Cannot ${request.method} ${signal.path}: OTLP is sent with POST.`,
        }),
    });
  }

  app.setNotFoundHandler(async (request, reply) =>
    refuse(reply, request, {
      httpStatus: 404,
      rpcCode: rpcCode.notFound,
      message: `Nothing is at ${request.url}. This is an OTLP/HTTP receiver: POST to ${signals.map(({ path }) => path).join(", ")}.`,
    }),
  );

  app.setErrorHandler(async (error: unknown, request, reply) => {
    const refusal = toRefusal(error);
    if (refusal === undefined) request.log.error({ err: error, url: request.url }, "request failed");
    if (refusal?.countedAs !== undefined) intake.counts.requests[refusal.countedAs]++;
    return refuse(reply, request, refusal ?? internalRefusal);
  });
  return app;
}

async function take(
  signal: Signal,
  request: FastifyRequest,
  { intake, maxBytes = maxRequestBytes }: OtlpHttpOptions,
): Promise<Outcome> {
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    const given = request.headers["content-type"];
    throw new BodyError(
      415,
      `Cannot read ${given === undefined ? "a body without a content type" : `the content type \`${given}\``}: expected ${Object.values(mediaTypes).join(" or ")}.`,
    );
  }
  const admission = intake.admitter.open();
  try {
    const body = await readBody(request.raw, admission, maxBytes);
    const outcome =
      encoding === "json"
        ? await signal.takeJson(body, intake, localSender)
        : await signal.takeBytes(body, intake, localSender);
    intake.counts.requests.accepted++;
    return outcome;
  } finally {
    admission.release();
  }
}

function encodingOf(request: FastifyRequest): Encoding | undefined {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === mediaTypes.json) return "json";
  return type === mediaTypes.protobuf ? "protobuf" : undefined;
}

function answer(
  outcome: Outcome,
  signal: Signal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (encodingOf(request) === "json")
    return reply.type(mediaTypes.json).send(signal.encodeAnswerJson(outcome));
  return reply.type(mediaTypes.protobuf).send(Buffer.from(signal.encodeAnswer(outcome)));
}

/** Without a usable content type the answer is JSON, which people can read. */
function refuse(reply: FastifyReply, request: FastifyRequest, refusal: Refusal): FastifyReply {
  const status = { code: refusal.rpcCode, message: refusal.message };
  if (refusal.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(Math.ceil(refusal.retryAfterSeconds)));
  if (refusal.httpStatus === 415) reply.header("accept-encoding", contentEncodings.join(", "));
  // What is left of the body is read and thrown away, within the request's time: a client that is still writing when the connection
  // closes would see a broken pipe instead of this answer, and send everything again.
  request.raw.resume();
  reply.code(refusal.httpStatus);
  if (encodingOf(request) === "protobuf")
    return reply.type(mediaTypes.protobuf).send(Buffer.from(encodeStatus(status)));
  return reply.type(mediaTypes.json).send(encodeStatusJson(status));
}

/** Answers a browser's question before the request and the request itself. */
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
