// Checks before any route: the host name of the request, authentication, authorization, and the origin. A page
// elsewhere can make a browser send requests here, with its cookie; it cannot set a header of its own, nor forge `origin` and `host`.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Access, pathOf, type Scope } from "contract";
import type { AccessWatch } from "../auth/access-watch.ts";
import type { Audit } from "../auth/audit.ts";
import { createLoginLimit, type LoginLimit } from "../auth/login-limit.ts";
import {
  actorOf,
  anybody,
  isOperator,
  type Principal,
  requireScope,
  unknownToken,
} from "../auth/principal.ts";
import type { Sessions } from "../auth/sessions.ts";
import { isLoopback } from "../config.ts";
import type { Auth } from "./auth.ts";
import { isAllowedHost } from "./origins.ts";
import { isClosed, onceClosed } from "./sender-gone.ts";
import { ProblemError } from "../problem/problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
    /** Aborted when the caller loses access; an answer that has begun is cut off then. Absent for routes that need none. */
    accessEnded: AbortSignal | undefined;
  }
  interface FastifyContextConfig {
    /** What the caller needs; absent: `read` for what only reads, else `admin`. */
    access?: Access;
  }
}

export interface GuardOptions {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly watch: AccessWatch;
  readonly audit: Audit;
  readonly listen: string;
  readonly allowedHosts: readonly string[];
}

/** The header that the console's own page sends with whatever changes something. */
const ownPageHeader = "x-telltale-request";

const pollPath = pathOf("POST /api/sampling/poll");

/** Asks each request; those that may not are answered with a `Problem`, browsers that may log in are sent to the form. */
export function registerGuard(app: FastifyInstance, options: GuardOptions): void {
  // Set for each request below, before anybody reads it.
  app.decorateRequest("principal", null as unknown as Principal);
  app.decorateRequest("accessEnded");
  const limit = createLoginLimit();
  app.addHook("onRequest", async (request, reply) => {
    const { access } = request.routeOptions.config;
    request.principal = anybody;
    if (access === "open" || isPoll(request, options)) return undefined;
    const principal = await whoAsks(request, reply, limit, options);
    // The client has stopped waiting for the answer.
    if (isClosed(reply.raw)) return reply.hijack();
    if (principal === undefined) return sendToLogin(request, reply);
    request.principal = principal;
    refuseUnasked(request, principal);
    const scope = access === undefined || access === "operator" ? defaultAccess(request) : access;
    refuseScope(request, principal, scope, options);
    if (access === "operator") refuseTenants(principal, options);
    followAccess(request, reply, options);
    return undefined;
  });
}

/** Cancels what the request does, and cuts off its answer, when its caller loses access. */
function followAccess(request: FastifyRequest, { raw }: FastifyReply, { watch, audit }: GuardOptions): void {
  const { principal, ip, method, routeOptions } = request;
  const ended = new AbortController();
  request.accessEnded = ended.signal;
  const unfollow = watch.follow(principal, () => {
    ended.abort();
    if (!raw.headersSent) return;
    raw.destroy();
    const target = `${method} ${routeOptions.url ?? ""}`;
    audit.refused({ ...actorOf(principal), action: "access.ended", target, address: ip });
  });
  onceClosed(raw, unfollow);
}

/**
 * Rejects requests under a host name that is not the console's, and changes from pages of other origins. Runs before anything else.
 *
 * @throws {ProblemError} 421 `HOST_NOT_ALLOWED`, 403 `ORIGIN_NOT_ALLOWED`.
 */
export function refuseForeign(request: FastifyRequest, options: GuardOptions): void {
  refuseForeignHost(request, options);
  refuseForeignOrigin(request);
}

/**
 * Refuses an address that no URL can have, such as `//[`, before anything reads it as one.
 *
 * @throws {ProblemError} 400 `BAD_URL`.
 */
export function refuseUnreadableUrl({ url, headers: { host } }: FastifyRequest): void {
  const isReadable =
    URL.canParse(url, "http://console") && (host === undefined || URL.canParse(`http://${host}`));
  if (isReadable) return;
  throw new ProblemError(
    "BAD_URL",
    "Cannot read the address of the request.",
    "Begin its path with one slash, and encode special characters as %XX.",
  );
}

function defaultAccess({ method }: FastifyRequest): Scope {
  return isReading(method) ? "read" : "admin";
}

