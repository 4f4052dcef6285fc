// Authentication by secret: the console's own token (from a file or the environment), or a token that was created here.
import { createHmac } from "node:crypto";
import type { Scope } from "contract";
import { consoleIdentity, nameOfToken } from "../auth/identity.ts";
import { accessEnded, anybody, type Principal, requireScope, unknownToken } from "../auth/principal.ts";
import { hashSecret, isMadeSecret, isSameSecret } from "../auth/secret.ts";
import { freshForReadersMs, type Tokens } from "../auth/tokens.ts";
import { ProblemError } from "../problem/problem.ts";

/** Authentication of one console. Where none is required, every request is allowed. */
export interface Auth {
  readonly required: boolean;
  /** Whether rows of several tenants are here, as far as is known. */
  readonly hasTenants: boolean;
  /** Learns of tenants that no request has named yet. */
  learnTenants(): Promise<void>;
  /** The principal of `secret`; undefined: unknown. */
  bySecret(secret: string): Promise<Principal | undefined>;
  /**
   * Who sends the header `authorization`; undefined without one. Where nothing is required, a header that no console made is passed over.
   *
   * @throws {ProblemError} 401 when it is not known, or not any more.
   */
  byHeader(authorization: string | undefined): Promise<Principal | undefined>;
  /**
   * The same for who has nothing but a header.
   *
   * @throws {ProblemError} 401, or 403 without `scope`; 503 where the store does not answer which tokens are valid: a sender keeps its data then.
   */
  admit(authorization: string | undefined, scope: Scope): Promise<Principal>;
  /**
   * Checks again who was admitted a while ago, when a message has arrived.
   *
   * @throws {ProblemError} 401 when their access has ended or changed since; 503 as `admit`.
   */
  confirm(principal: Principal): Promise<void>;
  /** Tells the console's own token from its successor, without telling it. */
  readonly ownMark: string;
  /** Whether `authorization` is the word of a process that asks for rules: made of the token, so that the token need not travel. */
  isPoller(authorization: string | undefined): boolean;
  /** Whether answers can be signed: processes take rules only then. */
  readonly signs: boolean;
  /** HMAC-SHA-256 over `text` with the token, in hex digits; undefined where there is none. */
  sign(text: string): string | undefined;
}

export interface AuthOptions {
  /** Absent: none was created. */
  readonly tokens?: Tokens | undefined;
  /** Whether each caller must authenticate; a configured token implies it. */
  readonly required?: boolean | undefined;
  /** Of the configuration, with the scope `ingest`. */
  readonly ingestToken?: string | undefined;
}

/** The holder of the console's own token. */
const own: Principal = {
  name: "the console's token",
  identity: consoleIdentity,
  scope: "admin",
  tenant: "",
  via: "bootstrap",
  id: "",
};
/** The holder of its token for senders. */
const sender: Principal = { ...own, name: "the ingest token", scope: "ingest" };

/** @param token of the configuration. */
export function createAuth(
  token: string | undefined,
  { tokens, required, ingestToken }: AuthOptions = {},
): Auth {
  const isRequired = required ?? token !== undefined;
  const poller =
    token === undefined
      ? undefined
      : createHmac("sha256", token).update("telltale sampling poll").digest("hex");

  async function bySecret(secret: string, freshMs?: number): Promise<Principal | undefined> {
    if (token !== undefined && isSameSecret(secret, token)) return own;
    if (ingestToken !== undefined && isSameSecret(secret, ingestToken)) return sender;
    if (tokens === undefined || !isMadeSecret(secret, "tltk_")) return undefined;
    const found = await tokens.find(secret, freshMs);
    if (found?.kind !== "token") return undefined;
    const { name, scope, tenant, id } = found;
    return { name: nameOfToken(name), identity: id, scope: scope as Scope, tenant, via: "token", id };
  }

  async function byHeader(
    authorization: string | undefined,
    freshMs?: number,
  ): Promise<Principal | undefined> {
    if (authorization === undefined) return undefined;
    const secret = bearer(authorization);
    const principal = secret === undefined ? undefined : await bySecret(secret, freshMs);
    if (principal !== undefined) return principal;
    if (isRequired || (secret !== undefined && isMadeSecret(secret, "tltk_"))) throw unknownToken(true);
    return undefined;
  }

  return {
    required: isRequired,
    get hasTenants() {
      return tokens?.hasTenants === true;
    },
    async learnTenants() {
      await tokens?.load();
    },
    bySecret: (secret) => bySecret(secret, freshForReadersMs),
    byHeader: (authorization) => byHeader(authorization, freshForReadersMs),
    async admit(authorization, scope) {
      const principal = await byHeader(authorization).catch(asUnavailable);
      if (principal === undefined && isRequired) throw unknownToken(false);
      requireScope(principal ?? anybody, scope);
      return principal ?? anybody;
    },
    confirm: async (principal) => confirm(principal, tokens),
    ownMark: token === undefined ? "" : hashSecret(`telltale own token\n${token}`).slice(0, 32),
    isPoller: (authorization) =>
      !isRequired || (poller !== undefined && isSameSecret(bearer(authorization) ?? "", poller)),
    signs: token !== undefined,
    sign: (text) =>
      token === undefined ? undefined : createHmac("sha256", token).update(text).digest("hex"),
  };
}

async function confirm({ via, id, scope, tenant }: Principal, tokens: Tokens | undefined): Promise<void> {
  if (via !== "token" || tokens === undefined) return;
  await tokens.load().catch(asUnavailable);
  const now = tokens.active(id);
  if (now?.scope !== scope || now.tenant !== tenant) throw accessEnded();
}

function asUnavailable(error: unknown): never {
  if (error instanceof ProblemError) throw error;
  throw new ProblemError(
    "STORE_UNAVAILABLE",
    "The store does not answer, so tokens cannot be checked.",
    "Wait a moment; the console's log has the reason.",
    { cause: error },
  );
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}
