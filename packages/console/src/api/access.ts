// Tokens, sessions and the audit log: made, listed, revoked and read by who has the scope `admin`, each within their own tenant; the
// operator, who belongs to none, within all.
import {
  auditPath,
  type AuditResult,
  type MadeToken,
  type NewToken,
  sessionOfPath,
  type SessionInfo,
  sessionsPath,
  type SessionsResult,
  tokenPath,
  tokensPath,
  type TokenInfo,
  type TokensResult,
} from "contract";
import { z } from "zod";
import type { Audit } from "../auth/audit.ts";
import { anybody, isOperator, type Principal } from "../auth/principal.ts";
import { isOfOlderOwnToken } from "../auth/sessions.ts";
import type { Tokens } from "../auth/tokens.ts";
import { ProblemError } from "../http/problem.ts";
import type { AccessStore, StoredToken } from "../store/access.ts";
import { answered, type ApiContext, type ApiRoute, type RawParams } from "./context.ts";
import { readCursor, toCursor, wholeKey } from "./cursor.ts";
import { defaultLimit, pageFields, readParams, requiredText } from "./params.ts";

export interface AccessSources {
  readonly tokens: Tokens;
  readonly audit: Audit;
  /** Of the console's own token, which sessions may have come from. Absent: it is not known which they did. */
  readonly auth?: { readonly ownMark: string };
  readonly store: Pick<AccessStore, "audit">;
  /** Whether the store can keep this tenant apart. @throws {StoreError} `tenants` when it cannot. */
  readonly checkTenant: (tenant: string) => Promise<unknown>;
}

export function accessRoutes(sources: AccessSources): readonly ApiRoute[] {
  const admin = { access: "admin", audited: true } as const;
  return [
    { method: "GET", path: tokensPath, ...admin, handler: (raw, context) => list(raw, context, sources) },
    { method: "POST", path: tokensPath, ...admin, handler: (raw, context) => create(raw, context, sources) },
    { method: "DELETE", path: tokenPath, ...admin, handler: (raw, context) => revoke(raw, context, sources) },
    {
      method: "GET",
      path: sessionsPath,
      ...admin,
      handler: (raw, context) => listSessions(raw, context, sources),
    },
    {
      method: "DELETE",
      path: sessionOfPath,
      ...admin,
      handler: (raw, context) => endSession(raw, context, sources),
    },
    { method: "GET", path: auditPath, ...admin, handler: (raw, context) => readAudit(raw, context, sources) },
  ];
}

const maxDays = 3650;
const form = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scope: z.enum(["ingest", "read", "admin"]),
  tenant: z
    .string()
    .regex(/^([a-z0-9][a-z0-9_-]{0,62})?$/)
    .default(""),
  expiresDays: z.int().min(1).max(maxDays).optional(),
});

async function list(raw: RawParams, context: ApiContext, { tokens }: AccessSources): Promise<TokensResult> {
  readParams({}, raw);
  const principal = callerOf(context);
  const all = await answered(() => tokens.list());
  const own = all.filter(({ kind, tenant }) => kind === "token" && mayManage(principal, tenant));
  return { tokens: own.map((token) => toInfo(token, context.nowMs())) };
}

async function create(
  raw: RawParams,
  context: ApiContext,
  { tokens, audit, checkTenant }: AccessSources,
): Promise<MadeToken> {
  readParams({}, raw);
  const principal = callerOf(context);
  const wish = readWish(context.request?.body);
  const tenant = principal.tenant === "" ? (wish.tenant ?? "") : principal.tenant;
  if (wish.tenant !== undefined && wish.tenant !== "" && wish.tenant !== tenant) {
    throw new ProblemError(
      403,
      "OTHER_TENANT",
      `Cannot make a token for the tenant \`${wish.tenant}\`: you are of \`${tenant}\`.`,
      "Leave `tenant` out.",
    );
  }
  if (tenant !== "") await answered(() => checkTenant(tenant));
  const { name, scope, expiresDays } = wish;
  const expires = expiresDays === undefined ? 0 : Math.floor(context.nowMs() / 1000) + expiresDays * 86_400;
  const { secret, token } = await answered(() =>
    tokens.create({ kind: "token", name, scope, tenant, createdBy: principal.name, expires }),
  );
  await note(context, audit, "token.create", token);
  return { token: secret, info: toInfo(token, context.nowMs()) };
}