function isReading(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function isPoll({ method, url, headers }: FastifyRequest, { auth }: GuardOptions): boolean {
  return method === "POST" && url.split("?", 1)[0] === pollPath && auth.isPoller(headers.authorization);
}

async function whoAsks(
  { headers, ip }: FastifyRequest,
  reply: FastifyReply,
  limit: LoginLimit,
  { auth, sessions, audit }: GuardOptions,
): Promise<Principal | undefined> {
  try {
    const shown = await auth.byHeader(headers.authorization);
    if (shown !== undefined) return shown;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    refuseGuesses(ip, reply, limit, audit);
    audit.refused({ actor: "nobody", action: "token.refused", address: ip });
    throw error;
  }
  return (await sessions.find(headers.cookie)) ?? (auth.required ? undefined : anybody);
}

/** For wrong tokens only: a correct token is accepted, however often other clients at the address were wrong. */
function refuseGuesses(address: string, reply: FastifyReply, limit: LoginLimit, audit: Audit): void {
  const waitSeconds = limit.waitSeconds(address);
  if (waitSeconds === 0) return limit.failed(address);
  audit.refused({ actor: "nobody", action: "token.limited", address });
  reply.header("retry-after", String(waitSeconds));
  throw new ProblemError(
    "TOO_MANY_ATTEMPTS",
    "Too many failed attempts from this address.",
    `Retry in ${waitSeconds} s, with a token that this console knows.`,
  );
}

function sendToLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wantsPage = isReading(request.method) && request.headers.accept?.includes("text/html") === true;
  const next = request.url === "/" ? "" : `?next=${encodeURIComponent(request.url)}`;
  if (wantsPage) return reply.redirect(`/login${next}`, 303);
  reply.header("www-authenticate", "Bearer");
  throw unknownToken(false);
}

function refuseScope(
  { method, routeOptions, ip }: FastifyRequest,
  principal: Principal,
  scope: Scope,
  { audit }: GuardOptions,
): void {
  try {
    requireScope(principal, scope);
  } catch (error) {
    // The route and not the path, in which an id of a person may stand.
    const target = `${method} ${routeOptions.url ?? "of no route"}`;
    audit.refused({
      ...actorOf(principal),
      action: "scope.refused",
      target,
      address: ip,
      details: { scope },
    });
    throw error;
  }
}

/** Where there are tenants, what all have together is for the operator. */
function refuseTenants(principal: Principal, { auth }: GuardOptions): void {
  if (!auth.hasTenants || isOperator(principal)) return;
  const has = principal.tenant === "" ? `has the scope \`${principal.scope}\`` : "sees one tenant";
  throw new ProblemError(
    "OPERATOR_REQUIRED",
    `\`${principal.name}\` ${has}, and this is about all tenants.`,
    "Use the console's own token, or one of the scope `admin` without a tenant.",
  );
}

/** On loopback only: elsewhere the operator chooses the name, and users have to log in. */
function refuseForeignHost({ headers: { host } }: FastifyRequest, options: GuardOptions): void {
  if (!isLoopback(options.listen) || isAllowedHost(host, options.allowedHosts)) return;
  throw new ProblemError(
    "HOST_NOT_ALLOWED",
    `This console does not answer to the name \`${host ?? ""}\`.`,
    "Use http://127.0.0.1 or http://localhost, or allow the name with `--allowed-host NAME`.",
  );
}

function refuseForeignOrigin({ method, headers: { host, origin, ...headers } }: FastifyRequest): void {
  if (isReading(method)) return;
  const site = headers["sec-fetch-site"];
  const isOwn =
    origin === undefined
      ? site === undefined || site === "same-origin" || site === "none"
      : URL.canParse(origin) && new URL(origin).host === host;
  if (isOwn) return;
  throw new ProblemError(
    "ORIGIN_NOT_ALLOWED",
    `Pages at ${origin ?? "another address"} may not change anything here.`,
    "Use the console's own page.",
  );
}

/** What a browser sends of its own accord, the cookie, is not enough to change something. */
function refuseUnasked({ method, headers }: FastifyRequest, { via }: Principal): void {
  if (isReading(method) || via === "token" || via === "bootstrap") return;
  const isBrowser =
    via === "session" || headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
  if (!isBrowser || headers[ownPageHeader] !== undefined) return;
  throw new ProblemError(
    "CSRF_HEADER_MISSING",
    `Changes from a browser need the header \`${ownPageHeader}\`, which only the console's own page can send.`,
    "Use the console's own page, or a token.",
  );
}
