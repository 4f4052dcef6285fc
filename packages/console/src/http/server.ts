// The server of the page and the API. Routes are tables; errors leave as `Problem`; what a browser must not do is refused here.
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from "fastify";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { pageHeader } from "contract";
import { Answer } from "../api/answer.ts";
import { Attachment } from "../api/attachment.ts";
import { type ApiRoute, type ApiView, type RawParams } from "../api/context.ts";
import type { AccessWatch } from "../auth/access-watch.ts";
import type { Audit } from "../auth/audit.ts";
import type { Oidc } from "../auth/oidc.ts";
import { accessEnded, actorOf, isOperator, type Principal } from "../auth/principal.ts";
import type { Sessions } from "../auth/sessions.ts";
import { type Logger, quieter } from "../log.ts";
import type { IntakeCounts } from "../receive/counts.ts";
import type { Intake } from "../receive/intake.ts";
import { pageTag } from "../api/progress/progress.ts";
import { withQueryTag } from "../store/query/progress.ts";
import type { FoldedNames } from "../store/write/folded-names.ts";
import { watchPartial } from "../store/cluster/partial.ts";
import type { Tls } from "./tls.ts";
import { registerAssets, servePage } from "./assets.ts";
import type { Auth } from "./auth.ts";
import { registerDocs } from "./docs.ts";
import { refuseForeign, refuseUnreadableUrl, registerGuard } from "./guard.ts";
import { limitHalfOpen, noteHalfOpen } from "./half-open.ts";
import { type ImportPlace, registerImports } from "./import-http.ts";
import { longJson, shortJson } from "./json-answer.ts";
import { type LiveFeed, createLive, type Live } from "./live.ts";
import { registerLogin } from "./login.ts";
import { ProblemError } from "../problem/problem.ts";
import { sendProblem, toProblem } from "./problem.ts";
import { registerReadyz } from "./readyz.ts";
import { answerUnreadable } from "./unreadable.ts";
import { createSecureServer } from "./secure-server.ts";
import { securityHeaders } from "./security-headers.ts";
import { isClosed, onceClosed } from "./sender-gone.ts";
import { addRoute, serve } from "./serve.ts";
import { registerSamplingPoll, type SamplingPollSources } from "./sampling-poll.ts";
import { type Addresses, type StoreFigures, toPrometheusText, toStats } from "./status.ts";

export interface ServerOptions {
  readonly intake: Intake;
  readonly routes: readonly ApiRoute[];
  /** The view of the store of a principal. */
  readonly viewOf: (principal: Principal) => Promise<ApiView>;
  /** Where rules for processes come from; undefined when the console serves none. */
  readonly sampling?: SamplingPollSources | undefined;
  /** Where files are imported; undefined: this console receives no telemetry. */
  readonly imports?: ImportPlace | undefined;
  /** Further events of the live stream. */
  readonly feeds?: readonly LiveFeed[] | undefined;
  readonly storeFigures: () => Promise<StoreFigures>;
  /** Names over the budgets, of all tenants; absent: none. */
  readonly foldedNames?: (() => readonly FoldedNames[]) | undefined;
  /** Rejects while the store does not answer. */
  readonly storeReady: () => Promise<void>;
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly watch: AccessWatch;
  readonly audit: Audit;
  readonly oidc?: Oidc | undefined;
  /** How people reach the console where that is not how they ask. */
  readonly publicUrl?: string | undefined;
  /** Whether browsers reach it by https only. */
  readonly secure: boolean;
  readonly tls?: Tls | undefined;
  /** Whose `x-forwarded-for` is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly listen: string;
  readonly allowedHosts: readonly string[];
  /** Absent: this process serves no pages, only what it says of itself. */
  readonly webDirectory: string | undefined;
  /** Served beside the pages. */
  readonly docsDirectory?: string | undefined;
  readonly log: Logger;
  /** For tests; default 10 s. */
  readonly requestTimeoutMs?: number | undefined;
  /** Known once everything listens. */
  readonly addresses: () => Addresses;
}

/** How long a client may take to send a whole request, and its headers; how long the answer takes is another matter. */
const requestTimeoutMs = 10_000;
const timeouts = { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 } as const;

