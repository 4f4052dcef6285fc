// Tokens, sessions and the audit log: created, listed, revoked and read with the scope `admin`, within the caller's own tenant. The
// operator belongs to no tenant and sees all.
import {
  type AuditResult,
  type MadeToken,
  maxTokenDays,
  maxTokens,
  newToken,
  type ParamsOf,
  type SessionInfo,
  type SessionsResult,
  type TokenInfo,
  type TokensResult,
} from "contract";
import { z } from "zod";
import type { Audit, AuditNote } from "../../auth/audit.ts";
import { isOperator, type Principal } from "../../auth/principal.ts";
import { isOfOlderOwnToken } from "../../auth/sessions.ts";
import type { Tokens } from "../../auth/tokens.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { AccessStore, StoredAudit, StoredToken } from "../../store/access.ts";
import { callerOf, noteOf } from "../caller.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { below } from "../params/cursor.ts";
import { limitList } from "../limits/limit-list.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { toRoutes } from "../route.ts";

/** Tokens and sessions, each. */
const mostListed = 2_000;

export interface AccessSources {
  readonly tokens: Tokens;
  readonly audit: Audit;
  /** The console's own token, from which sessions may come. Absent: unknown. */
  readonly auth?: { readonly ownMark: string };
  readonly store: Pick<AccessStore, "audit">;
  /** Whether the store can keep this tenant apart. @throws {ProblemError} `TENANT_UNAVAILABLE` when it cannot. */
  readonly checkTenant: (tenant: string) => Promise<unknown>;
}

export function accessRoutes(sources: AccessSources): readonly ApiRoute[] {
  return toRoutes(
    {
      "GET /api/tokens": (_, context) => list(context, sources),
      "POST /api/tokens": (_, context) => create(context, sources),
      "DELETE /api/tokens/:id": (params, context) => revoke(params, context, sources),
      "GET /api/sessions": (_, context) => listSessions(context, sources),
      "DELETE /api/sessions/:id": (params, context) => endSession(params, context, sources),
      "GET /api/audit": (params, context) => readAudit(params, context, sources),
    },
    { audited: true },
  );
}

async function list(context: ApiContext, { tokens }: AccessSources): Promise<TokensResult> {
  const principal = callerOf(context);
  const all = await tokens.list();
  const own = all.filter(({ kind, tenant }) => kind === "token" && mayManage(principal, tenant));
  const { items, truncated } = limitList(own, { rows: mostListed });
  return { tokens: items.map((token) => toInfo(token, context.nowMs())), truncated };
}

async function create(
  context: ApiContext,
  { tokens, audit, checkTenant }: AccessSources,
): Promise<MadeToken> {
  const principal = callerOf(context);
  const requested = readNewToken(context.request?.body);
  const tenant = principal.tenant === "" ? requested.tenant : principal.tenant;
  if (requested.tenant !== "" && requested.tenant !== tenant) {
    throw new ProblemError(
      "TENANT_NOT_ALLOWED",
      `Cannot create a token for the tenant \`${requested.tenant}\`: you belong to \`${tenant}\`.`,
      "Leave `tenant` out.",
    );
  }
  if (tenant !== "") await checkTenant(tenant);
  await checkRoom(tenant, tokens);
  const { name, scope, expiresDays } = requested;
  const expires = expiresDays === undefined ? 0 : Math.floor(context.nowMs() / 1000) + expiresDays * 86_400;
  const { secret, token } = await tokens.create(
    { kind: "token", name, scope, tenant, createdBy: principal.name, expires },
    (made, store) => audit.change(tokenNote(context, "token.create", made), store),
  );
  return { token: secret, info: toInfo(token, context.nowMs()) };
}

/** @throws {ProblemError} 409 `TOKENS_FULL`. */
async function checkRoom(tenant: string, tokens: Tokens): Promise<void> {
  const count = (await tokens.list()).filter((one) => one.kind === "token" && one.tenant === tenant).length;
  if (count < maxTokens) return;
  throw new ProblemError(
    "TOKENS_FULL",
    `There are ${count} tokens, and a tenant may have at most ${maxTokens}. Those that ended within the last 30 days count.`,
    "Use the tokens that exist. Revoked and expired tokens no longer count after 30 days.",
  );
}

async function revoke(
  { id }: ParamsOf<"DELETE /api/tokens/:id">,
  context: ApiContext,
  { tokens, audit }: AccessSources,
): Promise<TokenInfo> {
  const principal = callerOf(context);
  const all = await tokens.list();
  const known = all.find((token) => token.id === id && token.kind === "token");
  if (known === undefined || !mayManage(principal, known.tenant)) {
    throw new ProblemError(
      "TOKEN_UNKNOWN",
      `There is no token \`${id}\`.`,
      "See `/api/tokens` for existing tokens.",
    );
  }
  const note = tokenNote(context, "token.revoke", known);
  const revoked = await audit.change(note, async () => tokens.revoke(id));
  return toInfo(revoked ?? known, context.nowMs());
}

