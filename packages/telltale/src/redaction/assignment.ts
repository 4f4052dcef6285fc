// Values behind a name that says they are secret: `password=…`, `"client_secret":"…"`, `AccountKey=…`, parameters of URLs, headers as
// text. What only looks like one (prose behind a colon, a comparison, a parameter of SQL, a mask) is left.
import { isBlank, isWord } from "./characters.ts";
import type { Finder, Finding } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";
import { endsAtComma, quotedEnd, unquotedEnd } from "./assigned-value.ts";
import { knownKind } from "./known-names.ts";
import { authorizationAt, cookieAt } from "./header-value.ts";
import { isCode, isRandom, isSpoken } from "./likeness.ts";
import { isSecretParameter, secretParameters } from "./query-names.ts";
import { secretWords } from "./secret-name.ts";

const equals = 0x3d;
const parameterEnds = "&#;\"'<>)]}`\\|";
const longestName = 64;
/** In a text these are told by their check digits, whatever stands before. */
const byForm: ReadonlySet<string> = new Set(["credit-card", "iban"]);

/**
 * Finds the kinds of values that are `on`, at the `=` or `:` behind their names. What `known` finds where a value begins, a key
 * that is known by its form, is found as that.
 */
export function assignmentFinder(on: (kind: string) => boolean, known: readonly Finder[]): Finder {
  return {
    starts: ["=", ":", "%3D", "%3d", "%3A", "%3a"],
    find(text, at, floor) {
      const code = text.charCodeAt(at);
      const encoded = code === 0x25;
      if (encoded && !/^%3[DA]/i.test(text.slice(at, at + 3))) return undefined;
      const nameEnd = endOfName(text, at);
      if (!mayEndSecretName(text, nameEnd)) return undefined;
      const after = text.charCodeAt(at + 1);
      // comparisons and the colons of `::`, `://`, `:=`
      if (!encoded && (after === equals || after === 0x3a || (code !== equals && after === 0x2f)))
        return undefined;
      const arrow = code === equals && after === 0x3e;
      const nameStart = startOfName(text, nameEnd, floor);
      const name = text.slice(nameStart, nameEnd);
      const before = text.charCodeAt(nameStart - 1);
      if (code === equals && nameEnd === at && (before === 0x3f || before === 0x26 || before === 0x23)) {
        const found = parameter(text, at + 1, name);
        return found !== undefined && on(found.kind) ? found : undefined;
      }
      const kind = knownKind(name);
      if (kind === null || byForm.has(kind) || !on(kind)) return undefined;
      const found = assigned(text, at + (encoded ? 3 : arrow ? 2 : 1), {
        kind,
        name,
        byEquals: code === equals,
        encoded,
        // `=>` and `:=` stand in programs, where only what is quoted is a value
        quotedOnly: arrow || (code === equals && text.charCodeAt(at - 1) === 0x3a),
        before: nameEnd === at ? before : 0,
      });
      if (found === undefined || kind === "password") return found;
      for (const finder of known) {
        const better = finder.find(text, found.start, floor);
        if (better !== undefined) return better;
      }
      return found;
    },
  };
}

/** How the value is assigned. */
interface Assignment {
  readonly kind: string;
  readonly name: string;
  readonly byEquals: boolean;
  readonly encoded: boolean;
  readonly quotedOnly: boolean;
  /** The character before the name where no quote closes the name. */
  readonly before: number;
}

