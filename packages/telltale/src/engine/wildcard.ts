// Texts by pattern: `*` stands for any characters, none included, `?` for exactly one. The one matcher of names, hosts and values: texts
// come from strangers, so no pattern may make it slow.

/**
 * A test for texts that match `pattern` as a whole; case counts. The text is read once for usual patterns, at worst once for each
 * character of the pattern that stands between two stars.
 */
export function wildcard(pattern: string): (text: string) => boolean {
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
  return (text) => fits(pattern, text);
}

/** A test for texts that match one of `patterns`; those that stand for themselves are looked up at once. */
export function wildcards(patterns: readonly string[]): (text: string) => boolean {
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

/** Whether `pattern` stands for more than itself. */
function isWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

// On a mismatch only the last star takes one character more: earlier ones never have to.
function fits(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const wanted = pattern.charCodeAt(inPattern);
    if (wanted === asterisk) {
      star = inPattern++;
      taken = at;
    } else if (wanted === question) {
      inPattern++;
      at = afterCharacter(text, at);
    } else if (wanted === text.charCodeAt(at)) {
      inPattern++;
      at++;
    } else if (star !== -1) {
      inPattern = star + 1;
      at = taken = afterCharacter(text, taken);
    } else return false;
  }
  while (pattern.charCodeAt(inPattern) === asterisk) inPattern++;
  return inPattern === pattern.length;
}

const asterisk = 0x2a;
const question = 0x3f;

/** The place behind the character at `at`: those beyond U+FFFF have two units. */
function afterCharacter(text: string, at: number): number {
  return at + ((text.codePointAt(at) as number) > 0xffff ? 2 : 1);
}