async function revoke(
  raw: RawParams,
  context: ApiContext,
  { tokens, audit }: AccessSources,
): Promise<TokenInfo> {
  const { id } = readParams({ id: requiredText }, raw);
  const principal = callerOf(context);
  const all = await answered(() => tokens.list());
  const known = all.find((token) => token.id === id && token.kind === "token");
  if (known === undefined || !mayManage(principal, known.tenant)) {
    throw new ProblemError(
      404,
      "TOKEN_UNKNOWN",
      `There is no token \`${id}\`.`,
      "See `/api/tokens` for those there are.",
    );
  }
  const revoked = (await answered(() => tokens.revoke(id))) ?? known;
  await note(context, audit, "token.revoke", revoked);
  return toInfo(revoked, context.nowMs());
}

async function listSessions(
  raw: RawParams,
  context: ApiContext,
  sources: AccessSources,
): Promise<SessionsResult> {
  readParams({}, raw);
  const principal = callerOf(context);
  const all = await answered(() => sources.tokens.list());
  const own = all.filter(({ kind, tenant }) => kind === "session" && mayManage(principal, tenant));
  return { sessions: own.map((session) => toSession(session, context, sources)) };
}

async function endSession(raw: RawParams, context: ApiContext, sources: AccessSources): Promise<SessionInfo> {
  const { id } = readParams({ id: requiredText }, raw);
  const { tokens, audit } = sources;
  const all = await answered(() => tokens.list());
  const known = all.find((token) => token.id === id && token.kind === "session");
  if (known === undefined || !mayManage(callerOf(context), known.tenant)) {
    throw new ProblemError(
      404,
      "SESSION_UNKNOWN",
      `There is no session \`${id}\`.`,
      "See `/api/sessions` for those there are.",
    );
  }
  const ended = (await answered(() => tokens.revoke(id))) ?? known;
  await note(context, audit, "session.end", ended);
  return toSession(ended, context, sources);
}

async function readAudit(
  raw: RawParams,
  context: ApiContext,
  { store }: AccessSources,
): Promise<AuditResult> {
  const { limit = defaultLimit, cursor } = readParams(pageFields, raw);
  const key = readCursor(cursor, z.tuple([wholeKey, z.string().regex(/^[0-9a-f]{1,32}$/)]));
  const principal = callerOf(context);
  const rows = await answered(() =>
    store.audit({
      tenant: isOperator(principal) ? undefined : principal.tenant,
      before: key === undefined ? undefined : { timeMicros: boundedMicros(key[0]), id: key[1] },
      limit: limit + 1,
    }),
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ timeMicros, details, id: _id, ...entry }) => ({
      ...entry,
      time: new Date(Number(timeMicros / 1000n)).toISOString(),
      details: JSON.parse(details) as AuditResult["items"][number]["details"],
    })),
    nextCursor: last === undefined ? null : toCursor([String(last.timeMicros), last.id]),
  };
}

/** What a signed number of 64 bits can hold. */
function boundedMicros(text: string): bigint {
  const micros = BigInt(text);
  return micros > 2n ** 63n - 1n ? 2n ** 63n - 1n : micros;
}

function callerOf({ caller }: ApiContext): Principal {
  return caller?.principal ?? anybody;
}

/** Of one's own tenant; the operator's, which is none, has all. */
function mayManage(principal: Principal, tenant: string): boolean {
  return isOperator(principal) || principal.tenant === tenant;
}

function readWish(body: unknown): NewToken {
  const parsed = form.safeParse(body);
  if (parsed.success) return { ...parsed.data, tenant: parsed.data.tenant };
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ProblemError(
    400,
    "BAD_TOKEN_WISH",
    `Cannot make a token${field === "" ? "" : `: \`${field}\` is not what was expected`}.`,
    `Send \`{ "name": "ci", "scope": "ingest" | "read" | "admin", "tenant"?: "a-z, 0-9, - and _", "expiresDays"?: 1 to ${maxDays} }\` as JSON.`,
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
  const { id, name, scope, tenant, parent, createdMs, expires } = session;
  const hasExpired = expires * 1000 <= context.nowMs();
  const isOrphan = auth !== undefined && isOfOlderOwnToken(parent, auth.ownMark);
  const principal = callerOf(context);
  return {
    id,
    name,
    scope: scope as SessionInfo["scope"],
    tenant,
    via: parent === "oidc" ? "oidc" : "token",
    created: new Date(createdMs).toISOString(),
    expires: new Date(expires * 1000).toISOString(),
    state: hasExpired ? "expired" : tokens.isActive(session) && !isOrphan ? "active" : "ended",
    isOwn: principal.via === "session" && principal.id === id,
  };
}

async function note(
  context: ApiContext,
  audit: Audit,
  action: string,
  { id, name, scope, tenant }: StoredToken,
): Promise<void> {
  const actor = callerOf(context).name;
  const address = context.caller?.address ?? "";
  await answered(() =>
    audit.record({ actor, action, target: id, address, tenant, details: { name, scope } }),
  );
}
