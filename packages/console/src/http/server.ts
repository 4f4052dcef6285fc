// The server of the page and the API. Routes are tables; errors leave as `Problem`; what a browser must not do is refused here.
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { randomBytes } from "node:crypto";
import { livePath, statsPath } from "contract";
import { Answer } from "../api/answer.ts";
import { Attachment } from "../api/attachment.ts";
import type { ApiContext, ApiRoute, RawParams } from "../api/context.ts";
import { isLoopback } from "../config.ts";
import { type Logger, quieter } from "../log.ts";
import type { Intake } from "../receive/intake.ts";
import { StoreError } from "../store/store-error.ts";
import { contentSecurityPolicy, registerAssets, servePage } from "./assets.ts";
import type { Auth } from "./auth.ts";
import { createLive } from "./live.ts";
import { registerLogin } from "./login.ts";
import { isAllowedHost } from "./origins.ts";
import { ProblemError, toProblem } from "./problem.ts";
import { registerSamplingPoll, type SamplingPollSources } from "./sampling-poll.ts";
import { type Addresses, type StoreFigures, toPrometheusText, toStats } from "./status.ts";

export interface ServerOptions {
  readonly intake: Intake;
  readonly routes: readonly ApiRoute[];
  readonly queries: ApiContext["queries"];
  /** Where rules for processes come from; undefined: nobody can ask for any. */
  readonly sampling?: SamplingPollSources | undefined;
  readonly storeFigures: () => Promise<StoreFigures>;
  /** Rejects while the store does not answer. */
  readonly storeReady: () => Promise<void>;
  readonly auth: Auth;
  readonly listen: string;
  readonly allowedHosts: readonly string[];
  readonly webDirectory: string;
  readonly log: Logger;
  /** Known once everything listens. */
  readonly addresses: () => Addresses;
}

/** Makes the server; the caller listens and closes. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { intake } = options;
  const startedAt = new Date();
  const live = createLive(intake);
  const app = Fastify({
    loggerInstance: quieter(options.log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(6).toString("hex"),
    requestIdHeader: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2048 },
    // Addresses that cannot be decoded never reach a route.
    frameworkErrors: answerProblem,
  });

  const policy = contentSecurityPolicy(options.webDirectory);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "x-request-id": request.id,
    });
    refuseForeign(request, options);
  });
  // Before any route: a route keeps the handler that is set when it is made.
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler(async (request) => {
    throw unknownPath(request);
  });
  registerLogin(app, options.auth);

  app.get("/healthz", async () => ({ status: "alive" }));
  app.get("/readyz", async () => {
    await ready(options);
    return { status: "ready" };
  });
  // One address for two readers: a browser that opens it wants the page of metrics, a scraper the console's own.
  app.get("/metrics", async (request, reply) => {
    reply.header("vary", "accept");
    if (request.headers.accept?.includes("text/html") === true) return servePage(reply, options.webDirectory);
    return reply.type("text/plain; version=0.0.4; charset=utf-8").send(toPrometheusText(intake, startedAt));
  });
  app.get(statsPath, async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return toStats(intake, await options.storeFigures(), startedAt, options.addresses());
  });
  app.get(livePath, (_request, reply) => {
    const headers = reply.getHeaders();
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) reply.raw.setHeader(name, value);
    live.join(reply.raw);
    reply.hijack();
  });
  app.addHook("preClose", async () => live.close());

  if (options.sampling !== undefined) registerSamplingPoll(app, options.auth, options.sampling);
  for (const route of options.routes)
    app.route({ method: route.method, url: route.path, handler: toHandler(route, options) });
  await registerAssets(app, options.webDirectory);
  return app;
}

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error, request.id);
  // Whoever went away cancelled the query: that is no failure, and nobody hears of it.
  if (problem.status >= 500 && !reply.raw.destroyed)
    request.log.error({ err: error, requestId: request.id, url: request.url }, "request failed");
  // A store that is busy or starts again is back soon; the page asks again by itself.
  if (problem.status === 503) reply.header("retry-after", "1");
  reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send(JSON.stringify(problem));
}

function unknownPath({ method, url }: FastifyRequest): ProblemError {
  return new ProblemError(
    404,
    "UNKNOWN_PATH",
    `Nothing is at ${method} ${url}.`,
    "See the documentation of the API for what there is.",
  );
}

/** A page elsewhere can make a browser ask here, under a name of its own that leads to loopback, or with a form. */
function refuseForeign(request: FastifyRequest, options: ServerOptions): void {
  const { host, origin } = request.headers;
  if (isLoopback(options.listen) && !isAllowedHost(host, options.allowedHosts)) {
    throw new ProblemError(
      421,
      "FOREIGN_HOST",
      `This console does not answer to the name \`${host ?? ""}\`.`,
      "Use http://127.0.0.1 or http://localhost, or allow the name with `--allowed-host NAME`.",
    );
  }
  if (request.method === "GET" || request.method === "HEAD" || origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) {
    throw new ProblemError(
      403,
      "FOREIGN_ORIGIN",
      `Pages at ${origin} may not change anything here.`,
      "Use the console's own page.",
    );
  }
}

async function ready({ intake, storeReady }: ServerOptions): Promise<void> {
  if (intake.isFull) {
    throw new ProblemError(
      503,
      "QUEUE_FULL",
      `The queue before the store holds ${intake.queueBytes} bytes.`,
      "Wait until the store has caught up.",
    );
  }
  try {
    await storeReady();
  } catch (cause) {
    if (cause instanceof StoreError && (cause.code === "disk" || cause.code === "disk_full"))
      throw new ProblemError(503, "STORE_NOT_TAKING", cause.message, cause.fix, { cause });
    throw new ProblemError(
      503,
      "STORE_AWAY",
      "The store does not answer.",
      "Wait a moment; the console's log tells why.",
      { cause },
    );
  }
}

function toHandler(route: ApiRoute, { queries }: ServerOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const gone = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const params = { ...(request.query as RawParams), ...(request.params as RawParams) };
    const body = await route.handler(params, {
      queries,
      nowMs: Date.now,
      signal: gone.signal,
      request: { body: request.body, ifMatch: request.headers["if-match"] },
    });
    reply.header("cache-control", "no-store");
    if (body instanceof Attachment) {
      reply.header("content-disposition", `attachment; filename="${body.fileName}"`);
      return reply.type("application/json; charset=utf-8").send(body.body);
    }
    if (body instanceof Answer) reply.headers(body.headers);
    const data = body instanceof Answer ? body.body : body;
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(data));
  };
}