async function listSessions(context: ApiContext, sources: AccessSources): Promise<SessionsResult> {
  const principal = callerOf(context);
  const all = await sources.tokens.list();
  const own = all.filter(({ kind, tenant }) => kind === "session" && mayManage(principal, tenant));
  const { items, truncated } = limitList(own, { rows: mostListed });
  return { sessions: items.map((session) => toSession(session, context, sources)), truncated };
}

async function endSession(
  { id }: ParamsOf<"DELETE /api/sessions/:id">,
  context: ApiContext,
  sources: AccessSources,
): Promise<SessionInfo> {
  const { tokens, audit } = sources;
  const all = await tokens.list();
  const known = all.find((token) => token.id === id && token.kind === "session");
  if (known === undefined || !mayManage(callerOf(context), known.tenant)) {
    throw new ProblemError(
      "SESSION_UNKNOWN",
      `There is no session \`${id}\`.`,
      "See `/api/sessions` for existing sessions.",
    );
  }
  const note = tokenNote(context, "session.end", known);
  const ended = await audit.change(note, async () => tokens.revoke(id));
  return toSession(ended ?? known, context, sources);
}

const pageKey = definePageKey<StoredAudit>({
  beforeMicros: by(below(2n ** 63n), ({ timeMicros }) => String(timeMicros)),
  beforeId: by(z.string().regex(/^[0-9a-f]{1,32}$/), ({ id }) => id),
});

async function readAudit(
  { limit, cursor }: ParamsOf<"GET /api/audit">,
  context: ApiContext,
  { store }: AccessSources,
): Promise<AuditResult> {
  const principal = callerOf(context);
  const rows = await store.audit({
    tenant: isOperator(principal) ? undefined : principal.tenant,
    after: pageKey.read(cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    items: page.map(({ timeMicros, details, id: _id, ...entry }) => ({
      ...entry,
      time: new Date(Number(timeMicros / 1000n)).toISOString(),
      details: JSON.parse(details) as AuditResult["items"][number]["details"],
    })),
    nextCursor,
  };
}

/** The caller's own tenant; the operator has none and sees all. */
function mayManage(principal: Principal, tenant: string): boolean {
  return isOperator(principal) || principal.tenant === tenant;
}

function readNewToken(body: unknown): z.output<typeof newToken> {
  const parsed = newToken.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ProblemError(
    "BAD_BODY",
    `Cannot create a token${field === "" ? "" : `: \`${field}\` is invalid`}.`,
    `Send \`{ "name": "ci", "scope": "ingest" | "read" | "alerts" | "admin", "tenant"?: "a-z, 0-9, - and _", "expiresDays"?: 1 to ${maxTokenDays} }\` as JSON.`,
  );
}

function toInfo(token: StoredToken, nowMs: number): TokenInfo {
  const { id, name, scope, tenant, createdMs, createdBy, expires, revoked } = token;
  const hasExpired = expires !== 0 && expires * 1000 <= nowMs;
  return {
    id,
    name,
    scope: scope as TokenInfo["scope"],
    tenant,
    created: new Date(createdMs).toISOString(),
    createdBy,
    expires: expires === 0 ? null : new Date(expires * 1000).toISOString(),
    state: revoked ? "revoked" : hasExpired ? "expired" : "active",
  };
}

function toSession(session: StoredToken, context: ApiContext, { tokens, auth }: AccessSources): SessionInfo {
  const { id, name, identity, scope, tenant, parent, createdMs, expires } = session;
  const hasExpired = expires * 1000 <= context.nowMs();
  const isOrphan = auth !== undefined && isOfOlderOwnToken(parent, auth.ownMark);
  const principal = callerOf(context);
  return {
    id,
    name,
    identity,
    scope: scope as SessionInfo["scope"],
    tenant,
    via: parent === "oidc" ? "oidc" : "token",
    created: new Date(createdMs).toISOString(),
    expires: new Date(expires * 1000).toISOString(),
    state: hasExpired ? "expired" : tokens.isActive(session) && !isOrphan ? "active" : "ended",
    isOwn: principal.via === "session" && principal.id === id,
  };
}

/** In the audit log of the token's tenant. */
function tokenNote(context: ApiContext, action: string, { id, name, scope, tenant }: StoredToken): AuditNote {
  return { ...noteOf(context, { action, target: id, details: { name, scope } }), tenant };
}
