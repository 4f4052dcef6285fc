// What the words before tell of what comes next, where its characters alone do not: whether `"…"` is a name or a value, the password
// after IDENTIFIED BY, the rows that a statement brings along. One step for each piece.
import { createCredentials } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import type { TokenKind } from "./token-kind.ts";
import { callEnds, commands, keyPragmas, permissions, procedures, valueWords } from "./words.ts";

/** Where in a statement the reader is. */
export interface Place {
  /** Is told each piece; comments are nothing to it. */
  note(kind: TokenKind, from: number, to: number): void;
  /** The word or name there, which comes next, is a password or another value, though it looks like a name. */
  isSecret(from: number, to: number): boolean;
  /** A text in double quotes would be a value here. */
  isValue(): boolean;
  /** No SQL any more: all that comes is data. */
  isData(): boolean;
}

const longestWord = 10;

/** At the beginning of `text`. */
export function createPlace(text: string, dialect: Dialect): Place {
  const credentials = createCredentials(text);
  let first = "";
  let word = "";
  let mark = "";
  let lastTo = -1;
  let identified = false;
  let secret = false;
  let wasSecret = false;
  // 1 behind `EXEC`, 2 behind the name of the procedure, where bare words are values
  let calls = 0;
  let last: TokenKind = "mark";
  let data = false;
  let between = false;
  let rangeEnds = false;
  let copies = false;
  // whether the innermost parenthesis holds values, those around it, and the one that closed last
  let values = false;
  let outer: boolean[] = [];
  let closed = false;

  function noteWord(from: number, to: number): void {
    const isPart = text.charAt(from - 1) === "." || to - from > longestWord;
    const before = word;
    word = isPart ? "?" : text.slice(from, to).toUpperCase();
    if (first === "") first = word;
    secret = identified && (word === "BY" || word === "REPLACE");
    if (word === "IDENTIFIED") identified = true;
    else if (word === "SELECT" || word === "WITH") values = false;
    else if (word === "STDIN") copies = first === "COPY";
    else if (word === "NOT" && before === "IS") word = before;
    if (dialect.bareArguments && procedures.has(word) && !permissions.has(first)) calls = 1;
    else if (calls !== 0) calls = endsCall(word) ? 0 : 2;
    rangeEnds = between && word === "AND";
    between = word === "BETWEEN" || (between && !rangeEnds);
    const isLogin = first === word && (word === "CONNECT" || word === "CONN");
    const isKey = first === "PRAGMA" && keyPragmas.has(word);
    const isFormat =
      dialect.dataAfterFormat &&
      first === "INSERT" &&
      before === "FORMAT" &&
      word !== "FROM" &&
      word !== "AS";
    data ||= isLogin || isKey || isFormat;
  }

  function noteMark(from: number): void {
    const before = mark;
    mark = text.charAt(from);
    if (mark === "(") {
      outer.push(values);
      if (word !== "") values = word === "VALUES" || word === "IN" || lastTo === from;
      else
        values = isOperator(before) || (before === "(" && values) || (before === "," && (values || closed));
    } else if (mark === ")") {
      closed = values;
      values = outer.pop() ?? false;
    } else if (mark === ";") {
      data ||= copies;
      first = "";
      outer = [];
      identified = values = closed = between = false;
      calls = 0;
    }
  }

  function isArgument(from: number, to: number): boolean {
    if (last !== "word" && last !== "name" && mark !== "," && mark !== "=") return false;
    const argument = to - from > longestWord ? "" : text.slice(from, to).toUpperCase();
    return !endsCall(argument) && argument !== "NULL" && argument !== "DEFAULT";
  }

  function isFile(): boolean {
    if (first === "ATTACH") return word === first || word === "DATABASE";
    return calls === 1 ? mark === "(" : first === "VACUUM" && word === "INTO";
  }

  return {
    note(kind, from, to) {
      if (kind === "comment") return;
      credentials.note(kind, from, to);
      const ofPassword = wasSecret;
      wasSecret = secret;
      secret = rangeEnds = false;
      if (kind === "word") {
        noteWord(from, to);
        mark = "";
      } else {
        if (kind === "mark") noteMark(from);
        else mark = "";
        if (kind === "name" && calls === 1) calls = 2;
        // `GRANT … TO a, b IDENTIFIED BY c, d`
        secret = ofPassword && mark === "," && first === "GRANT";
        word = "";
      }
      last = kind;
      lastTo = to;
    },
    isSecret: (from, to) => secret || (calls === 2 && isArgument(from, to)) || credentials.isSecret(from, to),
    isValue: () =>
      values ||
      rangeEnds ||
      calls === 2 ||
      last === "literal" ||
      isOperator(mark) ||
      valueWords.has(word) ||
      isFile(),
    isData: () => data,
  };
}

function endsCall(word: string): boolean {
  return commands.has(word) || callEnds.has(word);
}

function isOperator(mark: string): boolean {
  return mark !== "" && "=<>!|&+-*/%^~".includes(mark);
}
