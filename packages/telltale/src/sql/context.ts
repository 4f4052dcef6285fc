// The context of a token, for the cases that its characters leave open: whether `"…"` is a name or a value, the password after
// IDENTIFIED BY, the rows of data after a statement. Constant work per token.
import { type Credentials, createCredentials, isCredential, noteCredentialToken } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import type { TokenKind } from "./token-kind.ts";
import { callEnds, commands, keyPragmas, permissions, procedures, valueWords } from "./words.ts";

/** How far the arguments of a procedure call have been read. */
const CALL = { none: 0, procedure: 1, arguments: 2 } as const;

/** The tokens before the current one, as far as they matter. */
export interface Context {
  readonly text: string;
  readonly dialect: Dialect;
  readonly credentials: Credentials | undefined;
  /** The first word of the statement. */
  first: string;
  /** The previous token, if it is a word, and if it is a mark. */
  word: string;
  mark: string;
  last: TokenKind;
  lastTo: number;
  /** After IDENTIFIED, a password follows BY. */
  identified: boolean;
  /** The next token is a password; so was the previous one. */
  secret: boolean;
  wasSecret: boolean;
  call: (typeof CALL)[keyof typeof CALL];
  /** The rest of the text is data, not SQL. */
  data: boolean;
  /** Within BETWEEN … AND, and right after its AND. */
  between: boolean;
  rangeEnds: boolean;
  /** `COPY … FROM STDIN`: data follows the statement. */
  copies: boolean;
  /** Whether the innermost parentheses contain values, the enclosing ones, and the ones that were closed last. */
  values: boolean;
  outer: boolean[];
  closed: boolean;
}

const longestWord = 10;

/** The context at the beginning of `text`. */
export function createContext(text: string, dialect: Dialect): Context {
  return {
    text,
    dialect,
    credentials: createCredentials(text),
    first: "",
    word: "",
    mark: "",
    last: "mark",
    lastTo: -1,
    identified: false,
    secret: false,
    wasSecret: false,
    call: CALL.none,
    data: false,
    between: false,
    rangeEnds: false,
    copies: false,
    values: false,
    outer: [],
    closed: false,
  };
}

/** Moves the context past a token. Comments do not change it. */
export function noteToken(context: Context, kind: TokenKind, from: number, to: number): void {
  if (kind === "comment") return;
  if (context.credentials !== undefined) noteCredentialToken(context.credentials, kind, from, to);
  const afterPassword = context.wasSecret;
  context.wasSecret = context.secret;
  context.secret = context.rangeEnds = false;
  if (kind === "word") {
    noteWord(context, from, to);
    context.mark = "";
  } else {
    if (kind === "mark") noteMark(context, from);
    else context.mark = "";
    if (kind === "name" && context.call === CALL.procedure) context.call = CALL.arguments;
    // `GRANT … TO a, b IDENTIFIED BY c, d`
    context.secret = afterPassword && context.mark === "," && context.first === "GRANT";
    context.word = "";
  }
  context.last = kind;
  context.lastTo = to;
}

function noteWord(context: Context, from: number, to: number): void {
  const { text } = context;
  const isPart = text.charAt(from - 1) === "." || to - from > longestWord;
  const before = context.word;
  const word = isPart ? "?" : text.slice(from, to).toUpperCase();
  context.word = word;
  if (context.first === "") context.first = word;
  context.secret = context.identified && (word === "BY" || word === "REPLACE");
  if (word === "IDENTIFIED") context.identified = true;
  else if (word === "SELECT" || word === "WITH") context.values = false;
  else if (word === "STDIN") context.copies = context.first === "COPY";
  else if (word === "NOT" && before === "IS") context.word = before;
  noteCall(context);
  noteRange(context);
  context.data ||= beginsData(context, before);
}

function noteRange(context: Context): void {
  const { word, between } = context;
  context.rangeEnds = between && word === "AND";
  context.between = word === "BETWEEN" || (between && !context.rangeEnds);
}

function noteCall(context: Context): void {
  const { word, first } = context;
  if (context.dialect.bareArguments && procedures.has(word) && !permissions.has(first))
    context.call = CALL.procedure;
  else if (context.call !== CALL.none) context.call = endsCall(word) ? CALL.none : CALL.arguments;
}

/** Whether the text after the current word is data: a login, a key, or rows in a format. `before` is the word before it. */
function beginsData({ first, word, dialect }: Context, before: string): boolean {
  if (first === word && (word === "CONNECT" || word === "CONN")) return true;
  if (first === "PRAGMA" && keyPragmas.has(word)) return true;
  const isFormat = dialect.dataAfterFormat && first === "INSERT" && before === "FORMAT";
  return isFormat && word !== "FROM" && word !== "AS";
}

function noteMark(context: Context, from: number): void {
  const before = context.mark;
  context.mark = context.text.charAt(from);
  if (context.mark === "(") {
    const { values } = context;
    context.outer.push(values);
    context.values = opensValues(context, before, from);
  } else if (context.mark === ")") {
    context.closed = context.values;
    context.values = context.outer.pop() ?? false;
  } else if (context.mark === ";") {
    endStatement(context);
  }
}

/** Whether the parenthesis at `from` opens a list of values. `before` is the mark before it. */
function opensValues({ word, lastTo, values, closed }: Context, before: string, from: number): boolean {
  if (word !== "") return word === "VALUES" || word === "IN" || lastTo === from;
  if (before === "(") return values;
  if (before === ",") return values || closed;
  return isOperator(before);
}

function endStatement(context: Context): void {
  context.data ||= context.copies;
  context.first = "";
  context.outer = [];
  context.identified = context.values = context.closed = context.between = false;
  context.call = CALL.none;
}

/** Whether the word or name there is a password or another value, although it looks like a name. */
export function isSecret(context: Context, from: number, to: number): boolean {
  if (context.secret || (context.call === CALL.arguments && isArgument(context, from, to))) return true;
  return context.credentials !== undefined && isCredential(context.credentials, from, to);
}

function isArgument({ text, last, mark }: Context, from: number, to: number): boolean {
  if (last !== "word" && last !== "name" && mark !== "," && mark !== "=") return false;
  const argument = to - from > longestWord ? "" : text.slice(from, to).toUpperCase();
  return !endsCall(argument) && argument !== "NULL" && argument !== "DEFAULT";
}

/** Whether a text in double quotes would be a value here. */
export function isValue(context: Context): boolean {
  return (
    context.values ||
    context.rangeEnds ||
    context.call === CALL.arguments ||
    context.last === "literal" ||
    isOperator(context.mark) ||
    valueWords.has(context.word) ||
    isFile(context)
  );
}

function isFile({ first, word, call, mark }: Context): boolean {
  if (first === "ATTACH") return word === first || word === "DATABASE";
  return call === CALL.procedure ? mark === "(" : first === "VACUUM" && word === "INTO";
}

function endsCall(word: string): boolean {
  return commands.has(word) || callEnds.has(word);
}

function isOperator(mark: string): boolean {
  return mark !== "" && "=<>!|&+-*/%^~".includes(mark);
}
