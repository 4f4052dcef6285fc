// How a login is answered: with the form, or with a session and the page to open next.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Audit } from "../auth/audit.ts";
import type { Oidc } from "../auth/oidc.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Auth } from "./auth.ts";
import { type LoginLink, linkPage, loginPage } from "./login-page.ts";
import { plainPolicy } from "./plain-page.ts";

export interface LoginOptions {
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly oidc?: Oidc | undefined;
  /** URL of the console for people, to which the provider redirects; absent: as in the request. */
  readonly publicUrl?: string | undefined;
  readonly secure: boolean;
}

/** Routes that need no login. */
export const open = { config: { access: "open" } } as const;

/** Answers with the form; `next` is the page to open after the login. */
export function showForm(
  { oidc }: LoginOptions,
  reply: FastifyReply,
  status: number,
  form: { readonly next: string; readonly error: string },
): FastifyReply {
  return sendPage(reply, status, loginPage({ ...form, hasProvider: oidc !== undefined }));
}

/** Asks whether to log in with the token of a link. */
export function showQuestion(
  reply: FastifyReply,
  { principal: { name, scope, tenant }, ...link }: LoginLink & { readonly principal: Principal },
): FastifyReply {
  return sendPage(reply, 200, linkPage({ ...link, name, scope, tenant }));
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .header("content-security-policy", plainPolicy)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(page);
}

/** A session to start. */
export interface NewSession {
  readonly principal: Pick<Principal, "name" | "identity" | "scope" | "tenant">;
  /** What the session came from, and ends with. */
  readonly parent: string;
  readonly maxAgeSeconds: number;
}

/** Starts a session and sets its cookie. A login that cannot be written to the audit log starts none. */
export async function startSession(
  { sessions, audit }: LoginOptions,
  session: NewSession,
  { ip, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { scope } = session.principal;
  const note = { ...actorOf(session.principal), action: "login", address: ip, details: { scope } };
  const cookie = await audit.change(note, async () => sessions.open(session, headers.cookie));
  reply.header("set-cookie", cookie);
}

/** The page to open after the login, as the request asks. */
export function nextOf(request: FastifyRequest): string {
  const { next } = request.query as { readonly next?: unknown };
  return typeof next === "string" ? safeNext(next) : "/";
}

/** A path of this console: a link to the form must not redirect elsewhere. */
export function safeNext(next: string): string {
  if (!next.startsWith("/") || !URL.canParse(next, "http://console")) return "/";
  const url = new URL(next, "http://console");
  const isHere = url.origin === "http://console" && !url.pathname.startsWith("//");
  return isHere ? url.pathname + url.search : "/";
}
