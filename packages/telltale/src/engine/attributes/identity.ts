// Identities of users in exported telemetry. An identity is never replaced by a constant, or all people would become one: it becomes a keyed
// pseudonym, the same for the same value and key. Which ones is decided at start: all of them, or those that reveal more than they should.
import { builtin } from "../runtime/builtin.ts";
import { reportMistake } from "../diagnostics/diagnose.ts";
import { shared } from "../runtime/shared.ts";

/** What happens to identities. */
export interface IdentityPolicy {
  /** `hash`: all become pseudonyms; `raw`: those in which redaction finds an e-mail address, a card number or the like. */
  readonly mode: "raw" | "hash";
  /** The key of the pseudonyms; undefined for one that lives as long as the process. */
  readonly key: string | Uint8Array | undefined;
}

const names: ReadonlySet<string> = new Set([
  "user.id",
  "customer.id",
  "session.id",
  "telltale.transaction.id",
  "telltale.workflow.id",
  "enduser.id",
  "enduser.pseudo.id",
]);

const crypto = builtin("crypto");
const limit = 10_000;
/** HMAC-SHA-256, cut to 128 bits. */
const hexDigits = 32;

const settled = shared("identities", () => ({
  policy: { mode: "raw", key: undefined } as IdentityPolicy,
  /** The key of this process, made when it is first needed. */
  ownKey: undefined as Uint8Array | undefined,
  /** What leaves in place of a value, null for itself: a hash costs 3 µs, a look-up 30 ns. */
  known: new Map<string, string | null>(),
  /** Pseudonyms that came from other services, the longest unused first. */
  received: new Set<string>(),
  /** Pseudonyms that were made here: one that comes back, by a processor that copies it, is not hashed again. */
  made: new Set<string>(),
  /** Those that were made before the present ones. */
  madeBefore: new Set<string>(),
}));

/** Whether `name` says who or which one something is. */
export function isIdentity(name: string): boolean {
  return names.has(name);
}

/** Sets what happens to identities from now on, in all copies of the library. */
export function setIdentityPolicy(policy: IdentityPolicy): void {
  settled.policy = policy;
  settled.known.clear();
  settled.received.clear();
  settled.made = new Set();
  settled.madeBefore = new Set();
}

/** Whether all identities leave as pseudonyms. */
export function hashesIdentities(): boolean {
  return settled.policy.mode === "hash";
}

/** The identity `value`, under any name, as a pseudonym; one that is a pseudonym already stays. */
export function pseudonymOf(value: string): string {
  const { policy, known } = settled;
  let found = known.get(value);
  if (found === undefined) {
    found = wasMade(value) || wasReceived(value) ? null : keyedHash(value, policy.key);
    // people made up at run time must not fill the memory
    if (known.size >= limit) {
      known.clear();
      settled.madeBefore = settled.made;
      settled.made = new Set();
    }
    known.set(value, found);
    if (found !== null) settled.made.add(found);
  }
  return found ?? value;
}

/** The pseudonym of `value`: HMAC-SHA-256 by the key `given`, else by that of identities, cut to 128 bits, in hexadecimal. */
export function keyedHash(
  value: string,
  given: string | Uint8Array | undefined = settled.policy.key,
): string {
  if (given === undefined) warnOnce();
  const key = given ?? (settled.ownKey ??= crypto().randomBytes(32));
  return crypto().createHmac("sha256", key).update(value).digest("hex").slice(0, hexDigits);
}

/**
 * What shows others who have the key that `pseudonym` is one: they must not make a pseudonym of it again, nor believe anybody who says
 * so. It is a part of the hash that never leaves as a pseudonym.
 */
export function proofOf(pseudonym: string): string {
  return proofBy(settled.policy.key ?? settled.ownKey ?? "", pseudonym);
}

/** Takes `value` for a pseudonym from now on, if `proof` shows that it is one. */
export function acceptPseudonym(value: string, proof: string): void {
  const key = settled.policy.key ?? settled.ownKey;
  if (key === undefined || proof !== proofBy(key, value)) return;
  const { known, received } = settled;
  known.delete(value);
  received.delete(value);
  if (received.size >= limit) received.delete(received.values().next().value as string);
  received.add(value);
}

function proofBy(key: string | Uint8Array, pseudonym: string): string {
  return crypto()
    .createHmac("sha256", key)
    .update(pseudonym)
    .digest("hex")
    .slice(hexDigits, hexDigits + 16);
}

function wasMade(value: string): boolean {
  return settled.made.has(value) || settled.madeBefore.has(value);
}

function wasReceived(value: string): boolean {
  const { received } = settled;
  if (!received.delete(value)) return false;
  received.add(value);
  return true;
}

function warnOnce(): void {
  reportMistake(
    "identity_key_missing",
    "pseudonyms are made with a key of this process: after a restart, and in other processes, people get others. Set `identityKey` or TELLTALE_IDENTITY_KEY",
  );
}
