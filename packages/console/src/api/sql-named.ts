// Queries that a text names with `WITH name AS (…)`, and from where to where the name means them: outside of that it is the name of a table.
import type { SqlToken } from "./sql-tokens.ts";

/** `name` means the query between the tokens `from` and `to`, both excluded. */
export interface NamedQuery {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface Level {
  isWith: boolean;
  isRecursive: boolean;
  readonly named: { readonly name: string; readonly from: number }[];
}

/** Words behind another `WITH`: `GROUP BY a WITH TOTALS`, `ORDER BY a WITH FILL`, `LIMIT 1 WITH TIES`. */
const notNames = new Set(["totals", "rollup", "cube", "fill", "ties"]);

/** All of `tokens`. A name holds to the end of the parentheses it was given in; in its own query only behind the UNION of a recursive one. */
export function namedQueries(tokens: readonly SqlToken[]): readonly NamedQuery[] {
  const ends = closings(tokens);
  const found: NamedQuery[] = [];
  const levels: Level[] = [newLevel()];
  const leave = (to: number): void => {
    for (const { name, from } of levels.pop()!.named) found.push({ name, from, to });
  };
  tokens.forEach(({ kind, text }, at) => {
    const level = levels.at(-1)!;
    if (kind === "mark" && text === "(") levels.push(newLevel());
    else if (kind === "mark" && text === ")" && levels.length > 1) leave(at);
    const word = wordAt(tokens, at);
    if (word === "with" && !notNames.has(wordAt(tokens, at + 1))) {
      level.isWith = true;
      level.isRecursive = wordAt(tokens, at + 1) === "recursive";
    } else if (word === "select") level.isWith = false;
    if (!level.isWith || (kind !== "word" && kind !== "quoted")) return;
    const opens = at + 2;
    const begins = ["with", "recursive"].includes(wordAt(tokens, at - 1)) || tokens[at - 1]?.text === ",";
    if (begins && wordAt(tokens, at + 1) === "as" && ends.has(opens))
      level.named.push({
        name: text,
        from: (level.isRecursive ? unionIn(tokens, opens) : undefined) ?? ends.get(opens)!,
      });
  });
  while (levels.length > 0) leave(tokens.length);
  return found;
}

/** The first UNION right inside of the parentheses that open at `opens`: a recursive query begins with what is none. */
function unionIn(tokens: readonly SqlToken[], opens: number): number | undefined {
  let depth = 0;
  for (let at = opens; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind === "mark" && text === "(") depth++;
    else if (kind === "mark" && text === ")" && --depth === 0) return undefined;
    else if (depth === 1 && wordAt(tokens, at) === "union") return at;
  }
  return undefined;
}

function newLevel(): Level {
  return { isWith: false, isRecursive: false, named: [] };
}

/** Where each `(` is closed. */
function closings(tokens: readonly SqlToken[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, at) => {
    if (kind !== "mark") return;
    if (text === "(") open.push(at);
    else if (text === ")" && open.length > 0) ends.set(open.pop()!, at);
  });
  return ends;
}

function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}
