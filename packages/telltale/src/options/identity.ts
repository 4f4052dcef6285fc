// How identities leave: the options over `TELLTALE_IDENTITY`, `TELLTALE_IDENTITY_KEY`.
import type { Environment } from "../engine/environment.ts";
import type { IdentityPolicy } from "../engine/identity.ts";
import { TelemetryError } from "../error.ts";

/** The options about identities. */
export interface IdentityOptions {
  /**
   * How `user.id`, `customer.id`, `session.id` and the ids of transactions and workflows leave: `hash` makes a keyed pseudonym of each
   * (HMAC-SHA-256, 128 bits), `raw` only of those in which redaction finds something: an e-mail address, a card number, a credential.
   * Default: `TELLTALE_IDENTITY`, `raw`.
   */
  readonly identity?: "raw" | "hash" | undefined;
  /**
   * The key of the pseudonyms, at least 16 characters: the same in all processes, or people get another one in each.
   * Default: `TELLTALE_IDENTITY_KEY`, else a random one per process, and a warning when it is used.
   */
  readonly identityKey?: string | Uint8Array | undefined;
}

/** What guesses cannot try one by one. */
const minKeyLength = 16;

/** Settles the options. @throws {TelemetryError} `TT_OPTION` when one of them is wrong. */
export function settleIdentity(options: IdentityOptions, env: Environment): IdentityPolicy {
  const { identity, identityKey } = options;
  if (identity !== undefined && identity !== "raw" && identity !== "hash")
    throw wrong(`Cannot use \`${String(identity)}\` as \`identity\`: expected raw or hash.`);
  if (identityKey !== undefined && !isKey(identityKey))
    throw wrong(`Cannot use this \`identityKey\`: expected a text or bytes of at least ${minKeyLength}.`);
  const mode = identity ?? env.choice("TELLTALE_IDENTITY", ["raw", "hash"]) ?? "raw";
  return { mode, key: identityKey ?? keyOf(env) };
}

function keyOf(env: Environment): string | undefined {
  const key = env.text("TELLTALE_IDENTITY_KEY");
  if (key === undefined || isKey(key)) return key;
  return env.ignore("TELLTALE_IDENTITY_KEY", `at least ${minKeyLength} characters`);
}

function isKey(key: unknown): boolean {
  return (typeof key === "string" || key instanceof Uint8Array) && key.length >= minKeyLength;
}

function wrong(message: string): TelemetryError {
  return new TelemetryError("TT_OPTION", message);
}
