// Attribute names whose values must not leave as they are: passwords, tokens, cookies, card numbers, by the last word of the name, and
// identities. Each name is judged once; after that it is one look-up. The full redaction, with patterns in values, comes on top of this.
import { concealsIdentities, isIdentity, pseudonymOf } from "./identity.ts";
import { shared } from "./shared.ts";

const words: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["password", /(?:^|_)(?:password|passwd|passphrase|pwd)$/],
  ["secret", /(?:^|_)(?:secret|private_key|secret_key)$/],
  ["token", /(?:^|_)(?:token|jwt)$/],
  ["api_key", /(?:^|_)(?:api_?key|access_key)$/],
  ["authorization", /(?:^|_)(?:authorization|credentials?)$/],
  ["cookie", /(?:^|_)(?:set_)?cookie$/],
  ["card_number", /(?:^|_)(?:card_?number|pan|cvv|cvc)$/],
  ["ssn", /(?:^|_)(?:ssn|social_security_number)$/],
];

const maxJudged = 10_000;
const judging = shared("sensitive names", () => ({ on: true }));
const identity = Symbol("identity");
const judged = new Map<string, string | typeof identity | null>();

/** What leaves in place of `value` under `name`: `[redacted:password]`, a pseudonym; undefined where it leaves as it is. */
export function concealed(name: string, value: unknown): string | undefined {
  if (!judging.on && !concealsIdentities()) return undefined;
  const verdict = verdictOf(name);
  // a boolean or null under a sensitive name is a fact about the secret, not the secret
  if (verdict === null || value === null || value === undefined || typeof value === "boolean")
    return undefined;
  if (verdict === identity) return pseudonymOf(typeof value === "string" ? value : textOf(value));
  return judging.on ? verdict : undefined;
}

/** What stands in place of a value under a sensitive name, for example `[redacted:password]`; undefined for any other name. */
export function redactionOf(name: string): string | undefined {
  const verdict = verdictOf(name);
  return judging.on && typeof verdict === "string" ? verdict : undefined;
}

function verdictOf(name: string): string | typeof identity | null {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const found = isIdentity(name) ? identity : (judge(name) ?? null);
  // names made up at run time must not fill the memory
  if (judged.size >= maxJudged) judged.clear();
  judged.set(name, found);
  return found;
}

function textOf(value: unknown): string {
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return "[unreadable]";
  }
}

/** Switches the judging on or off, for all copies of the library in the process. */
export function judgeNames(on: boolean): void {
  judging.on = on;
}

function judge(name: string): string | undefined {
  const normal = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
  const kind = words.find(([, pattern]) => pattern.test(normal))?.[0];
  return kind === undefined ? undefined : `[redacted:${kind}]`;
}
