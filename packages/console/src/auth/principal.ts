// Principals: who sends a request, and what they may do.
import type { Scope } from "contract";
import { ProblemError } from "../problem/problem.ts";

export interface Principal {
  /** For display: people may edit theirs, and names that are not verified say so. */
  readonly name: string;
  /** Stable and unique: `token:…`, `oidc:<issuer>#<subject>`, `console` for its own token; empty where no authentication is required. */
  readonly identity: string;
  readonly scope: Scope;
  /** Whose rows they send and see. */
  readonly tenant: string;
  /** How they were authenticated; `open`: no authentication is required. */
  readonly via: "open" | "bootstrap" | "token" | "session";
  /** Of the token or session. */
  readonly id: string;
}

/** The principal of all requests where no authentication is required. */
export const anybody: Principal = {
  name: "anybody",
  identity: "",
  scope: "admin",
  tenant: "",
  via: "open",
  id: "",
};

/** As the audit log names a caller. */
export function actorOf({ name, identity, tenant }: Pick<Principal, "name" | "identity" | "tenant">): {
  readonly actor: string;
  readonly identity: string;
  readonly tenant: string;
} {
  return { actor: name, identity, tenant };
}

/** The operator of the console: may do everything, also for all tenants together. */
export function isOperator({ scope, tenant }: Pick<Principal, "scope" | "tenant">): boolean {
  return scope === "admin" && tenant === "";
}

/** Whether a caller with the scope `given` may do what needs `needed`. */
export function permits(given: Scope, needed: Scope): boolean {
  return given === "admin" || given === needed || (given === "alerts" && needed === "read");
}

/** @throws {ProblemError} 403 `INSUFFICIENT_SCOPE` that names the scope. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (permits(principal.scope, scope)) return;
  throw new ProblemError(
    "INSUFFICIENT_SCOPE",
    `This needs the scope \`${scope}\`, and \`${principal.name}\` has \`${principal.scope}\`.`,
    `Use a token with the scope \`${scope}\`: \`telltale-console token create --name NAME --scope ${scope}\`.`,
  );
}

/** The error for a request without a valid token. */
export function unknownToken(hasShown: boolean): ProblemError {
  return hasShown
    ? new ProblemError(
        "INVALID_TOKEN",
        "This console does not know that token: it is mistyped, expired or revoked.",
        "Make another with `telltale-console token create --name NAME --scope SCOPE`.",
      )
    : new ProblemError(
        "TOKEN_REQUIRED",
        "This console asks for a token.",
        "Send the header `authorization: Bearer TOKEN`, or open the page and log in.",
      );
}

/** The error for a request whose caller lost access while it was answered. */
export function accessEnded(): ProblemError {
  return new ProblemError(
    "ACCESS_ENDED",
    "Your access ended or changed while the console answered: the token or session was revoked, expired, or now has another scope.",
    "Log in again, or use another token.",
  );
}
