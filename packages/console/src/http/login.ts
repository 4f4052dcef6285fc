// How people log in: with a token in the form, with a link that has a token, after a question, or at their provider. A session identifies them from then on. After failed
// attempts an address has to wait.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SessionResult } from "contract";
import { createLoginLimit, type LoginLimit } from "../auth/login-limit.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { registerOidcLogin } from "./login-oidc.ts";
import {
  type LoginOptions,
  nextOf,
  open,
  safeNext,
  showForm,
  showQuestion,
  startSession,
} from "./login-reply.ts";
import { serve } from "./serve.ts";

interface LoginState extends LoginOptions {
  readonly limit: LoginLimit;
}

const sessionSeconds = 7 * 24 * 3600;

/** Makes `/login`, `/logout` and `/api/session`, and reads `?token=` of any page. */
export function registerLogin(app: FastifyInstance, options: LoginOptions): void {
  const state = { ...options, limit: createLoginLimit() };
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 4096 },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );
  app.addHook("onRequest", (request, reply) => loginByUrl(state, request, reply));
  app.get("/login", open, async (request, reply) =>
    showForm(state, reply, 200, { next: nextOf(request), error: "" }),
  );
  app.post("/login", open, (request, reply) => loginByForm(state, request, reply));
  app.post("/logout", { config: { access: "read" } }, (request, reply) => logout(state, request, reply));
  serve(app, "GET /api/session", async (request, reply) => {
    reply.header("cache-control", "no-store");
    return sessionOf(state, request);
  });
  if (options.oidc !== undefined) registerOidcLogin(app, { ...options, oidc: options.oidc });
}

/** A link must not log a browser in to the account of its author: the page asks the person first. */
async function loginByUrl(
  state: LoginState,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const url = new URL(request.url, "http://console");
  const secret = url.searchParams.get("token");
  if (!state.auth.required || request.method !== "GET" || secret === null) return undefined;
  const principal = await principalOf(state, secret, request, reply);
  if (typeof principal === "string")
    return showForm(state, reply, reply.statusCode, { next: "/", error: principal });
  url.searchParams.delete("token");
  const next = safeNext(url.pathname + url.search);
  const current = await state.sessions.find(request.headers.cookie);
  if (current?.identity === principal.identity) return reply.redirect(next, 303);
  return showQuestion(reply, { principal, secret, current: current?.name, next });
}

async function loginByForm(
  state: LoginState,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const next = safeNext(form.get("next") ?? "/");
  const error = await enter(state, form.get("token")?.trim() ?? "", request, reply);
  return error === "" ? reply.redirect(next, 303) : showForm(state, reply, reply.statusCode, { next, error });
}

/** Starts a session for the owner of the token. Returns an error for people, and an empty text when there is none. */
async function enter(
  state: LoginState,
  secret: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const principal = await principalOf(state, secret, request, reply);
  if (typeof principal === "string") return principal;
  state.limit.succeeded(request.ip);
  const session = { principal, parent: principal.id, maxAgeSeconds: sessionSeconds };
  await startSession(state, session, request, reply);
  return "";
}

/** The owner of a token that may log in, or an error for people; sets the status of the error. */
async function principalOf(
  { auth, audit, limit }: LoginState,
  secret: string,
  { ip }: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal | string> {
  const waitSeconds = limit.waitSeconds(ip);
  if (waitSeconds > 0) {
    audit.refused({ actor: "nobody", action: "login.limited", address: ip });
    reply.code(429).header("retry-after", String(waitSeconds));
    return `Too many failed attempts from this address. Retry in ${waitSeconds} s.`;
  }
  const principal = await auth.bySecret(secret);
  if (principal === undefined) {
    limit.failed(ip);
    audit.refused({ actor: "nobody", action: "login.refused", address: ip });
    reply.code(401);
    return "This console does not know that token.";
  }
  if (principal.scope === "ingest") {
    audit.refused({ ...actorOf(principal), action: "login.refused", address: ip });
    reply.code(403);
    return "That token may only send telemetry: it needs the scope read, alerts or admin.";
  }
  return principal;
}

async function logout(
  { sessions, audit }: LoginState,
  { principal, headers, ip }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const end = async (): Promise<string> => sessions.close(headers.cookie);
  const note = { ...actorOf(principal), action: "logout", address: ip };
  reply.header("set-cookie", principal.via === "session" ? await audit.change(note, end) : await end());
  return reply.code(204).header("clear-site-data", '"cache"').send();
}

function sessionOf({ auth }: LoginState, { principal }: FastifyRequest): SessionResult {
  const { name, scope, tenant, via } = principal;
  return { required: auth.required, name, scope, tenant, hasSession: via === "session" };
}
