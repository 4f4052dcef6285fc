// Replaces the literals of SQL by `?`, removes comments, and collapses the values of an `IN` list to one `?`.
import { isBlank } from "./characters.ts";
import type { Visit } from "./scan.ts";
import type { TokenKind } from "./token-kind.ts";

/** Builds the sanitized text from the tokens of a text. Call `text` after the last token. */
export interface Sanitizer {
  readonly visit: Visit;
  text(): string;
}

const openings = "([";
const typeWords = ["date", "time", "timestamp", "interval"];
/** How far an `IN (…)` has been read. */
const LIST = { none: 0, announced: 1, inside: 2 } as const;

/** The sanitized text so far. */
interface State {
  readonly text: string;
  readonly parts: string[];
  /** The end of the input that is in `parts`. */
  done: number;
  /** `parts` end in something other than a blank; a comment was removed right after that. */
  tight: boolean;
  gap: boolean;
  /** The `IN` list: the length of `parts` at its start, open parentheses, number of values, and whether `::` came before. */
  list: (typeof LIST)[keyof typeof LIST];
  listAt: number;
  depth: number;
  values: number;
  casting: boolean;
}

/** A sanitizer of `text`. Everything other than literals and comments stays unchanged. */
export function createSanitizer(text: string): Sanitizer {
  const state: State = {
    text,
    parts: [],
    done: 0,
    tight: false,
    gap: false,
    list: LIST.none,
    listAt: 0,
    depth: 0,
    values: 0,
    casting: false,
  };
  return {
    visit: (kind, from, to) => addToken(state, kind, from, to),
    text() {
      keep(state, text.length);
      return state.parts.length === 1 ? (state.parts[0] as string) : state.parts.join("");
    },
  };
}

function addToken(state: State, kind: TokenKind, from: number, to: number): void {
  if (kind === "comment") {
    keep(state, from);
    state.gap = state.tight;
    state.done = to;
    return;
  }
  // two tokens that only a comment separated stay separate
  if (state.gap && state.done === from) put(state, " ");
  state.gap = false;
  if (kind === "literal") {
    keep(state, from);
    put(state, "?");
    state.done = to;
  }
  followList(state, kind, from, to);
}

/** Copies the input up to `to`. */
function keep(state: State, to: number): void {
  const { text, done } = state;
  if (to > done) {
    state.parts.push(text.slice(done, to));
    state.tight = !isBlank(text.charCodeAt(to - 1));
  }
  state.done = to;
}

function put(state: State, value: string): void {
  state.parts.push(value);
  state.tight = true;
}

function followList(state: State, kind: TokenKind, from: number, to: number): void {
  if (state.list === LIST.inside) addToList(state, kind, from, to);
  else if (state.list === LIST.announced && kind === "mark" && openings.includes(state.text.charAt(from))) {
    keep(state, to);
    state.list = LIST.inside;
    state.listAt = state.parts.length;
    state.depth = 1;
    state.values = 0;
  } else state.list = outsideList(state, kind, from, to);
}

/** The list contains values, also in rows, with casts, or after the name of their type. Anything else ends it. */
function addToList(state: State, kind: TokenKind, from: number, to: number): void {
  const { text } = state;
  const mark = kind === "mark" ? text.slice(from, to) : "";
  const isType = kind === "word" && (state.casting || typeWords.some((word) => isWord(text, from, to, word)));
  state.casting = mark === "::";
  if (isListValue(text, kind, from, to)) state.values++;
  else if (mark !== "" && openings.includes(mark)) state.depth++;
  else if (mark === ")" || mark === "]") closeInList(state, from);
  else if (mark !== "," && !state.casting && !isType) state.list = outsideList(state, kind, from, to);
}

function closeInList(state: State, from: number): void {
  if (--state.depth > 0) return;
  if (state.values > 1) collapse(state, from);
  state.list = LIST.none;
}

function collapse(state: State, to: number): void {
  state.parts.length = state.listAt;
  put(state, "?");
  state.done = to;
}

function outsideList({ text }: State, kind: TokenKind, from: number, to: number): State["list"] {
  return kind === "word" && isWord(text, from, to, "in") ? LIST.announced : LIST.none;
}

function isListValue(text: string, kind: TokenKind, from: number, to: number): boolean {
  if (kind === "literal" || kind === "placeholder") return true;
  return kind === "word" && isWord(text, from, to, "null");
}

/** Whether that token is `word`, in any case. */
function isWord(text: string, from: number, to: number, word: string): boolean {
  return to - from === word.length && text.slice(from, to).toLowerCase() === word;
}
