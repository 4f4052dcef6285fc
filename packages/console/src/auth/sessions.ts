// Sessions of browsers: kept in the store like tokens, so that logging out ends them everywhere, and shown by a cookie that no script
// can read. A new one is made at each login, whatever the browser came with.
import type { Principal } from "./principal.ts";
import { isMadeSecret } from "./secret.ts";
import { freshForReadersMs, type Tokens } from "./tokens.ts";

export interface Sessions {
  /**
   * Makes a session and returns the header `set-cookie` for it.
   *
   * @param replaced the header `cookie` of the browser: a session it still has is ended.
   */
  open(request: SessionRequest, replaced: string | undefined): Promise<string>;
  /** Whose session the header `cookie` shows. */
  find(cookie: string | undefined): Promise<Principal | undefined>;
  /** Ends it and returns the header `set-cookie` that takes it away. */
  close(cookie: string | undefined): Promise<string>;
}

interface SessionRequest {
  readonly principal: Pick<Principal, "name" | "identity" | "scope" | "tenant">;
  /** What it ends with: the id of a token, or the mark of the console's own. */
  readonly parent: string;
  readonly maxAgeSeconds: number;
}

export interface SessionsOptions {
  readonly tokens: Tokens;
  /** Of the console's own token: a session that came from an older one has ended. */
  readonly ownMark: string;
  /** Whether browsers reach the console by https only. */
  readonly secure: boolean;
  readonly nowMs?: () => number;
}

/** Begins the parent of a session that came from the console's own token. */
const ofOwnToken = "own:";

/** Whether a session came from a token of the console's own that it has no more. */
export function isOfOlderOwnToken(parent: string, ownMark: string): boolean {
  return parent.startsWith(ofOwnToken) && parent !== ofOwnToken + ownMark;
}

export function createSessions({ tokens, ownMark, secure, nowMs = Date.now }: SessionsOptions): Sessions {
  // The prefix makes browsers refuse a cookie that another host or plain http has set.
  const name = secure ? "__Host-telltale_console" : "telltale_console";
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

  async function stored(cookie: string | undefined): ReturnType<Tokens["find"]> {
    const secret = readCookie(cookie, name);
    if (secret === undefined || !isMadeSecret(secret, "tlts_")) return undefined;
    const found = await tokens.find(secret, freshForReadersMs);
    if (found?.kind !== "session") return undefined;
    return isOfOlderOwnToken(found.parent, ownMark) ? undefined : found;
  }

  async function end(cookie: string | undefined): Promise<void> {
    const session = await stored(cookie);
    if (session !== undefined) await tokens.revoke(session.id);
  }

  return {
    async open({ principal: { name: person, identity, scope, tenant }, parent, maxAgeSeconds }, replaced) {
      await end(replaced);
      const expires = Math.floor(nowMs() / 1000) + maxAgeSeconds;
      const { secret } = await tokens.create({
        kind: "session",
        name: person,
        identity,
        scope,
        tenant,
        parent: parent === "" ? ofOwnToken + ownMark : parent,
        createdBy: person,
        expires,
      });
      return `${name}=${secret}; ${attributes}; Max-Age=${maxAgeSeconds}`;
    },
    async find(cookie) {
      const session = await stored(cookie);
      // One from before identities existed has ended.
      if (session === undefined || session.identity === "") return undefined;
      const { name: person, identity, scope, tenant, id } = session;
      return { name: person, identity, scope: scope as Principal["scope"], tenant, via: "session", id };
    },
    async close(cookie) {
      await end(cookie);
      return `${name}=; ${attributes}; Max-Age=0`;
    },
  };
}

/** The value of the cookie `name` in the header `cookie`. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name) return value;
  }
  return undefined;
}
