// Tokens and sessions of all consoles on one store: created, found by their hash, revoked. They are read from the store again every two
// seconds, beside the requests, so that a token that another console revoked ends within seconds (access-watch.ts: also in what is open).
import { randomBytes } from "node:crypto";
import type { Scope } from "contract";
import type { AccessStore, StoredToken } from "../store/access.ts";
import { hashSecret, makeSecret, type SecretPrefix } from "./secret.ts";

/** A token or session to create. */
interface TokenRequest {
  readonly kind: StoredToken["kind"];
  readonly name: string;
  /** Of a session: whose it is. A token is an identity by itself. */
  readonly identity?: string;
  readonly scope: Scope;
  readonly tenant: string;
  readonly parent?: string;
  readonly createdBy: string;
  /** Unix seconds; 0 is never. */
  readonly expires: number;
}

type Around = (token: StoredToken, store: () => Promise<void>) => Promise<void>;

export interface Tokens {
  /**
   * The active token or session with this secret.
   *
   * @param freshMs waits for the store, while it answers, when the tokens were read longer ago.
   * @throws {ProblemError} when the store was unavailable for too long.
   */
  find(secret: string, freshMs?: number): Promise<StoredToken | undefined>;
  /** All, including those that ended recently, newest first. */
  list(): Promise<readonly StoredToken[]>;
  /**
   * Stored when it resolves; the secret itself is not stored.
   *
   * @param around gets the token and what stores it: a token that it does not store does not exist.
   */
  create(
    request: TokenRequest,
    around?: Around,
  ): Promise<{ readonly secret: string; readonly token: StoredToken }>;
  /** Ends it and the sessions that came from it. `undefined`: unknown id. */
  revoke(id: string): Promise<StoredToken | undefined>;
  /** Whether neither it nor its parent has expired or been revoked. */
  isActive(token: StoredToken): boolean;
  /** The token or session with this id as far as it is known now; undefined when it has ended. */
  active(id: string): StoredToken | undefined;
  /** Whether a known token belongs to a tenant. */
  readonly hasTenants: boolean;
  /**
   * Reads the tokens unless they were read within `maxAgeMs` (default: that of a request).
   *
   * @throws {ProblemError} when the store was unavailable for too long.
   */
  load(maxAgeMs?: number): Promise<void>;
  /** Calls back after each change here and each reading of the store. Returns how to stop that. */
  onChange(listener: () => void): () => void;
}

export interface TokensOptions {
  readonly store: Pick<AccessStore, "tokens" | "saveToken">;
  readonly nowMs?: () => number;
  /** After this time the store is read again, beside the request. */
  readonly refreshMs?: number;
  /** After this time requests wait for the store. */
  readonly maxAgeMs?: number;
}

/** How old the known tokens may be where people and programs read: what another console revoked ends within this time. */
export const freshForReadersMs = 2_000;

const prefixes: Readonly<Record<StoredToken["kind"], SecretPrefix>> = { token: "tltk_", session: "tlts_" };

interface TokensState {
  readonly options: Required<TokensOptions>;
  all: readonly StoredToken[];
  byHash: ReadonlyMap<string, StoredToken>;
  byId: ReadonlyMap<string, StoredToken>;
  readAtMs: number;
  reading: Promise<void> | undefined;
  /** Saved here while the store was being read: the result may not have them. */
  savedMeanwhile: StoredToken[];
  readonly listeners: Set<() => void>;
}

