// Access as a console has it, on a store in memory.
import { type AccessWatch, createAccessWatch } from "../../src/auth/access-watch.ts";
import { createAudit } from "../../src/auth/audit.ts";
import { createSessions, type Sessions } from "../../src/auth/sessions.ts";
import { createTokens, type Tokens } from "../../src/auth/tokens.ts";
import { type Auth, createAuth } from "../../src/http/auth.ts";
import type { AccessStore, StoredAudit, StoredToken } from "../../src/store/access.ts";

export interface MemoryAccess {
  readonly auth: Auth;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly watch: AccessWatch;
  readonly audit: ReturnType<typeof createAudit>;
  readonly secure: boolean;
  /** What was noted. */
  readonly noted: readonly StoredAudit[];
  readonly store: AccessStore;
}

/** @param token of the console itself. */
export function memoryAccess(
  token?: string,
  {
    secure = false,
    required,
    nowMs = Date.now,
    store = memoryAccessStore(),
  }: {
    secure?: boolean;
    required?: boolean;
    nowMs?: () => number;
    store?: ReturnType<typeof memoryAccessStore>;
  } = {},
): MemoryAccess {
  const tokens = createTokens({ store, nowMs });
  const auth = createAuth(token, { tokens, required });
  return {
    auth,
    tokens,
    watch: createAccessWatch({ tokens, everyMs: 20 }),
    sessions: createSessions({ tokens, ownMark: auth.ownMark, secure, nowMs }),
    audit: createAudit(store, (error) => {
      throw error;
    }),
    secure,
    noted: store.noted,
    store,
  };
}

/** What several consoles may share. */
export function memoryAccessStore(): AccessStore & { readonly noted: StoredAudit[] } {
  const rows = new Map<string, StoredToken>();
  const noted: StoredAudit[] = [];
  return {
    noted,
    tokens: async () => [...rows.values()],
    saveToken: async (token) => void rows.set(token.id, token),
    audit: async () => noted,
    addAudit: async (entries) => void noted.push(...entries),
  };
}