const opening = /\\{0,7}["'`]/y;

function endOfName(text: string, at: number): number {
  let end = text.charCodeAt(at) === equals && text.charCodeAt(at - 1) === 0x3a ? at - 1 : at;
  for (let blanks = 0; blanks < 3 && text.charCodeAt(end - 1) === 0x20; blanks++) end--;
  const code = text.charCodeAt(end - 1);
  if (code === 0x22 || code === 0x27 || code === 0x60) {
    end--;
    for (let escapes = 0; escapes < 4 && text.charCodeAt(end - 1) === 0x5c; escapes++) end--;
  }
  return end;
}

function startOfName(text: string, end: number, floor: number): number {
  const lowest = Math.max(floor, end - longestName);
  let start = end;
  while (start > lowest && isNamePart(text.charCodeAt(start - 1))) start--;
  return start;
}

function isNamePart(code: number): boolean {
  return isWord(code) || code === 0x5f || code === 0x2d || code === 0x2e;
}

// The last three letters of the names that are known, five bits of each: of what ends otherwise nothing more is read.
const endings = new Uint8Array(1 << 15);
for (const word of [...secretWords, ...secretParameters]) endings[lastThree(word, word.length)] = 1;

function lastThree(text: string, end: number): number {
  const [one, two, three] = [text.charCodeAt(end - 3), text.charCodeAt(end - 2), text.charCodeAt(end - 1)];
  return ((one & 31) << 10) | ((two & 31) << 5) | (three & 31);
}

function mayEndSecretName(text: string, end: number): boolean {
  return end > 2 && endings[lastThree(text, end)] === 1;
}

function parameter(text: string, start: number, name: string): Finding | undefined {
  if (!isSecretParameter(name) && knownKind(name) !== "password") return undefined;
  if (text.charCodeAt(start) === 0x5b && text.startsWith("[redacted:", start)) return undefined;
  let end = start;
  while (end < text.length && !endsParameter(text, end)) end++;
  return isPlaceholder(text.slice(start, Math.min(end, start + 40))) && end - start < 40
    ? undefined
    : { start, end, kind: "query-secret" };
}

function endsParameter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    isBlank(code) ||
    parameterEnds.includes(String.fromCharCode(code)) ||
    (code === 0x2c && endsAtComma(text, at))
  );
}

function assigned(text: string, behind: number, assignment: Assignment): Finding | undefined {
  let start = behind;
  for (let blanks = 0; blanks < 4 && isInline(text.charCodeAt(start)); blanks++) start++;
  const blank = start > behind;
  opening.lastIndex = start;
  const quote = opening.exec(text)?.[0];
  if (quote !== undefined) {
    // `"Password:"`: what stands behind the name closes what stands before it
    if (quote.length === 1 && assignment.before === quote.charCodeAt(0)) return undefined;
    start += quote.length;
  }
  if (quote === undefined && assignment.quotedOnly) return undefined;
  if (assignment.kind === "authorization") return authorizationAt(text, start, quote);
  if (assignment.kind === "cookie") return cookieAt(text, start, quote);
  const end = quote === undefined ? unquotedEnd(text, start, assignment) : quotedEnd(text, start, quote);
  const value = text.slice(start, end);
  if (
    isPlaceholder(value, quote === undefined && !assignment.byEquals) ||
    !isSecret(value, text, end, { ...assignment, quoted: quote !== undefined, blank })
  )
    return undefined;
  return { start, end, kind: assignment.kind };
}

function isInline(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isSecret(
  value: string,
  text: string,
  end: number,
  { kind, name, byEquals, quoted, blank }: Assignment & { readonly quoted: boolean; readonly blank: boolean },
): boolean {
  if (kind === "card-security-code") return /^\d{3,4}$/.test(value);
  if (kind === "ssn") return /^\d{9}$/.test(value);
  // the working directory of a shell has the name of a password
  if (/^(?:old)?pwd$/i.test(name) && /^(?:[/~]|[A-Z]:)/i.test(value)) return false;
  if (blank && !quoted && isCode(value, byEquals)) return false;
  if (kind === "password" && !byEquals && value.startsWith(":")) return false;
  if (kind === "password") return quoted || byEquals || !isSpoken(value, text, end);
  if (quoted) return (value.length > 2 && !/\s/.test(value)) || isRandom(value);
  if (/(?:otp|pin|code|password)$/i.test(name) && /^\d{4,10}$/.test(value)) return true;
  // variables of the environment hold values, not prose
  return isRandom(value) || (byEquals && value.length > 3 && /^[A-Z][A-Z0-9_]+$/.test(name));
}
