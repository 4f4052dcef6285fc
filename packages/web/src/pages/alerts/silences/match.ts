// Which alerts a silence matches, as the console decides: each label must be there, and `*` is any text.

type Labels = Readonly<Record<string, string>>;

/** Whether `labels` has each label of `match`. No label matches nothing. */
export function isMatch(match: Labels, labels: Labels): boolean {
  const entries = Object.entries(match);
  return entries.length > 0 && entries.every(([name, wanted]) => matchesText(wanted, labels[name]));
}

/** Compared piece by piece: a pattern from a person must not become an expression that takes long. */
function matchesText(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return text === pattern;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** What is wrong with a label that is typed among others; `undefined` for one that counts, and an empty field. A silence must not be wider than what is seen. */
export function mistakeInMatcher(matchers: readonly string[], at: number): string | undefined {
  const text = matchers[at] ?? "";
  if (text.trim() === "") return undefined;
  const parsed = parseMatcher(text);
  if (parsed === undefined || parsed[1] === "") return "name=value";
  const isRepeated = matchers.slice(0, at).some((other) => parseMatcher(other)?.[0] === parsed[0]);
  return isRepeated ? `${parsed[0]} is already a label above` : undefined;
}

/** `alert=Payment is slow` as name and value; `undefined` without a name. */
export function parseMatcher(text: string): readonly [name: string, value: string] | undefined {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  return name === "" ? undefined : [name, text.slice(at + 1).trim()];
}
