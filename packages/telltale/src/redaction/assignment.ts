// Values after a secret name: `password=…`, `"client_secret":"…"`, `AccountKey=…`, parameters of URLs, headers in texts. Prose after
// a colon, comparisons, parameters of SQL and masks are not values.
import { isSecretValue, parameterWords, secretWords } from "catalog/sensitive-name";
import { isBlank, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";
import { isReference, kindOfFlag } from "./element.ts";
import { endsAtComma, quotedEnd, unquotedEnd } from "./assigned-value.ts";
import { addressAfter, addressBefore, isBroughtCredential } from "./credential-address.ts";
import { knownKind, knownParameter } from "./known-names.ts";
import { authorizationAt, cookieAt } from "./header-value.ts";
import { isCode, isRandom, isSpoken } from "./likeness.ts";

const equals = 0x3d;
const parameterEnds = new Uint8Array(128);
for (let code = 0; code < 128; code++)
  if (isBlank(code) || "&#;\"'<>)]}`\\|".includes(String.fromCharCode(code))) parameterEnds[code] = 1;
const longestName = 64;
/** In texts these are recognized by their check digits, not by their names. */
const byForm: ReadonlySet<string> = new Set(["credit-card", "iban"]);
const byLook: ReadonlySet<string> = new Set(["authorization", "cookie"]);

/**
 * Finds values of the kinds that are `on`, at the `=` or `:` after their names. A value that one of the `known` finders recognizes by
 * its form gets the kind of that finder.
 */
export function assignmentFinder(on: (kind: string) => boolean, known: readonly Finder[]): Finder {
  function named(text: string, at: number, floor: number, place: NamePlace): Finding | undefined {
    const code = text.charCodeAt(at);
    const kind = place.name.startsWith("-") ? kindOfFlag(place.name) : knownKind(place.name);
    if (kind === null || byForm.has(kind) || !on(kind)) return undefined;
    const arrow = code === equals && text.charCodeAt(at + 1) === 0x3e;
    const found = assigned(text, at + (arrow ? 2 : 1), {
      kind,
      name: place.name,
      byEquals: code === equals,
      // `=>` and `:=` are program code, where only quoted texts are values
      quotedOnly: arrow || (code === equals && text.charCodeAt(at - 1) === 0x3a),
      before: place.end === at ? place.before : 0,
    });
    if (found === undefined || kind === "password") return found;
    for (const finder of known) {
      const better = finder.find(text, found.start, floor);
      if (better !== undefined) return better;
    }
    return found;
  }

  function afterName(text: string, at: number, end: number, floor: number): Finding | undefined {
    if (isOperator(text, at)) return undefined;
    const start = startOfName(text, end, floor);
    const place = { name: text.slice(start, end), end, before: text.charCodeAt(start - 1) };
    if (text.charCodeAt(at) !== equals || end !== at) return named(text, at, floor, place);
    // in a query everything that looks like a parameter is one; elsewhere the name of the assignment decides first
    const inQuery = isInQuery(place);
    const found = parameter(text, at + 1, place);
    if (found !== undefined && (inQuery || isFollowed(text, found.end)))
      return on(found.kind) ? whole(text, found) : undefined;
    const other = inQuery ? undefined : named(text, at, floor, place);
    if (other !== undefined || found === undefined || !on(found.kind)) return other;
    return isParameter(text, place, found) ? whole(text, found) : undefined;
  }

  return {
    starts: ["=", ":"],
    // the last letters rule out most names; this function must stay short to be fast
    find(text, at, floor) {
      const end = at > 0 && isWord(text.charCodeAt(at - 1)) ? at : endOfName(text, at);
      // reading before the beginning of a text would make all reads slower
      const ending = end > 2 ? (endings[lastThree(text, end)] as number) : end === 2 ? ofParameter : 0;
      if (ending === 0 || (ending === ofParameter && text.charCodeAt(at) !== equals)) return undefined;
      return afterName(text, at, end, floor);
    },
  };
}

const encodedName = /(?:%[\da-f]{2}|[\w.-]){1,64}=/iy;

/** Finds parameters with escapes in their names, at the first escape. */
export const encodedParameters: Finder = {
  // names consist of letters, digits, brackets, `-` and `.`
  starts: [...each(["%3"], "0123456789"), ...each(["%"], "4567"), "%2D", "%2d", "%2E", "%2e"],
  find(text, at, floor) {
    encodedName.lastIndex = at;
    if (!encodedName.test(text)) return undefined;
    const end = encodedName.lastIndex - 1;
    const start = startOfName(text, end, floor);
    const found = parameter(text, end + 1, {
      name: text.slice(start, end),
      end,
      before: text.charCodeAt(start - 1),
    });
    return found === undefined ? undefined : whole(text, found);
  },
};

/** A name, its end, and the character before it. */
interface NamePlace {
  readonly name: string;
  readonly end: number;
  readonly before: number;
}

/** Whether the `=` or `:` at `at` is a comparison, or the colon of `::`, `://`, `:=`. */
function isOperator(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  return after === equals || after === 0x3a || (text.charCodeAt(at) !== equals && after === 0x2f);
}

/** Whether the name follows `?`, `&` or `#`, also when these are encoded. */
function isInQuery({ name, before }: NamePlace): boolean {
  return before === 0x3f || before === 0x26 || before === 0x23 || /%(?:3f|26|23)[^%]*$/i.test(name);
}

const another = /&(?:amp;)?[\w.%[\]-]{1,64}=/y;

/** Whether another parameter follows, so that the text is a query, even without `?`. */
function isFollowed(text: string, end: number): boolean {
  if (text.charCodeAt(end) !== 0x26) return false;
  another.lastIndex = end;
  return another.test(text);
}

/** Whether a finding is a parameter of a path or a form, or looks generated. */
function isParameter(text: string, { name, before }: NamePlace, { start, end }: Finding): boolean {
  if (before === 0x3b) return true;
  const value = text.slice(start, Math.min(end, start + longestRead));
  if (knownParameter(name) !== "all") return isSecretValue("certain", value);
  return isRandom(value) && !isCode(value, true) && (before === 0x2f || value.length >= shortestAlone);
}

const longestRead = 256;
/** Minimum length of a secret that is not certainly a parameter. */
const shortestAlone = 16;

/** The name of a value and how it is assigned. */
interface Assignment {
  readonly kind: string;
  readonly name: string;
  readonly byEquals: boolean;
  readonly quotedOnly: boolean;
  /** The character before the name, if no quote closes the name. */
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
  return isWord(code) || code === 0x5f || code === 0x2d || code === 0x2e || isOddPart(code);
}

/** Additional characters of names in queries: escapes, and the brackets of lists and fields. */
function isOddPart(code: number): boolean {
  return code === 0x25 || code === 0x5b || code === 0x5d;
}

// The last three letters of all known names, five bits each: names with other endings are not read. 1 for names that count everywhere,
// 2 for names of parameters, and for lists and fields, which end with a bracket.
const endings = new Uint8Array(1 << 15);
const everywhere = 1;
const ofParameter = 2;
for (const word of secretWords) enter(lastThree(word, word.length), everywhere);
for (const word of parameterWords) {
  // a name shorter than three letters may follow anything
  for (let before = 0; before < (word.length < 3 ? 32 : 1); before++)
    enter(lastThree(word, word.length) | (before << 10), ofParameter);
}
for (let before = 0; before < 1 << 10; before++) enter((before << 5) | (0x5d & 31), ofParameter);

function enter(ending: number, uses: number): void {
  endings[ending] = (endings[ending] as number) | uses;
}

/** Whether the name that ends at `end` has the last three letters of a known name. */
export function mayEndSecretName(text: string, end: number): boolean {
  return end > 2 && endings[lastThree(text, end)] !== 0;
}

/** The three letters before `end`, five bits each, without case. */
export function lastThree(text: string, end: number): number {
  return (
    ((text.charCodeAt(end - 3) & 31) << 10) |
    ((text.charCodeAt(end - 2) & 31) << 5) |
    (text.charCodeAt(end - 1) & 31)
  );
}

/** The value after the name in `place`, up to {@link longestJudged} characters, if it is a secret. */
function parameter(text: string, start: number, { name, end: nameEnd }: NamePlace): Finding | undefined {
  const verdict = knownParameter(name);
  if (verdict === undefined) return undefined;
  const most = Math.min(text.length, start + longestJudged);
  let end = start;
  while (end < most && !endsParameter(text, end)) end++;
  if (verdict === "certain" && end - start < shortestAlone) return undefined;
  if (text.charCodeAt(start) === 0x5b && text.startsWith("[redacted:", start)) return undefined;
  const value = text.slice(start, end);
  if (value.length < 40 && isPlaceholder(value)) return undefined;
  const isBrought = (): boolean =>
    value !== "" &&
    isBroughtCredential(value, addressBefore(text, nameEnd - name.length), addressAfter(text, end));
  return isSecretValue(verdict, value) || (verdict === "like" && isBrought())
    ? { start, end, kind: "query-secret" }
    : undefined;
}

/** Characters of a value that decide whether it is a secret; the limit keeps the time linear. */
const longestJudged = 1024;

/** `found`, extended to the end of its value. */
function whole(text: string, { start, end, kind }: Finding): Finding {
  if (end - start < longestJudged) return { start, end, kind };
  let to = end;
  while (to < text.length && !endsParameter(text, to)) to++;
  return { start, end: to, kind };
}

function endsParameter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? parameterEnds[code] === 1 || (code === 0x2c && endsAtComma(text, at)) : code === 0xa0;
}

