// Texts by pattern: `*` is any characters, none included, `?` is exactly one. The only matcher of patterns: names of attributes, loggers
// and instruments, hosts, conditions, alert rules and ignored files use it. Texts come from strangers, so the time is linear in the text whatever the pattern is.

/** Says whether a text matches. */
export type TextTest = (text: string) => boolean;

/**
 * A test for texts that match `pattern` as a whole; case counts.
 *
 * Usual patterns (`a`, `a*`, `*a`, `a*b`, `*a*`) are one or two calls of native code. For any other one each character of the text is
 * read once, in one step for each 30 characters of the pattern.
 */
export function wildcard(pattern: string): TextTest {
  if (!isWildcard(pattern)) return (text) => text === pattern;
  if (pattern === "*") return () => true;
  if (!pattern.includes("?")) {
    const parts = pattern.split("*");
    const [first = "", middle = ""] = parts;
    const last = parts.at(-1) as string;
    if (parts.length === 2) {
      const least = first.length + last.length;
      return (text) => text.length >= least && text.startsWith(first) && text.endsWith(last);
    }
    if (parts.length === 3 && first === "" && last === "") return (text) => text.includes(middle);
  }
  return automaton(pattern);
}

/** A test for texts that match one of `patterns`; those without a wildcard are looked up at once. */
export function wildcards(patterns: readonly string[]): TextTest {
  const exact = new Set(patterns.filter((pattern) => !isWildcard(pattern)));
  const others = patterns.filter(isWildcard).map(wildcard);
  const [only] = others;
  if (others.length === 0) {
    if (exact.size !== 1) return (text) => exact.has(text);
    const [wanted] = exact;
    return (text) => text === wanted;
  }
  if (exact.size === 0 && only !== undefined && others.length === 1) return only;
  return (text) => exact.has(text) || others.some((test) => test(text));
}

/** A test for texts that match `included`, all where it is undefined, and do not match `excluded`: an exclusion is stronger. */
export function includeExclude(
  included: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
): TextTest {
  const wanted = included === undefined ? undefined : wildcards(included);
  if (excluded === undefined) return wanted ?? (() => true);
  const unwanted = wildcards(excluded);
  return (text) => !unwanted(text) && (wanted === undefined || wanted(text));
}

/** Whether `pattern` contains a wildcard. */
export function isWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

/** States in a word: with one bit more, all stay small integers. */
const wordBits = 30;
const wordMask = 2 ** wordBits - 1;

/**
 * All ways through `pattern` at once, as the bits of a few words (Baeza-Yates and Gonnet, "A new approach to text searching"): bit n is set
 * while the first n characters of the pattern, stars left out, match what was read.
 */
function automaton(pattern: string): TextTest {
  const wanted = [...pattern].filter((char) => char !== "*");
  const end = wanted.length;
  const words = Math.floor(end / wordBits) + 1;
  // where any character leads on, and where a star lets it stay
  const any = new Int32Array(words);
  const stays = new Int32Array(words);
  const leads = new Map<number, Int32Array>();
  let state = 0;
  for (const char of pattern) {
    if (char === "*") set(stays, state);
    else if (char === "?") set(any, state++);
    else set(leadsFor(char.codePointAt(0) as number), state++);
  }
  for (const bits of leads.values())
    for (const [word, bit] of any.entries()) bits[word] = (bits[word] as number) | bit;

  function leadsFor(code: number): Int32Array {
    const bits = leads.get(code) ?? new Int32Array(words);
    leads.set(code, bits);
    return bits;
  }

  const now = new Int32Array(words);
  return (text) => {
    now.fill(0);
    set(now, 0);
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at) as number;
      // those beyond U+FFFF have two units
      if (code > 0xffff) at++;
      const leading = leads.get(code) ?? any;
      let carried = 0;
      let alive = 0;
      for (let word = 0; word < words; word++) {
        const bits = now[word] as number;
        const moved = bits & (leading[word] as number);
        const next = ((moved << 1) & wordMask) | carried | (bits & (stays[word] as number));
        carried = moved >>> (wordBits - 1);
        now[word] = next;
        alive |= next;
      }
      if (alive === 0) return false;
    }
    return ((now[words - 1] as number) & (1 << (end % wordBits))) !== 0;
  };
}

function set(bits: Int32Array, at: number): void {
  const word = Math.floor(at / wordBits);
  bits[word] = (bits[word] as number) | (1 << (at % wordBits));
}
