// Queries that a text names with `WITH name AS (…)`, and the scope of each name: outside of it the name is that of a table.
// One pass over the tokens: the time is linear in their number.
import { isMark, type SqlToken, wordAt } from "./sql-tokens.ts";

export interface NamedQueries {
  /** Whether `name` means a query, and no table, at the token `at`. */
  isQuery(name: string, at: number): boolean;
}

/** The name means the query between the tokens `from` and `to`, both excluded. */
interface Range {
  readonly from: number;
  readonly to: number;
}

interface Level {
  isWith: boolean;
  isRecursive: boolean;
  /** What was named inside of these parentheses; it holds to their end. */
  readonly named: { readonly name: string; from: number }[];
  /** The name whose query these parentheses are, and whether it may ask for itself. */
  readonly own: { readonly name: string; readonly isRecursive: boolean } | undefined;
  /** The first UNION right inside of the parentheses: a recursive query begins with a part that is not recursive. */
  union: number | undefined;
}

/** Words behind another `WITH`: `GROUP BY a WITH TOTALS`, `ORDER BY a WITH FILL`, `LIMIT 1 WITH TIES`. */
const notNames = new Set(["totals", "rollup", "cube", "fill", "ties"]);

/** All of `tokens`. A name holds to the end of the parentheses it was given in; in its own query only behind the UNION of a recursive one. */
export function namedQueries(tokens: readonly SqlToken[]): NamedQueries {
  const found = new Map<string, Range[]>();
  const levels: Level[] = [newLevel(undefined)];

  function leave(to: number): void {
    const { named, own, union } = levels.pop()!;
    for (const { name, from } of named) add(found, name, { from, to });
    if (own !== undefined && to < tokens.length)
      levels.at(-1)!.named.push({
        name: own.name,
        from: own.isRecursive && union !== undefined ? union : to,
      });
  }

  tokens.forEach((token, at) => {
    const level = levels.at(-1)!;
    if (isMark(token, "(")) levels.push(newLevel(nameOf(tokens, at, level)));
    else if (isMark(token, ")") && levels.length > 1) leave(at);
    const word = wordAt(tokens, at);
    if (word === "union") level.union ??= at;
    if (word === "with" && !notNames.has(wordAt(tokens, at + 1))) {
      level.isWith = true;
      level.isRecursive = wordAt(tokens, at + 1) === "recursive";
    } else if (word === "select") level.isWith = false;
  });
  while (levels.length > 0) leave(tokens.length);

  const joined = new Map([...found].map(([name, ranges]) => [name, joinRanges(ranges)]));
  return {
    isQuery(name, at) {
      const ranges = joined.get(name);
      return ranges !== undefined && isWithin(ranges, at);
    },
  };
}

/** Of the parentheses that open at `at`: the name that `name AS (` gives them. */
function nameOf(tokens: readonly SqlToken[], at: number, level: Level): Level["own"] {
  const name = tokens[at - 2];
  if (!level.isWith || wordAt(tokens, at - 1) !== "as" || (name?.kind !== "word" && name?.kind !== "quoted"))
    return undefined;
  const begins = ["with", "recursive"].includes(wordAt(tokens, at - 3)) || tokens[at - 3]?.text === ",";
  return begins ? { name: name.text, isRecursive: level.isRecursive } : undefined;
}

function newLevel(own: Level["own"]): Level {
  return { isWith: false, isRecursive: false, named: [], own, union: undefined };
}

function add(found: Map<string, Range[]>, name: string, range: Range): void {
  const ranges = found.get(name);
  if (ranges === undefined) found.set(name, [range]);
  else ranges.push(range);
}

/** By their beginnings, none that touches another. */
function joinRanges(ranges: readonly Range[]): readonly Range[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    // `to` itself is a parenthesis and no name, so that ranges that meet there may be one.
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function isWithin(ranges: readonly Range[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.from < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at < ranges[low - 1]!.to;
}
