// Names with ids in them as names without: `/orders/789` becomes `/orders/{id}`. Conservative: what may be a word, a version or a
// status stays, for a name that has lost its meaning is worse than one too many. Linear; doing it twice changes nothing.

const maxKnown = 1000;
const longestKnown = 256;
const known = new Map<string, string>();

/** Words behind which a number is part of the name: `sha-256`, `HTTP/2`, `rfc 7231`. */
const numbered = new Set(
  "aes base crc ec es h http https ipv iso java latin md mp node oauth python rfc rsa sha spdy tls utf v ver version windows".split(
    " ",
  ),
);
/** Words behind which a number from 100 to 599 is a status. */
const statusWords = new Set("code codes error errors http response status".split(" "));

const methods = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY)$/;
const token = /[^\s/?&=#,;()[\]"'<>|]+/g;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const hex = /^(?:0x)?[0-9a-f]{8,}$/i;
const date = /^\d{4}-\d{2}-\d{2}(?:[Tt_]\d{2}[:-]?\d{2}.{0,24})?$/;
const fileEnding = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;
const mail = /^[^@:]{1,64}@[^@:]{1,255}\.[A-Za-z]{2,24}$/;

/**
 * `name` with `{id}` in place of numbers, UUIDs, ULIDs, hexadecimal ids, dates and e-mail addresses.
 *
 * A part of a path that is all digits is an id; elsewhere a number of three digits at least is. `v2`, `oauth2`, `sha-256`, `HTTP/2`,
 * `1.2.3` and `/errors/404` stay.
 */
export function normalName(name: string): string {
  if (!/[\d@]|[0-9a-f]{16}/i.test(name)) return name;
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  const normal = normalize(name);
  if (name.length > longestKnown) return normal;
  if (known.size >= maxKnown) known.clear();
  known.set(name, normal);
  return normal;
}

function normalize(name: string): string {
  let before = "";
  let isFirst = true;
  return name.replaceAll(token, (part, at: number) => {
    const isPath = at > 0 && "/=".includes(name[at - 1] as string);
    const isAlone = isFirst && at + part.length === name.length;
    const place = { before, isPath, isAlone };
    const ending = isPath ? (fileEnding.exec(part)?.[0] ?? "") : "";
    const stem = ending === "" ? part : part.slice(0, -ending.length);
    const normal = isId(part, place) ? "{id}" : isId(stem, place) ? `{id}${ending}` : inside(part);
    before = part.toLowerCase();
    isFirst &&= methods.test(part);
    return normal;
  });
}

/** What is around a part of a name. */
interface PartContext {
  /** The part before, in lower case. */
  readonly before: string;
  readonly isPath: boolean;
  /** Whether the name has no other part but a method. */
  readonly isAlone: boolean;
}

function isId(part: string, place: PartContext): boolean {
  if (isDigits(part)) return isNumberId(part, place);
  return uuid.test(part) || ulid.test(part) || isHexId(part) || date.test(part) || mail.test(part);
}

function isNumberId(digits: string, { before, isPath, isAlone }: PartContext): boolean {
  if (numbered.has(before)) return false;
  if (/^[1-5]\d\d$/.test(digits) && (isAlone || statusWords.has(before))) return false;
  return isPath || digits.length >= 3;
}

/** Ids that a part ends in, behind a word: `order-789`, `user_5f3a2b1c`, `cart:12345`. */
function inside(part: string): string {
  const at = Math.max(part.lastIndexOf("-"), part.lastIndexOf("_"), part.lastIndexOf(":"));
  if (at < 1) return part;
  const uuidAt = part.length - 36;
  if (uuidAt > 0 && "-_:.".includes(part[uuidAt - 1] as string) && uuid.test(part.slice(uuidAt)))
    return `${part.slice(0, uuidAt)}{id}`;
  const end = part.slice(at + 1);
  const word = lettersBefore(part, at);
  if (word === "" || numbered.has(word)) return part;
  const isNumber = end.length >= 3 && isDigits(end) && !(statusWords.has(word) && /^[1-5]\d\d$/.test(end));
  return isNumber || isHexId(end) || ulid.test(end) ? `${part.slice(0, at + 1)}{id}` : part;
}

/** The last word before `at`, in lower case. */
function lettersBefore(part: string, at: number): string {
  let from = at;
  while (from > 0 && /[A-Za-z]/.test(part[from - 1] as string)) from--;
  return part.slice(from, at).toLowerCase();
}

/** Eight digits of base 16 or more, mixed as no word is: `cafe2020` stays. */
function isHexId(part: string): boolean {
  if (!hex.test(part)) return false;
  if (part.startsWith("0x") || part.startsWith("0X")) return true;
  let digits = 0;
  let changes = 0;
  for (let at = 0; at < part.length; at++) {
    const isDigit = part.charCodeAt(at) < 0x3a;
    if (isDigit) digits++;
    if (at > 0 && isDigit !== part.charCodeAt(at - 1) < 0x3a) changes++;
  }
  return part.length >= 16 ? digits > 0 : digits > 1 && changes > 1;
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}
