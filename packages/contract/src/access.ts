// Who may come in: tokens, the session of who asks, and the record of what was done.

/** `ingest` sends telemetry, `read` sees it, `admin` does both and changes things. */
export type Scope = "ingest" | "read" | "admin";

/** `GET` lists, `POST` a {@link NewToken} makes one. */
export const tokensPath = "/api/tokens";
/** `DELETE` revokes it. */
export const tokenPath = "/api/tokens/:id";
/** `GET`: sessions of browsers, newest first, active or ended within the last 30 days. */
export const sessionsPath = "/api/sessions";
/** `DELETE` ends it. */
export const sessionOfPath = "/api/sessions/:id";
/** `GET`: newest first, `limit` and `cursor`. */
export const auditPath = "/api/audit";
/** `GET`: who is asking. */
export const sessionPath = "/api/session";

/** A token as it is kept: what it is made of is shown once, when it is made. */
export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Whose rows it sends and sees; empty for the only or first one. */
  readonly tenant: string;
  readonly created: string;
  readonly createdBy: string;
  /** null: never. */
  readonly expires: string | null;
  readonly state: "active" | "expired" | "revoked";
}

export interface TokensResult {
  readonly tokens: readonly TokenInfo[];
}

/** Somebody who logged in, by a token or at the provider (OIDC). */
export interface SessionInfo {
  readonly id: string;
  /** The token's name, or the person's. */
  readonly name: string;
  readonly scope: Scope;
  readonly tenant: string;
  /** How they logged in. */
  readonly via: "token" | "oidc";
  readonly created: string;
  readonly expires: string;
  readonly state: "active" | "expired" | "ended";
  /** The session of who asks. */
  readonly isOwn: boolean;
}

export interface SessionsResult {
  readonly sessions: readonly SessionInfo[];
}

/** The body of a `POST`. */
export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly tenant?: string | undefined;
  /** Days from now. */
  readonly expiresDays?: number | undefined;
}

/** The answer to it: the only time the token itself is told. */
export interface MadeToken {
  readonly token: string;
  readonly info: TokenInfo;
}

export interface AuditEntry {
  readonly time: string;
  /** A token's or person's name; `nobody` for who was refused. */
  readonly actor: string;
  /** `login`, `login.refused`, `token.create`, `user.delete`, … */
  readonly action: string;
  /** What it was done to; people by a hash. */
  readonly target: string;
  readonly address: string;
  readonly tenant: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export interface AuditResult {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** Who asks, as the console sees it. */
export interface SessionResult {
  /** Whether this console asks who comes. */
  readonly required: boolean;
  readonly name: string;
  readonly scope: Scope;
  readonly tenant: string;
  /** Whether there is something to log out of. */
  readonly hasSession: boolean;
}
