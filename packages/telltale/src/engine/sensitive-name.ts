// Attribute names whose values must not leave: passwords, tokens, cookies, card numbers. The last word of the name decides.
// Each name is judged once; after that it is one look-up. The full redaction, with patterns in values, comes on top of this.
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
const judged = new Map<string, string | null>();

/** What stands in place of a value under a sensitive name, for example `[redacted:password]`; undefined for any other name. */
export function redactionOf(name: string): string | undefined {
  if (!judging.on) return undefined;
  const known = judged.get(name);
  if (known !== undefined) return known ?? undefined;
  const found = judge(name);
  // names made up at run time must not fill the memory
  if (judged.size >= maxJudged) judged.clear();
  judged.set(name, found ?? null);
  return found;
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