function assigned(text: string, behind: number, assignment: Assignment): Finding | undefined {
  let start = behind;
  for (let blanks = 0; blanks < 4 && isInline(text.charCodeAt(start)); blanks++) start++;
  const blank = start > behind;
  opening.lastIndex = start;
  const quote = opening.exec(text)?.[0];
  if (quote !== undefined) {
    // `"Password:"`: the quote after the name closes the one before it
    if (quote.length === 1 && assignment.before === quote.charCodeAt(0)) return undefined;
    start += quote.length;
  }
  if (quote === undefined && assignment.quotedOnly) return undefined;
  const inHeader = headerValue(text, start, quote, assignment);
  if (inHeader !== undefined) return inHeader.found;
  const end = quote === undefined ? unquotedEnd(text, start, assignment) : quotedEnd(text, start, quote);
  const value = text.slice(start, end);
  const { kind, name, byEquals } = assignment;
  const quoted = quote !== undefined;
  if (isPlaceholder(value, !quoted && !byEquals)) return undefined;
  const hidden = isFlag(assignment)
    ? isFlagSecret(name, kind, value)
    : isSecret({ kind, name, byEquals, value, text, end, quoted, blank });
  return hidden ? { start, end, kind } : undefined;
}

/** What is found in the value of a header; undefined for other values. */
function headerValue(
  text: string,
  start: number,
  quote: string | undefined,
  assignment: Assignment,
): { readonly found: Finding | undefined } | undefined {
  if (isFlag(assignment)) return undefined;
  if (assignment.kind === "authorization") return { found: authorizationAt(text, start, quote) };
  return assignment.kind === "cookie" ? { found: cookieAt(text, start, quote) } : undefined;
}

