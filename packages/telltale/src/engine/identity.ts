// Who somebody is, as it leaves. An identity is never replaced by a constant, or all people would become one: it becomes a keyed
// pseudonym, the same for the same value and key. Which ones do is settled at start: all of them, or those that tell more than they should.
import { builtin } from "./builtin.ts";
import { reportMistake } from "./diagnose.ts";
import { isPersonal } from "./personal-value.ts";
import { shared } from "./shared.ts";

/** What happens to identities. */
export interface IdentityPolicy {
  /** `hash`: all become pseudonyms; `raw`: those that hold an e-mail address, a card number or the like. */
  readonly mode: "raw" | "hash";
  /** The key of the pseudonyms; undefined for one that lives as long as the process. */
  readonly key: string | Uint8Array | undefined;
  /** Whether values are looked at; without it `raw` leaves all as they are. */
  readonly redacts: boolean;
}

const names: ReadonlySet<string> = new Set([
  "user.id",
  "customer.id",
  "session.id",
  "telltale.transaction.id",
  "telltale.workflow.id",
]);

const crypto = builtin("crypto");
const limit = 10_000;
/** HMAC-SHA-256, cut to 128 bits. */
const hexDigits = 32;
/** The least that a pattern could match: `a@b.c`. */
const shortest = 5;

const settled = shared("identities", () => ({
  policy: { mode: "raw", key: undefined, redacts: true } as IdentityPolicy,
  /** The key of this process, made when it is first needed. */
  ownKey: undefined as Uint8Array | undefined,
  /** What leaves in place of a value, null for itself: a hash costs 3 µs, a look-up 30 ns. */
  known: new Map<string, string | null>(),
  /** Pseudonyms that came from other services, the longest unused first. */
  received: new Set<string>(),
}));

/** Whether `name` says who or which one something is. */
export function isIdentity(name: string): boolean {
  return names.has(name);
}

/** Settles what happens to identities from now on, in all copies of the library. */
export function settleIdentities(policy: IdentityPolicy): void {
  settled.policy = policy;
  settled.known.clear();
  settled.received.clear();
}

/** Whether any identity leaves as something else. */
export function concealsIdentities(): boolean {
  return settled.policy.mode === "hash" || settled.policy.redacts;
}

/** The pseudonym that leaves in place of the identity `value`; undefined where it leaves as it is. */
export function pseudonymOf(value: string): string | undefined {
  const { policy, known } = settled;
  if (policy.mode === "raw" && !(policy.redacts && mayBePersonal(value))) return undefined;
  let found = known.get(value);
  if (found === undefined) {
    const hides = !wasReceived(value) && (policy.mode === "hash" || isPersonal(value));
    found = hides ? keyedHash(value, policy.key) : null;
    // people made up at run time must not fill the memory
    if (known.size >= limit) known.clear();
    known.set(value, found);
  }
  return found ?? undefined;
}

/** The identity `value` as it leaves. */
export function identityOf(value: string): string {
  return pseudonymOf(value) ?? value;
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

// Most identities are short and have neither an `@` nor many digits in a row, which is all that has to be looked at: no pattern
// matches without. Digits may be grouped by spaces and dashes.
function mayBePersonal(value: string): boolean {
  if (value.length < shortest) return false;
  let digits = 0;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      if (++digits === 10) return true;
    } else if (code === 0x40 || code === 0x2e) return true;
    else if (code !== 0x20 && code !== 0x2d) digits = 0;
  }
  return value.length > 6 && (value.startsWith("Bearer ") || value.startsWith("Basic "));
}
