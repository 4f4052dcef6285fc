// Access: tokens, sessions, and the audit log.
import { z } from "zod";
import { pageFields } from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { Body, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

export const scope = z.enum(["ingest", "read", "alerts", "admin"]).meta({
  id: "Scope",
  description:
    "`ingest` sends telemetry, `read` reads it, `alerts` also changes alert rules and silences, tests channels, answers alerts and writes notes, `admin` does all of it and makes other changes.",
});

export const tokenInfo = z
  .object({
    id: z.string(),
    name: z.string(),
    scope,
    tenant: z.string().describe("Tenant whose rows it sends and reads; empty for the only or first tenant."),
    created: z.string(),
    createdBy: z.string(),
    expires: z.string().nullable().describe("`null`: never."),
    state: z.enum(["active", "expired", "revoked"]),
  })
  .meta({
    id: "TokenInfo",
    description: "A token without its secret, which is shown once, when the token is created.",
  });
export type TokenInfo = Out<typeof tokenInfo>;

export const tokensResult = z
  .object({ tokens: z.array(tokenInfo).describe("Newest first."), truncated: truncated("Tokens") })
  .meta({ id: "TokensResult" });
export type TokensResult = Out<typeof tokensResult>;

const identities =
  "Who it is, whatever the name: `token:…` with the id of the token, `oidc:ISSUER#SUBJECT`, or `console` for its own token.";

const marks =
  "For display: `(token)` follows the name of a token, and `(not verified)` one that the login provider does not vouch for.";

export const sessionInfo = z
  .object({
    id: z.string(),
    name: z.string().describe(`The token's name, or the person's. ${marks}`),
    identity: z.string().describe(identities),
    scope,
    tenant: z.string(),
    via: z.enum(["token", "oidc"]).describe("How they logged in."),
    created: z.string(),
    expires: z.string(),
    state: z.enum(["active", "expired", "ended"]),
    isOwn: z.boolean().describe("Whether it is the caller's own session."),
  })
  .meta({ id: "SessionInfo", description: "A login by a token or by the identity provider (OIDC)." });
export type SessionInfo = Out<typeof sessionInfo>;

export const sessionsResult = z
  .object({ sessions: z.array(sessionInfo).describe("Newest first."), truncated: truncated("Sessions") })
  .meta({ id: "SessionsResult" });
export type SessionsResult = Out<typeof sessionsResult>;

/** How long a token may be valid. */
export const maxTokenDays = 3650;

/** How many tokens a tenant may have, with those that ended within 30 days. */
export const maxTokens = 2_000;

export const newToken = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scope,
    tenant: z
      .string()
      .regex(/^([a-z0-9][a-z0-9_-]{0,62})?$/)
      .default("")
      .describe("Tenant whose rows it sends and reads; empty for the only or first tenant."),
    expiresDays: z.int().min(1).max(maxTokenDays).optional().describe("Days from now; absent: never."),
  })
  .meta({ id: "NewToken", description: "The body of a `POST`." });
export type NewToken = Body<typeof newToken>;

export const madeToken = z
  .object({ token: z.string(), info: tokenInfo })
  .meta({ id: "MadeToken", description: "The created token. Its secret is shown only here." });
export type MadeToken = Out<typeof madeToken>;

export const auditEntry = z
  .object({
    time: z.string(),
    actor: z.string().describe(`Name of the token or person; \`nobody\` for a rejected caller. ${marks}`),
    identity: z
      .string()
      .describe(
        `${identities} Empty for \`nobody\` and \`anybody\`, and in entries from before identities were recorded.`,
      ),
    action: z
      .string()
      .describe(
        "`login`, `login.refused`, `token.create`, `person.delete`, …, or the route of a change. Logins and changes are there again with their outcome: `token.create done`, `POST /api/… refused` (not made) or `failed` (may have been made in part).",
      ),
    target: z.string().describe("The object of the action; a person's id as a hash."),
    address: z.string(),
    tenant: z.string(),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe(
        "More about the action: `request` is the id of the request, `status` and `code` why it was refused.",
      ),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = Out<typeof auditEntry>;

export const auditResult = z.object({ items: z.array(auditEntry), nextCursor }).meta({ id: "AuditResult" });
export type AuditResult = Out<typeof auditResult>;

export const sessionResult = z
  .object({
    required: z.boolean().describe("Whether the console requires authentication."),
    name: z.string(),
    scope,
    tenant: z.string(),
    hasSession: z.boolean().describe("Whether the caller has a session."),
  })
  .meta({ id: "SessionResult", description: "The caller." });
export type SessionResult = Out<typeof sessionResult>;

export const accessRoutes = {
  "GET /api/tokens": {
    summary: "Lists tokens, without their secrets.",
    access: "admin",
    result: tokensResult,
  },
  "POST /api/tokens": {
    summary: "Creates a token. The answer is the only place where its secret appears.",
    description: `A tenant has at most ${maxTokens.toLocaleString("en")} tokens, with those that were revoked or expired within the last 30 days.`,
    access: "admin",
    body: newToken,
    result: madeToken,
  },
  "DELETE /api/tokens/:id": { summary: "Revokes a token.", access: "admin", result: tokenInfo },
  "GET /api/sessions": {
    summary: "Lists sessions of browsers, newest first.",
    description: "Active sessions and those that ended within the last 30 days.",
    access: "admin",
    result: sessionsResult,
  },
  "DELETE /api/sessions/:id": {
    summary: "Ends a session immediately.",
    access: "admin",
    result: sessionInfo,
  },
  "GET /api/audit": {
    summary: "Lists entries of the audit log, newest first.",
    access: "admin",
    query: pageFields,
    result: auditResult,
  },
  "GET /api/session": { summary: "Returns who is calling.", access: "read", result: sessionResult },
} satisfies Routes;
