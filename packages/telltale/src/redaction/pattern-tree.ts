// Parses the pattern of a regular expression into a tree of parts, as far as its cost depends on them.

/** A set of characters: one bit for each ASCII character, the highest for all others together. */
export type Characters = bigint;

export type Node =
  | { readonly kind: "one"; readonly characters: Characters }
  | { readonly kind: "nothing"; readonly looks?: Node }
  | { readonly kind: "row"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly least: number; readonly most: number };

const others = 1n << 128n;

/** Matches a pattern for one character whose set depends on ASCII characters only. */
const asciiOnly = /^(?:[\x20-\x5b\x5d-\x7e]|\\[dwtnrfv0\x20-\x2f])$|^\[[\x20-\x5b\x5f-\x7e-]+\]$/;
/** One character, escape or class. Classes within classes are not supported. */
const oneCharacter =
  /^(?:\[(?:\\[^]|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[A-Za-z]|\\[^1-9k]|[^\\])/u;

/** The position in a pattern while it is parsed. */
interface Parser {
  readonly source: string;
  readonly flags: string;
  /** Sets of characters by the pattern of one character. */
  readonly known: Map<string, Characters>;
  at: number;
}

/** The tree of `pattern`; `undefined` when it has back references or is not supported. */
export function parsePattern({ source, flags }: RegExp): Node | undefined {
  const parser: Parser = { source, flags, known: new Map(), at: 0 };
  try {
    const tree = parseChoice(parser);
    return parser.at === source.length ? tree : undefined;
  } catch {
    return undefined;
  }
}

function parseChoice(parser: Parser): Node | undefined {
  const parts: Node[] = [];
  do {
    const part = parseRow(parser);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (parser.source[parser.at] === "|" && ++parser.at > 0);
  return parts.length === 1 ? parts[0] : { kind: "choice", parts };
}

function parseRow(parser: Parser): Node | undefined {
  const { source } = parser;
  const parts: Node[] = [];
  while (parser.at < source.length && source[parser.at] !== "|" && source[parser.at] !== ")") {
    const part = parseAtom(parser);
    if (part === undefined) return undefined;
    parts.push(parseRepeat(parser, part));
  }
  return { kind: "row", parts };
}

/** `part` with the quantifier after it, if there is one. */
function parseRepeat(parser: Parser, part: Node): Node {
  const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(parser.source.slice(parser.at));
  if (found === null) return part;
  parser.at += found[0].length;
  const [, mark, from = "0", comma, to = ""] = found;
  if (mark !== undefined)
    return { kind: "repeat", part, least: mark === "+" ? 1 : 0, most: mark === "?" ? 1 : Infinity };
  const most = comma === "" ? Number(from) : to === "" ? Infinity : Number(to);
  return { kind: "repeat", part, least: Number(from), most };
}

function parseAtom(parser: Parser): Node | undefined {
  const rest = parser.source.slice(parser.at);
  const edge = /^(?:[$^]|\\[bB])/.exec(rest);
  if (edge !== null) {
    parser.at += edge[0].length;
    return { kind: "nothing" };
  }
  const open = /^\((?:\?(?:(<?[=!])|<[^>=!][^>]*>|:))?/.exec(rest);
  if (open !== null) {
    parser.at += open[0].length;
    return parseGroup(parser, open[1] !== undefined);
  }
  const one = oneCharacter.exec(rest);
  if (one === null || (parser.flags.includes("v") && /^\[[^\]]*[[&-]{1}[[&-]/.test(one[0]))) return undefined;
  parser.at += one[0].length;
  return { kind: "one", characters: charactersOf(parser, one[0]) };
}

/** The rest of a group or, with `looks`, of a lookaround. */
function parseGroup(parser: Parser, looks: boolean): Node | undefined {
  const inner = parseChoice(parser);
  if (inner === undefined || parser.source[parser.at++] !== ")") return undefined;
  return looks ? { kind: "nothing", looks: inner } : inner;
}

/** The characters that the pattern `text` of one character matches. */
function charactersOf({ flags, known }: Parser, text: string): Characters {
  const before = known.get(text);
  if (before !== undefined) return before;
  const one = new RegExp(`^${text}$`, flags.replace(/[gmy]/g, ""));
  let characters = asciiOnly.test(text) && !flags.includes("i") ? 0n : others;
  for (let code = 0; code < 128; code++)
    if (one.test(String.fromCharCode(code))) characters |= 1n << BigInt(code);
  known.set(text, characters);
  return characters;
}
