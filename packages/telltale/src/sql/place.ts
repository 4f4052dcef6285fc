// What the words before tell of what comes next, where its characters alone do not: whether `"…"` is a name or a value, the password
// after IDENTIFIED BY, the rows that a statement brings along. One step for each piece.
import type { Dialect } from "./dialect.ts";
import type { TokenKind } from "./scan.ts";
import { keyPragmas, valueWords } from "./words.ts";

/** Where in a statement the reader is. */
export interface Place {
  /** Is told each piece; comments are nothing to it. */
  note(kind: TokenKind, from: number, to: number): void;
  /** What comes next is a password, even where it looks like a name. */
  isSecret(): boolean;
  /** A text in double quotes would be a value here. */
  isValue(): boolean;
  /** No SQL any more: all that comes is data. */
  isData(): boolean;
}

const longestWord = 10;

/** At the beginning of `text`. */
export function createPlace(text: string, dialect: Dialect): Place {
  let first = "";
  let word = "";
  let mark = "";
  let lastTo = -1;
  let identified = false;
  let secret = false;
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
    rangeEnds = between && word === "AND";
    between = word === "BETWEEN" || (between && !rangeEnds);
    const isLogin = first === word && (word === "CONNECT" || word === "CONN");
    const isKey = first === "PRAGMA" && keyPragmas.has(word);
    const isFormat = dialect.dataAfterFormat && first === "INSERT" && before === "FORMAT" && word !== "FROM";
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
    }
  }

  return {
    note(kind, from, to) {
      if (kind === "comment") return;
      secret = rangeEnds = false;
      if (kind === "word") {
        noteWord(from, to);
        mark = "";
      } else {
        if (kind === "mark") noteMark(from);
        else mark = "";
        word = "";
      }
      lastTo = to;
    },
    isSecret: () => secret,
    isValue: () => values || rangeEnds || isOperator(mark) || valueWords.has(word),
    isData: () => data,
  };
}

function isOperator(mark: string): boolean {
  return mark !== "" && "=<>!|&+-*/%^~".includes(mark);
}
