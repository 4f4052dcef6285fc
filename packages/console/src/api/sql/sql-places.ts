// Where a query may name a table: after FROM and JOIN, after a comma between tables, and after IN. One pass over the tokens each, so that
// the time is linear in their number.
import { isMark, isName, type SqlToken, wordAt } from "./sql-tokens.ts";

export interface TablePlace {
  /** The token. */
  readonly at: number;
  /** A column is possible here, too. */
  readonly isBehindIn: boolean;
}

const clauseEnds = new Set(
  "select where prewhere group order limit having union intersect except window qualify settings format into using offset array fetch".split(
    " ",
  ),
);
/** Words that may follow a column. Any other name after `SETTINGS` is a setting that is switched on. */
const operators = new Set(
  "from as asc desc nulls is in not and or like ilike between div mod join".split(" "),
);

/** Whether the word may follow the name of a column. */
export function isAfterName(word: string): boolean {
  return clauseEnds.has(word) || operators.has(word);
}

const joins = new Set(["join", "from"]);

/** All places of `tokens`, in no order. */
export function tablePlaces(tokens: readonly SqlToken[]): readonly TablePlace[] {
  return [...placesBehindFrom(tokens), ...placesBehindIn(tokens)];
}

/** State of an open parenthesis. */
interface Level {
  /** After SELECT or WITH: `from` begins a clause, and is not part of `trim(… from …)`. */
  selects: boolean;
  /** Between FROM and the next clause: a comma separates tables. */
  inFrom: boolean;
}

function placesBehindFrom(tokens: readonly SqlToken[]): readonly TablePlace[] {
  const places: TablePlace[] = [];
  const levels: Level[] = [{ selects: true, inFrom: false }];
  tokens.forEach((token, at) => {
    const level = levels.at(-1)!;
    if (token.kind === "mark") {
      if (isMark(token, ",") && level.inFrom) places.push({ at: at + 1, isBehindIn: false });
      else nest(levels, token.text);
      return;
    }
    if (token.kind !== "word" || tokens[at - 1]?.text === ".") return;
    const word = token.text.toLowerCase();
    if (word === "select" || word === "with") level.selects = true;
    if (beginsTables(tokens, at, level)) {
      level.inFrom = true;
      level.selects = true;
      places.push({ at: at + 1, isBehindIn: false });
    } else if (endsTables(tokens, at)) level.inFrom = false;
  });
  return places;
}

function nest(levels: Level[], mark: string): void {
  if (["(", "[", "{"].includes(mark)) levels.push({ selects: false, inFrom: false });
  else if ([")", "]", "}"].includes(mark) && levels.length > 1) levels.pop();
}

/** FROM or JOIN of a table: neither `IS DISTINCT FROM` nor `ARRAY JOIN`. */
function beginsTables(tokens: readonly SqlToken[], at: number, { selects }: Level): boolean {
  const word = wordAt(tokens, at);
  if (!joins.has(word)) return false;
  const before = wordAt(tokens, at - 1);
  if (before === "distinct" && ["is", "not"].includes(wordAt(tokens, at - 2))) return false;
  if (before === "array" && wordAt(tokens, at - 2) !== "as") return false;
  return selects || word === "join" || tokens[at - 1]?.text === "(";
}

/** The next clause, and no column or alias of the same name. */
function endsTables(tokens: readonly SqlToken[], at: number): boolean {
  const word = wordAt(tokens, at);
  if (!clauseEnds.has(word) || wordAt(tokens, at - 1) === "as") return false;
  const next = tokens[at + 1]?.text ?? "";
  return next !== "," && !(word === "using" && next === "(");
}

/** `IN name`, and each element of `IN (a, b.c)` that is only a name: it may be one of a table. */
function placesBehindIn(tokens: readonly SqlToken[]): readonly TablePlace[] {
  const places: TablePlace[] = [];
  // Of the parentheses that are open: whether they are those of a tuple behind IN.
  const tuples: boolean[] = [false];
  tokens.forEach((token, at) => {
    if (isMark(token, "(")) {
      const isCall = isName(tokens[at - 1]);
      tuples.push(isIn(tokens, at - 1) || (!isCall && tuples.at(-1)!));
    } else if (isMark(token, ")")) {
      if (tuples.length > 1) tuples.pop();
    } else if (["select", "with", "from"].includes(wordAt(tokens, at))) tuples[tuples.length - 1] = false;
    else if (isName(token)) {
      if (isIn(tokens, at - 1)) {
        if (behind(tokens, at) !== "(") places.push({ at, isBehindIn: true });
      } else if (
        tuples.at(-1)! &&
        (isMark(tokens[at - 1], "(") || isMark(tokens[at - 1], ",")) &&
        [")", ","].includes(behind(tokens, at))
      )
        places.push({ at, isBehindIn: true });
    }
  });
  return places;
}

/** The operator, and neither a column nor a name of the same letters. */
function isIn(tokens: readonly SqlToken[], at: number): boolean {
  return wordAt(tokens, at) === "in" && wordAt(tokens, at - 1) !== "as" && !isMark(tokens[at - 1], ".");
}

/** The token after the name that begins at `at`, with all its parts. */
function behind(tokens: readonly SqlToken[], at: number): string {
  let end = at + 1;
  while (isMark(tokens[end], ".") && isName(tokens[end + 1])) end += 2;
  return tokens[end]?.text ?? "";
}
