// Principals: who sends a request, and what they may do.
import type { Scope } from "contract";
import { ProblemError } from "../problem/problem.ts";

export interface Principal {
  /** For people: of a token, of somebody who logged in. */
  readonly name: string;
  readonly scope: Scope;
  /** Whose rows they send and see. */
  readonly tenant: string;
  /** How they were authenticated; `open`: no authentication is required. */
  readonly via: "open" | "bootstrap" | "token" | "session";
  /** Of the token or session. */
  readonly id: string;
}

/** The principal of all requests where no authentication is required. */
export const anybody: Principal = { name: "anybody", scope: "admin", tenant: "", via: "open", id: "" };

/** The operator of the console: may do everything, also for all tenants together. */
export function isOperator({ scope, tenant }: Principal): boolean {
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