/** Makes the server; the caller listens and closes. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const live = createLive(options.intake, {}, options.feeds);
  const app = Fastify({
    ...listenerOf(options),
    requestTimeout: options.requestTimeoutMs ?? requestTimeoutMs,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    loggerInstance: quieter(options.log) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(6).toString("hex"),
    requestIdHeader: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2048 },
    // Addresses that cannot be decoded never reach a route.
    frameworkErrors: answerProblem,
    clientErrorHandler: answerUnreadable,
  });

  options.tls?.follow(app);
  limitHalfOpen(app.server, { onClosed: (count) => noteHalfOpen(count, options) });
  const headers = securityHeaders(options.secure);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...headers, "x-request-id": request.id });
    refuseForeign(request, options);
    refuseUnreadableUrl(request);
  });
  app.addHook("onSend", (_request, { raw }, payload, done) => {
    // A file or an export is read no further for who has gone.
    if (payload instanceof Readable) onceClosed(raw, () => payload.destroy());
    done();
  });
  // Before any route: a route keeps the handler that is set when it is made.
  app.setErrorHandler((error, request, reply) => {
    countRefused(error, options.intake.counts);
    answerProblem(error, request, reply);
  });
  app.setNotFoundHandler(async (request) => {
    throw unknownPath(request);
  });
  registerLogin(app, options);
  registerGuard(app, options);

  serve(app, "GET /healthz", async () => ({ status: "alive" }));
  registerReadyz(app, options);
  registerFigures(app, options, live);
  app.addHook("preClose", async () => live.close());

  registerImports(app, options);
  if (options.sampling !== undefined) registerSamplingPoll(app, options.auth, options.sampling);
  for (const route of options.routes) addRoute(app, route, toHandler(route, options));
  if (options.webDirectory !== undefined) await registerAssets(app, options.webDirectory);
  if (options.webDirectory !== undefined && options.docsDirectory !== undefined)
    registerDocs(app, options.docsDirectory);
  return app;
}

type Listener =
  | { readonly http: typeof timeouts }
  | { readonly https: Tls["https"]; readonly serverFactory: FastifyServerFactory };

/** With TLS by HTTP/2, too. */
function listenerOf({ tls, requestTimeoutMs: ownMs = requestTimeoutMs }: ServerOptions): Listener {
  if (tls === undefined) return { http: timeouts };
  return {
    https: tls.https,
    serverFactory: (handler, { keepAliveTimeout }) =>
      createSecureServer(handler, {
        https: {
          ...tls.https,
          ...timeouts,
          requestTimeout: ownMs,
          keepAliveTimeout: Number(keepAliveTimeout),
        },
        requestTimeoutMs: ownMs,
      }),
  };
}

/** `/metrics`, `/api/stats` and `/api/live`: the figures of the console itself. */
function registerFigures(app: FastifyInstance, options: ServerOptions, live: Live): void {
  const { intake } = options;
  const startedAt = new Date();
  // A browser that opens it gets the page of metrics, a scraper the metrics of the console.
  serve(app, "GET /metrics", async (request, reply) => {
    reply.header("vary", "accept");
    if (options.webDirectory !== undefined && request.headers.accept?.includes("text/html") === true)
      return servePage(reply, options.webDirectory);
    return reply
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(
        toPrometheusText(
          intake,
          { counts: countsFor(request.principal, options), folded: foldedFor(request.principal, options) },
          startedAt,
        ),
      );
  });
  serve(app, "GET /api/stats", async ({ principal }, reply) => {
    reply.header("cache-control", "no-store");
    const counts = countsFor(principal, options);
    const figures = await options.storeFigures();
    // Totals of all tenants are for the operator only.
    const store = counts === intake.counts ? figures : { ...figures, bytes: 0, rows: 0, disk: undefined };
    const folded = foldedFor(principal, options);
    const senders = intake.senders.list(seesAll(principal, options) ? undefined : principal.tenant);
    const { queueBytes } = intake;
    return toStats({ counts, queueBytes, folded, senders }, store, startedAt, options.addresses());
  });
  serve(app, "GET /api/live", ({ principal, ip }, reply) => {
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    live.join(reply.raw, principal, ip, seesAll(principal, options) ? undefined : principal.tenant);
    reply.hijack();
  });
}

/** With tenants, figures of all of them are for the operator only. */
function seesAll(principal: Principal, { auth }: ServerOptions): boolean {
  return isOperator(principal) || !auth.hasTenants;
}

function countsFor(principal: Principal, options: ServerOptions): IntakeCounts {
  const { intake } = options;
  return seesAll(principal, options) ? intake.counts : intake.countsOf(principal.tenant);
}

