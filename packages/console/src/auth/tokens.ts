// Tokens and sessions of all consoles on one store: made, recognised by their hash, revoked. What is known is read again every other
// second, so that a token that is revoked elsewhere ends within seconds, and no request waits for it.
import { randomBytes } from "node:crypto";
import type { Scope } from "contract";
import type { AccessStore, StoredToken } from "../store/access.ts";
import { hashSecret, makeSecret, type SecretPrefix } from "./secret.ts";

/** What is wanted of a new token or session. */
interface TokenWish {
  readonly kind: StoredToken["kind"];
  readonly name: string;
  readonly scope: Scope;
  readonly tenant: string;
  readonly parent?: string;
  readonly createdBy: string;
  /** Unix seconds; 0 is never. */
  readonly expires: number;
}

export interface Tokens {
  /** The active token or session with this secret. @throws {ProblemError} when the store has been away for too long to tell. */
  find(secret: string): Promise<StoredToken | undefined>;
  /** All, also those that ended lately, newest first. */
  list(): Promise<readonly StoredToken[]>;
  /** Stored when it resolves; the secret is nowhere else. */
  create(wish: TokenWish): Promise<{ readonly secret: string; readonly token: StoredToken }>;
  /** Ends it, and the sessions that came from it. undefined: there is none of this id. */
  revoke(id: string): Promise<StoredToken | undefined>;
  /** Whether it still lets somebody in: neither it nor what it came from has ended. */
  isActive(token: StoredToken): boolean;
  /** Whether there ever was a token of a tenant, as far as is known. */
  readonly hasTenants: boolean;
}

export interface TokensOptions {
  readonly store: Pick<AccessStore, "tokens" | "saveToken">;
  readonly nowMs?: () => number;
  /** After so long what is known is read again, beside the request. */
  readonly refreshMs?: number;
  /** Older than that it is not believed: requests wait for the store. */
  readonly maxAgeMs?: number;
}

const prefixes: Readonly<Record<StoredToken["kind"], SecretPrefix>> = { token: "tltk_", session: "tlts_" };

export function createTokens({
  store,
  nowMs = Date.now,
  refreshMs = 2_000,
  maxAgeMs = 10_000,
}: TokensOptions): Tokens {
  let all: readonly StoredToken[] = [];
  let byHash: ReadonlyMap<string, StoredToken> = new Map();
  let byId: ReadonlyMap<string, StoredToken> = new Map();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;
  /** Saved here while the others were being read: what was read does not have it. */
  let savedMeanwhile: StoredToken[] = [];

  function take(tokens: readonly StoredToken[]): void {
    all = tokens;
    byHash = new Map(tokens.map((token) => [token.hash, token]));
    byId = new Map(tokens.map((token) => [token.id, token]));
  }

  /** One reading at a time, for all who wait. */
  function read(): Promise<void> {
    reading ??= (async () => {
      const startedMs = nowMs();
      savedMeanwhile = [];
      const current = await store.tokens();
      const own = new Set(savedMeanwhile.map(({ id }) => id));
      take([...savedMeanwhile, ...current.filter(({ id }) => !own.has(id))]);
      readAtMs = startedMs;
    })().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function refreshed(withinMs: number): Promise<void> {
    // However a clock is set that is set back, what is known gets old.
    const ageMs = Math.abs(nowMs() - readAtMs);
    if (ageMs > withinMs) await read();
    else if (ageMs > refreshMs) read().catch(() => undefined);
  }

  function isActive({ revoked, expires, parent }: StoredToken): boolean {
    if (revoked || (expires !== 0 && expires * 1000 <= nowMs())) return false;
    const origin = byId.get(parent);
    return origin === undefined ? !parent.startsWith("token:") : isActive(origin);
  }

  async function save(token: StoredToken): Promise<void> {
    await store.saveToken(token);
    savedMeanwhile = [token, ...savedMeanwhile.filter(({ id }) => id !== token.id)];
    take([token, ...all.filter(({ id }) => id !== token.id)]);
  }

  return {
    async find(secret) {
      const hash = hashSecret(secret);
      await refreshed(maxAgeMs);
      let found = byHash.get(hash);
      // Made a moment ago by another process, perhaps: looked for once a second at most.
      if (found === undefined && Math.abs(nowMs() - readAtMs) > 1_000) {
        await read();
        found = byHash.get(hash);
      }
      return found !== undefined && isActive(found) ? found : undefined;
    },
    async list() {
      await refreshed(0);
      return all;
    },
    async create({ kind, parent = "", ...wish }) {
      const secret = makeSecret(prefixes[kind]);
      const token: StoredToken = {
        ...wish,
        kind,
        parent,
        id: `${kind}:${randomBytes(9).toString("base64url")}`,
        hash: hashSecret(secret),
        createdMs: nowMs(),
        revoked: false,
      };
      await save(token);
      return { secret, token };
    },
    async revoke(id) {
      await refreshed(0);
      const token = byId.get(id);
      if (token === undefined) return undefined;
      if (!token.revoked) await save({ ...token, revoked: true });
      return { ...token, revoked: true };
    },
    isActive,
    get hasTenants() {
      return all.some(({ tenant }) => tenant !== "");
    },
  };
}
