// How people come in: a token typed into a form or in the address, or a login at their provider; from then on a session speaks for
// them. Being wrong too often costs time.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SessionResult } from "contract";
import type { Audit } from "../auth/audit.ts";
import { createLoginLimit } from "../auth/login-limit.ts";
import type { Oidc, OidcTrip } from "../auth/oidc.ts";
import type { Principal } from "../auth/principal.ts";
import { readCookie, type Sessions } from "../auth/sessions.ts";
import type { Auth } from "./auth.ts";
import { loginPage, loginPolicy } from "./login-page.ts";
import { ProblemError } from "../problem/problem.ts";
import { serve } from "./serve.ts";

export interface LoginOptions {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly oidc?: Oidc | undefined;
  /** How people reach the console, for the provider's way back; absent: as they asked. */
  readonly publicUrl?: string | undefined;
  readonly secure: boolean;
}

const daySeconds = 24 * 3600;
const tokenSessionSeconds = 7 * daySeconds;
const personSessionSeconds = 12 * 3600;
const tripSeconds = 600;
const callbackPath = "/login/oidc/callback";
const open = { config: { access: "open" } } as const;

/** Makes `/login`, `/logout`, `/api/session`, and takes `?token=` of any page. */
export function registerLogin(app: FastifyInstance, options: LoginOptions): void {
  const { auth, audit, oidc, sessions } = options;
  const limit = createLoginLimit();

  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 4096 },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );

  function show(reply: FastifyReply, status: number, next: string, error: string): FastifyReply {
    return reply
      .code(status)
      .header("content-security-policy", loginPolicy)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(loginPage({ error, next, hasProvider: oidc !== undefined }));
  }

  /** Who has the token, with a session begun; a text for people when nobody has it. */
  async function enter(secret: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { ip } = request;
    const waitSeconds = limit.waitSeconds(ip);
    if (waitSeconds > 0) {
      audit.refused({ actor: "nobody", action: "login.limited", address: ip });
      reply.code(429).header("retry-after", String(waitSeconds));
      return `Too many tries. Come again in ${waitSeconds} s.`;
    }
    const principal = await auth.bySecret(secret);
    if (principal === undefined) {
      limit.failed(ip);
      audit.refused({ actor: "nobody", action: "login.refused", address: ip });
      reply.code(401);
      return "This console does not know that token.";
    }
    if (principal.scope === "ingest") {
      audit.refused({
        actor: principal.name,
        action: "login.refused",
        address: ip,
        tenant: principal.tenant,
      });
      reply.code(403);
      return "That token may only send telemetry: it needs the scope read or admin.";
    }
    limit.succeeded(ip);
    await begin(principal, principal.id, tokenSessionSeconds, request, reply);
    return "";
  }

  async function begin(
    principal: Pick<Principal, "name" | "scope" | "tenant">,
    parent: string,
    maxAgeSeconds: number,
    { ip, headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { name, scope, tenant } = principal;
    reply.header("set-cookie", await sessions.open({ principal, parent, maxAgeSeconds }, headers.cookie));
    await audit.record({ actor: name, action: "login", address: ip, tenant, details: { scope } });
  }

  app.addHook("onRequest", async (request, reply) => {
    const url = new URL(request.url, "http://console");
    const secret = url.searchParams.get("token");
    if (!auth.required || request.method !== "GET" || secret === null) return undefined;
    const error = await enter(secret, request, reply);
    if (error !== "") return show(reply, reply.statusCode, "/", error);
    url.searchParams.delete("token");
    return reply.redirect(safeNext(url.pathname + url.search), 303);
  });

  app.get("/login", open, async (request, reply) => show(reply, 200, nextOf(request), ""));
  app.post("/login", open, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const next = safeNext(form.get("next") ?? "/");
    const error = await enter(form.get("token")?.trim() ?? "", request, reply);
    return error === "" ? reply.redirect(next, 303) : show(reply, reply.statusCode, next, error);
  });
  app.post("/logout", { config: { access: "read" } }, async (request, reply) => {
    const { principal, headers, ip } = request;
    reply.header("set-cookie", await sessions.close(headers.cookie));
    if (principal.via === "session")
      await audit.record({ actor: principal.name, action: "logout", address: ip, tenant: principal.tenant });
    return reply.code(204).header("clear-site-data", '"cache"').send();
  });
  serve(app, "GET /api/session", async ({ principal }, reply) => {
    reply.header("cache-control", "no-store");
    const { name, scope, tenant, via } = principal;
    const result: SessionResult = {
      required: auth.required,
      name,
      scope,
      tenant,
      hasSession: via === "session",
    };
    return result;
  });
  if (oidc !== undefined) registerOidc(app, { ...options, oidc }, begin);

  /** Where the provider is left for and come back from. */
  function registerOidc(
    of: FastifyInstance,
    { oidc: provider, publicUrl, secure }: LoginOptions & { readonly oidc: Oidc },
    enterAs: typeof begin,
  ): void {
    const tripCookie = secure ? "__Host-telltale_login" : "telltale_login";
    const kept = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

    of.get("/login/oidc", open, async (request, reply) => {
      const { url, trip } = await provider.begin(baseOf(request) + callbackPath, nextOf(request));
      const value = Buffer.from(JSON.stringify(trip)).toString("base64url");
      return reply
        .header("set-cookie", `${tripCookie}=${value}; ${kept}; Max-Age=${tripSeconds}`)
        .redirect(url, 303);
    });
    of.get(callbackPath, open, async (request, reply) => {
      reply.header("set-cookie", `${tripCookie}=; ${kept}; Max-Age=0`);
      const trip = readTrip(readCookie(request.headers.cookie, tripCookie));
      try {
        if (trip === undefined) throw noTrip();
        const person = await provider.finish(new URL(request.url, baseOf(request)), trip);
        await enterAs(person, "oidc", personSessionSeconds, request, reply);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        request.log.warn({ err: error.cause ?? error, requestId: request.id }, "a login was refused");
        audit.refused({ actor: "nobody", action: "login.refused", address: request.ip });
        return show(reply, error.status, "/", `${error.message} ${error.fix}`);
      }
      return reply.redirect(safeNext(trip.next), 303);
    });

    function baseOf({ headers }: FastifyRequest): string {
      return publicUrl ?? `${secure ? "https" : "http"}://${headers.host ?? "localhost"}`;
    }
  }
}

function noTrip(): ProblemError {
  return new ProblemError(
    "LOGIN_REFUSED",
    "This browser did not begin a login here, or took longer than ten minutes.",
    "Begin again at /login.",
  );
}

function nextOf(request: FastifyRequest): string {
  const { next } = request.query as { readonly next?: unknown };
  return typeof next === "string" ? safeNext(next) : "/";
}

/** An address of this console: a link to the form must not lead elsewhere afterwards. */
function safeNext(next: string): string {
  if (!next.startsWith("/") || !URL.canParse(next, "http://console")) return "/";
  const url = new URL(next, "http://console");
  const isHere = url.origin === "http://console" && !url.pathname.startsWith("//");
  return isHere ? url.pathname + url.search : "/";
}

function readTrip(value: string | undefined): OidcTrip | undefined {
  try {
    const trip: unknown = JSON.parse(Buffer.from(value ?? "", "base64url").toString("utf8"));
    const { state, nonce, verifier, next } = trip as Record<string, unknown>;
    if ([state, nonce, verifier, next].every((part) => typeof part === "string")) return trip as OidcTrip;
  } catch {
    // Not ours, or changed: the same as none.
  }
  return undefined;
}
