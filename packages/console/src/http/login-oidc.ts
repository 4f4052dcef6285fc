// Login at an OpenID Connect provider: the redirect to it, and the way back with its answer.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Oidc, OidcTrip } from "../auth/oidc.ts";
import { readCookie } from "../auth/sessions.ts";
import { ProblemError } from "../problem/problem.ts";
import { type LoginOptions, nextOf, open, safeNext, showForm, startSession } from "./login-reply.ts";

type OidcOptions = LoginOptions & { readonly oidc: Oidc };

const sessionSeconds = 12 * 3600;
const tripSeconds = 600;
const callbackPath = "/login/oidc/callback";

/** Makes `/login/oidc` and its callback. */
export function registerOidcLogin(app: FastifyInstance, options: OidcOptions): void {
  app.get("/login/oidc", open, (request, reply) => leave(options, request, reply));
  app.get(callbackPath, open, (request, reply) => comeBack(options, request, reply));
}

async function leave(
  options: OidcOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { url, trip } = await options.oidc.begin(baseOf(options, request) + callbackPath, nextOf(request));
  const value = Buffer.from(JSON.stringify(trip)).toString("base64url");
  return reply.header("set-cookie", tripCookie(options, value, tripSeconds)).redirect(url, 303);
}

async function comeBack(
  options: OidcOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { oidc, audit } = options;
  reply.header("set-cookie", tripCookie(options, "", 0));
  const trip = readTrip(readCookie(request.headers.cookie, tripCookieName(options)));
  try {
    if (trip === undefined) throw noTrip();
    const principal = await oidc.finish(new URL(request.url, baseOf(options, request)), trip);
    const session = { principal, parent: "oidc", maxAgeSeconds: sessionSeconds };
    await startSession(options, session, request, reply);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    request.log.warn({ err: error.cause ?? error, requestId: request.id }, "a login was refused");
    audit.refused({ actor: "nobody", action: "login.refused", address: request.ip });
    return showForm(options, reply, error.status, { next: "/", error: `${error.message} ${error.fix}` });
  }
  return reply.redirect(safeNext(trip.next), 303);
}

function baseOf({ publicUrl, secure }: OidcOptions, { headers }: FastifyRequest): string {
  return publicUrl ?? `${secure ? "https" : "http"}://${headers.host ?? "localhost"}`;
}

function tripCookieName({ secure }: OidcOptions): string {
  return secure ? "__Host-telltale_login" : "telltale_login";
}

function tripCookie(options: OidcOptions, value: string, maxAgeSeconds: number): string {
  const secure = options.secure ? "; Secure" : "";
  return `${tripCookieName(options)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}; Max-Age=${maxAgeSeconds}`;
}

function readTrip(value: string | undefined): OidcTrip | undefined {
  try {
    const trip: unknown = JSON.parse(Buffer.from(value ?? "", "base64url").toString("utf8"));
    const { state, nonce, verifier, next } = trip as Record<string, unknown>;
    if ([state, nonce, verifier, next].every((part) => typeof part === "string")) return trip as OidcTrip;
  } catch {
    // A cookie of another user, or a changed one: the same as none.
  }
  return undefined;
}

function noTrip(): ProblemError {
  return new ProblemError(
    "LOGIN_REFUSED",
    "This browser did not start a login here, or took longer than ten minutes.",
    "Start again at /login.",
  );
}