/** Whether it is `--name=value`. */
function isFlag({ name, byEquals }: Assignment): boolean {
  return byEquals && name.startsWith("-");
}

/** Whether `value` is a secret in `--name=value`: a reference, a count and a word such as `include` are not. */
function isFlagSecret(name: string, kind: string, value: string): boolean {
  if (/^\d{1,6}$/.test(value) && /s$/i.test(name)) return false;
  return !isReference(value) && (!byLook.has(kind) || isSecretValue("most", value));
}

function isInline(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** A value and its position. */
interface AssignedValue extends Pick<Assignment, "kind" | "name" | "byEquals"> {
  readonly value: string;
  readonly text: string;
  readonly end: number;
  readonly quoted: boolean;
  /** Whether blanks separate the value from its name. */
  readonly blank: boolean;
}

function isSecret(given: AssignedValue): boolean {
  const { kind, name, value, byEquals, quoted, blank } = given;
  if (kind === "card-security-code") return /^\d{3,4}$/.test(value);
  if (kind === "ssn") return /^\d{9}$/.test(value);
  // `PWD` is also the working directory of a shell
  if (/^(?:old)?pwd$/i.test(name) && /^(?:[/~]|[A-Z]:)/i.test(value)) return false;
  if (blank && !quoted && isCode(value, byEquals)) return false;
  if (kind === "password") return isPassword(given);
  if (quoted) return (value.length > 2 && !/\s/.test(value)) || isRandom(value);
  return isOneTimeCode(given) || isRandom(value) || isVariable(given);
}

function isPassword({ value, text, end, byEquals, quoted }: AssignedValue): boolean {
  if (!byEquals && value.startsWith(":")) return false;
  return quoted || byEquals || !isSpoken(value, text, end);
}

function isOneTimeCode({ name, value }: AssignedValue): boolean {
  return /(?:otp|pin|code|password)$/i.test(name) && /^\d{4,10}$/.test(value);
}

/** Variables of the environment contain values, not prose. */
function isVariable({ name, value, byEquals }: AssignedValue): boolean {
  return byEquals && value.length > 2 && /^[A-Z][A-Z0-9_]+$/.test(name) && !isPlaceholder(value, true);
}