function foldedFor(principal: Principal, options: ServerOptions): readonly FoldedNames[] {
  const all = options.foldedNames?.() ?? [];
  return seesAll(principal, options) ? all : all.filter(({ tenant }) => tenant === principal.tenant);
}

function answerProblem(cause: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // What was cancelled because the caller lost access failed for that reason, whatever it says.
  const error = hasLostAccess(request) ? accessEnded() : cause;
  const problem = toProblem(error, request.id);
  // A client that disconnected cancelled its query: that is not a failure.
  if (problem.status >= 500 && !isClosed(reply.raw))
    request.log.error(
      { err: error, requestId: request.id, path: request.url.split("?", 1)[0] },
      "request failed",
    );
  if (error instanceof ProblemError && error.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  sendProblem(reply, problem);
}

/** Refusals for want of a slot, as those of the receivers are counted. */
function countRefused(error: unknown, { requests }: IntakeCounts): void {
  if (!(error instanceof ProblemError)) return;
  if (error.code === "IMPORTS_BUSY") requests.refusedImport++;
  if (error.code === "TOO_MANY_READERS") requests.refusedStream++;
}

function hasLostAccess(request: FastifyRequest): boolean {
  return request.accessEnded?.aborted === true;
}

function unknownPath({ method, url }: FastifyRequest): ProblemError {
  return new ProblemError(
    "UNKNOWN_PATH",
    `There is no route ${method} ${url}.`,
    "See the documentation of the API for what there is.",
  );
}

function toHandler(route: ApiRoute, options: ServerOptions) {
  const { viewOf, audit } = options;
  // Handlers with `audited` write the audit log themselves.
  const isChange = route.method !== "GET" && route.access !== "read" && route.audited !== true;
  const isReading = route.method === "GET" || route.access === "read";
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const signal = untilGone(request, reply);
    const params = { ...(request.query as RawParams), ...(request.params as RawParams) };
    const { principal, ip: address } = request;
    const view = await viewOf(principal);
    const answer = async (): Promise<unknown> =>
      route.handler(params, {
        ...view,
        caller: { principal, address, seesAll: seesAll(principal, options) },
        noteSql: (outcome, target, durationMs) =>
          audit.queried({
            ...actorOf(principal),
            action: `sql.${outcome}`,
            target,
            address,
            details: { durationMs },
          }),
        nowMs: Date.now,
        signal,
        request: { body: request.body, ifMatch: request.headers["if-match"] },
      });
    const tag = pageTag(principal, request.headers[pageHeader]);
    const run = async () => watchPartial(async () => withQueryTag(tag, answer));
    const note = {
      ...actorOf(principal),
      action: `${route.method} ${route.path}`,
      target: route.noted === true ? request.url : request.url.split("?", 1)[0]!,
      address,
    };
    const { result: body, isPartial } = isChange
      ? await audit.change({ ...note, details: { request: request.id } }, run, {
          ended: ({ result }) => sent(result, reply, signal),
        })
      : await run();
    if (isReading && hasLostAccess(request)) throw accessEnded();
    // Of routes that only read, the query says what was exported.
    if (route.noted === true) await audit.record(note);
    if (isPartial) reply.header("telltale-partial", "true");
    reply.header("cache-control", "no-store");
    if (body instanceof Attachment) {
      reply.headers(body.headers);
      reply.header("content-disposition", `attachment; filename="${body.fileName}"`);
      return reply.type(body.type).send(body.body);
    }
    if (body instanceof Answer) reply.headers(body.headers);
    const data = body instanceof Answer ? body.body : body;
    const shown = isPartial && isRecord(data) ? { ...data, partial: true } : data;
    const json = route.isLong === true ? longJson(shown) : shortJson(shown);
    return reply.type("application/json; charset=utf-8").send(json);
  };
}

/** Aborted when the caller disconnects or loses access. */
function untilGone({ accessEnded: ended }: FastifyRequest, { raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  onceClosed(raw, () => {
    if (!raw.writableFinished) gone.abort();
  });
  if (ended?.aborted === true) gone.abort();
  ended?.addEventListener("abort", () => gone.abort(), { once: true });
  return gone.signal;
}

/** Ends with the last byte of an answer that is a stream. @throws when it fails, or the caller goes away. */
function sent(answer: unknown, { raw }: FastifyReply, signal: AbortSignal): Promise<unknown> | undefined {
  if (!(answer instanceof Attachment) || !(answer.body instanceof Readable)) return undefined;
  return Promise.all([finished(answer.body), finished(raw, { signal })]);
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