export function createTokens(options: TokensOptions): Tokens {
  const state: TokensState = {
    options: { nowMs: Date.now, refreshMs: 2_000, maxAgeMs: 10_000, ...options },
    all: [],
    byHash: new Map(),
    byId: new Map(),
    readAtMs: -Infinity,
    reading: undefined,
    savedMeanwhile: [],
    listeners: new Set(),
  };
  return {
    find: (secret, freshMs) => find(state, secret, freshMs),
    async list() {
      await refresh(state, 0);
      return state.all;
    },
    create: (request, around) => create(state, request, around),
    revoke: (id) => revoke(state, id),
    isActive: (token) => isActive(state, token),
    active(id) {
      const token = state.byId.get(id);
      return token !== undefined && isActive(state, token) ? withScopeOfParent(state, token) : undefined;
    },
    load: (maxAgeMs = state.options.maxAgeMs) => refresh(state, maxAgeMs),
    onChange(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    get hasTenants() {
      return state.all.some(({ tenant }) => tenant !== "");
    },
  };
}

async function find(
  state: TokensState,
  secret: string,
  freshMs = Infinity,
): Promise<StoredToken | undefined> {
  const hash = hashSecret(secret);
  if (ageMs(state) > freshMs) await read(state).catch(() => undefined);
  await refresh(state, state.options.maxAgeMs);
  let found = state.byHash.get(hash);
  // Another process may have created it a moment ago: the store is read at most once a second for that.
  if (found === undefined && ageMs(state) > 1_000) {
    await read(state);
    found = state.byHash.get(hash);
  }
  return found !== undefined && isActive(state, found) ? withScopeOfParent(state, found) : undefined;
}

async function create(
  state: TokensState,
  { kind, identity, parent = "", ...request }: TokenRequest,
  around: Around = async (_token, store) => store(),
): Promise<{ readonly secret: string; readonly token: StoredToken }> {
  const secret = makeSecret(prefixes[kind]);
  const id = `${kind}:${randomBytes(9).toString("base64url")}`;
  const token: StoredToken = {
    ...request,
    kind,
    parent,
    id,
    identity: identity ?? id,
    hash: hashSecret(secret),
    createdMs: state.options.nowMs(),
    revoked: false,
  };
  await around(token, async () => save(state, token));
  return { secret, token };
}

async function revoke(state: TokensState, id: string): Promise<StoredToken | undefined> {
  await refresh(state, 0);
  const token = state.byId.get(id);
  if (token === undefined) return undefined;
  if (!token.revoked) await save(state, { ...token, revoked: true });
  return { ...token, revoked: true };
}

function isActive(state: TokensState, { revoked, expires, parent }: StoredToken): boolean {
  if (revoked || (expires !== 0 && expires * 1000 <= state.options.nowMs())) return false;
  const origin = state.byId.get(parent);
  return origin === undefined ? !parent.startsWith("token:") : isActive(state, origin);
}

/** A session may do and see what its token may now. */
function withScopeOfParent(state: TokensState, token: StoredToken): StoredToken {
  const origin = state.byId.get(token.parent);
  return origin === undefined ? token : { ...token, scope: origin.scope, tenant: origin.tenant };
}

/** Waits for a read when the tokens were read longer ago than `withinMs`; otherwise reads beside the request when it is time. */
async function refresh(state: TokensState, withinMs: number): Promise<void> {
  const age = ageMs(state);
  if (age > withinMs) await read(state);
  else if (age > state.options.refreshMs) read(state).catch(() => undefined);
}

/** Also grows when the clock was set back. */
function ageMs({ options, readAtMs }: TokensState): number {
  return Math.abs(options.nowMs() - readAtMs);
}

/** Reads the store; concurrent callers share one read. */
function read(state: TokensState): Promise<void> {
  state.reading ??= readStore(state).finally(() => {
    state.reading = undefined;
  });
  return state.reading;
}

async function readStore(state: TokensState): Promise<void> {
  const startedMs = state.options.nowMs();
  state.savedMeanwhile = [];
  const stored = await state.options.store.tokens();
  const saved = new Set(state.savedMeanwhile.map(({ id }) => id));
  index(state, [...state.savedMeanwhile, ...stored.filter(({ id }) => !saved.has(id))]);
  state.readAtMs = startedMs;
}

async function save(state: TokensState, token: StoredToken): Promise<void> {
  await state.options.store.saveToken(token);
  state.savedMeanwhile = [token, ...state.savedMeanwhile.filter(({ id }) => id !== token.id)];
  index(state, [token, ...state.all.filter(({ id }) => id !== token.id)]);
}

function index(state: TokensState, tokens: readonly StoredToken[]): void {
  state.all = tokens;
  state.byHash = new Map(tokens.map((token) => [token.hash, token]));
  state.byId = new Map(tokens.map((token) => [token.id, token]));
  for (const listener of state.listeners) listener();
}
