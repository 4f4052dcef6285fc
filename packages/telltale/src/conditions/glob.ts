// Texts by pattern: `*` stands for any characters, none included, `?` for one. Time is linear in the text for the usual forms and
// text times pattern at worst, so names that a stranger chose cannot make it slow.

/** A test for texts that fit one of `patterns` as a whole; case counts. */
export function globs(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const others = patterns.filter(isGlob).map(glob);
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
function isGlob(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

function glob(pattern: string): (text: string) => boolean {
  if (!pattern.includes("?")) {
    const parts = pattern.split("*");
    const [first = "", last = ""] = parts;
    if (pattern === "*") return () => true;
    if (parts.length === 2) {
      const least = first.length + last.length;
      return (text) => text.length >= least && text.startsWith(first) && text.endsWith(last);
    }
    const [, middle = ""] = parts;
    if (parts.length === 3 && first === "" && pattern.endsWith("*")) return (text) => text.includes(middle);
  }
  return (text) => fits(pattern, text);
}

// On a mismatch only the last star takes one character more: earlier ones never have to.
function fits(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern++;
      taken = at;
    } else if (wanted === "?" || (wanted !== undefined && wanted === text[at])) {
      inPattern++;
      at++;
    } else if (star !== -1) {
      inPattern = star + 1;
      at = ++taken;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
