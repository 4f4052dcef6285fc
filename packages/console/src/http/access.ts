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
  /** Stores what is to be noted, and looks at no file any more. */
  close(): Promise<void>;
}

/** @throws {ProblemError} when the certificate cannot be used. */
export function openAccess(
  { token, ingestToken, listen, access }: Config,
  store: AccessStore,
  log: Logger,
): Access {
  const tokens = createTokens({ store });
  const required = token !== undefined || access.oidc !== undefined || !isLoopback(listen);
  const auth = createAuth(token, { tokens, required, ingestToken });
  const secure = access.publicUrl?.startsWith("https:") ?? access.tls !== undefined;
  const tls = access.tls === undefined ? undefined : openTls(access.tls, (note) => log.info(note));
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
      tls?.close();
      await audit.close();
    },
  };
}
