// Removes secrets from texts of receivers, which may repeat a request in part or in another encoding: without `Bearer`, in lower case, as
// base64, hexadecimal or with escapes. A text is compared by letters and digits alone, and a few in a row that a secret has, too, are hidden.

const mask = "[secret]";

/** Characters in a row that are hidden, of a long secret; half of a short one. */
const longestPiece = 6;
const shortestPiece = 3;

/** Schemes of the header `Authorization`, which are not secrets. */
const scheme = /^(?:bearer|basic|token|genie[ -]?key|api[ -]?key)[ :]+/i;

/** Returns a function that replaces whatever comes from one of `secrets` with `[secret]`. Takes linear time. */
export function createHide(secrets: Iterable<string>): (text: string) => string {
  const pieces = new Map<number, Set<string>>();
  const exact: string[] = [];
  for (const secret of secrets) {
    for (const part of partsOf(secret)) {
      const forms = formsOf(part).filter((form) => form.length >= shortestPiece);
      if (!forms.includes(normalOf(part))) exact.push(part);
      for (const form of forms) addPieces(pieces, form);
    }
  }
  return (text) => hide(text, pieces, exact);
}

/** What of a secret is one by itself: of a URL all but the host, of a header what follows its scheme. */
function partsOf(secret: string): readonly string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(secret) && URL.canParse(secret)) return partsOfUrl(new URL(secret));
  const plain = secret.replace(scheme, "").replace(/^whsec_/, "");
  const decoded = decodeBase64(plain);
  // Of Basic it is `user:password`.
  const parts = decoded === undefined ? [plain] : [plain, decoded, ...decoded.split(":").slice(1)];
  return parts.filter((part) => part !== "");
}

/** Short parts are words of the service's address. */
function partsOfUrl({ pathname, searchParams, username, password, hash }: URL): readonly string[] {
  const parts = [...pathname.split("/"), ...searchParams.values(), hash.slice(1)];
  const long = parts.filter((part) => part.length >= longestPiece);
  return [username, password, ...long]
    .filter((part) => part !== "")
    .flatMap((part) => [part, unescaped(part)]);
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Readable text behind base64; undefined for anything else. */
function decodeBase64(text: string): string | undefined {
  if (text.length < 8 || !/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const plain = Buffer.from(text, "base64").toString("utf8");
  return /^[\x20-\x7e]{4,}$/.test(plain) ? plain : undefined;
}

/** Letters and digits of a secret in all encodings. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const codes = [...bytes];
  const hex = codes.map((code) => code.toString(16).padStart(2, "0"));
  return [
    secret,
    hex.join(""),
    // `\x68`, `&#x68;`, `\u0068`, `&#104;`
    hex.map((code) => `x${code}`).join(""),
    hex.map((code) => `u00${code}`).join(""),
    codes.join(""),
    ...[0, 1, 2].map((offset) => base64At(bytes, offset)),
  ].map(normalOf);
}

function normalOf(text: string): string {
  return [...lettersOf(text)].map(([letter]) => letter).join("");
}

/** As it is inside of a longer base64, `offset` bytes behind a multiple of three: without the characters that its neighbours change. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const isCut = (offset + bytes.length) % 3 !== 0;
  return text.slice([0, 2, 3][offset], isCut ? -1 : undefined);
}

function addPieces(pieces: Map<number, Set<string>>, form: string): void {
  const length = Math.max(shortestPiece, Math.min(longestPiece, Math.floor(form.length / 2)));
  const known = pieces.get(length) ?? new Set();
  pieces.set(length, known);
  for (let at = 0; at + length <= form.length; at++) known.add(form.slice(at, at + length));
}

function hide(
  text: string,
  pieces: ReadonlyMap<number, ReadonlySet<string>>,
  exact: readonly string[],
): string {
  const letters = [...lettersOf(text)];
  const normal = letters.map(([letter]) => letter).join("");
  const hidden = new Uint8Array(text.length);
  for (const [length, known] of pieces) {
    for (let at = 0; at + length <= normal.length; at++) {
      if (!known.has(normal.slice(at, at + length))) continue;
      hidden.fill(1, letters[at]![1], letters[at + length - 1]![1] + 1);
    }
  }
  let shown = "";
  for (let at = 0; at < text.length; at++) {
    if (hidden[at] === 0) shown += text[at];
    else if (at === 0 || hidden[at - 1] === 0) shown += mask;
  }
  return exact.reduce((rest, secret) => rest.replaceAll(secret, mask), shown);
}

/** Each letter or digit in lower case, with its position. */
function* lettersOf(text: string): Generator<readonly [letter: string, at: number]> {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!.toLowerCase();
    // one code unit each, so that positions stay right
    if (letter.length === 1 && /[\p{L}\p{N}]/u.test(letter)) yield [letter, at];
  }
}
