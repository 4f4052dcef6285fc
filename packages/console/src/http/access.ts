// Authentication and TLS, opened once for all servers of a console.
import { type AccessWatch, createAccessWatch } from "../auth/access-watch.ts";
import { type Audit, createAudit } from "../auth/audit.ts";
import { createOidc, type Oidc } from "../auth/oidc.ts";
import { createSessions, type Sessions } from "../auth/sessions.ts";
import { createTokens, type Tokens } from "../auth/tokens.ts";
import { type Config, isLoopback } from "../config.ts";
import type { Logger } from "../log.ts";
import type { AccessStore } from "../store/access.ts";
import { type Auth, createAuth } from "./auth.ts";
import { openTls, type Tls } from "./tls.ts";

export interface Access {
  readonly auth: Auth;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** Ends what is open when its caller loses access. */
  readonly watch: AccessWatch;
  readonly audit: Audit;
  readonly oidc: Oidc | undefined;
  readonly tls: Tls | undefined;
  /** Whether browsers reach the console by https only. */
  readonly secure: boolean;
  /** Stores what is to be noted. */
  close(): Promise<void>;
}

/** How all servers of a console are reached. */
export type Transport = Pick<Access, "tls" | "secure">;

/** @throws {ProblemError} when the certificate cannot be used. */
export function openTransport({ access }: Config, log: Logger): Transport {
  return {
    tls: access.tls === undefined ? undefined : openTls(access.tls, (note) => log.info(note)),
    secure: access.publicUrl?.startsWith("https:") ?? access.tls !== undefined,
  };
}

export function openAccess(
  { token, ingestToken, listen, access }: Config,
  { tls, secure }: Transport,
  store: AccessStore,
  log: Logger,
): Access {
  const tokens = createTokens({ store });
  const required = token !== undefined || access.oidc !== undefined || !isLoopback(listen);
  const auth = createAuth(token, { tokens, required, ingestToken });
  const audit = createAudit(store, (error) => log.error({ err: error }, "cannot write the audit log"));
  const watch = createAccessWatch({ tokens });
  return {
    auth,
    tokens,
    watch,
    sessions: createSessions({ tokens, ownMark: auth.ownMark, secure }),
    audit,
    oidc: access.oidc === undefined ? undefined : createOidc(access.oidc),
    tls,
    secure,
    async close() {
      watch.close();
      await audit.close();
    },
  };
}
