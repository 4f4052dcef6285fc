// What a comparison comes to, in one sentence: what got worse for most, and how much got better.
import type { ComparedRow, CompareResult } from "contract";

import { formatCount } from "../../lib/format.ts";
import { unbroken } from "../../lib/unbroken.ts";
import { valueWords } from "./row-words.ts";

export interface Sentence {
  /** What is compared with what: `2.41.0 against 2.40.3`. */
  readonly sides: string;
  /** What got worse or is a new error, those that concern most first; empty: nothing. */
  readonly worse: readonly string[];
  /** What is said when nothing got worse: only what was compared is known. */
  readonly nothing: string;
  /** How much beyond these got worse or is new, and how much got better; then what was not compared. */
  readonly rest: readonly string[];
}

const most = 3;

export function sentenceOf(result: CompareResult): Sentence {
  const bad = result.changes.filter(isBad);
  const better = result.changes.filter(({ verdict }) => verdict === "better").length;
  const partial = partialOf(result);
  const more = Math.max(0, bad.length - most);
  return {
    sides: sidesOf(result),
    worse: bad.slice(0, most).map(phraseOf),
    nothing: nothingOf(partial),
    rest: [
      ...(more === 0 ? [] : [`${figures(more, "more")} got worse`]),
      ...(better === 0 ? [] : [`${figures(better)} got better`]),
      ...(bad.length === 0 ? [] : partial),
    ],
  };
}

/** Parts that failed, and those of which only some were compared. */
function partialOf({ cut, failed }: CompareResult): readonly string[] {
  const missing = failed.map(({ part }) => `${part} were not compared`);
  const some = cut
    .filter((part) => failed.every((one) => one.part !== part))
    .map((part) => `not all ${part} were compared`);
  return [...missing, ...some];
}

function nothingOf(partial: readonly string[]): string {
  const words = "nothing got worse by more than chance explains";
  return partial.length === 0 ? words : `${words} among what could be compared (${partial.join(", ")})`;
}

const isBad = ({ kind, verdict }: ComparedRow): boolean =>
  verdict === "worse" || (verdict === "new" && kind === "error");

const figures = (count: number, more?: string): string =>
  [formatCount(count), ...(more === undefined ? [] : [more]), count === 1 ? "figure" : "figures"].join(" ");

function sidesOf({ base, now, by }: CompareResult): string {
  if (by !== "") return `${now.value} against ${base.value}`;
  if (base.environment !== now.environment)
    return `${now.environment || "all environments"} against ${base.environment || "all environments"}`;
  return "now against the base";
}

const verbs: Readonly<Partial<Record<ComparedRow["what"], string>>> = {
  completion: "completes",
  conversion: "converts",
  errors: "fails",
  p95: "takes",
  occurrences: "occurs",
};

function phraseOf(row: ComparedRow): string {
  if (row.verdict === "new") return `${row.name} is new`;
  const [base, now] = [valueWords(row, row.base), valueWords(row, row.now)];
  const tail = row.what === "p95" ? " at p95" : "";
  return `${row.name} ${verbs[row.what] ?? row.what} ${unbroken(`${base} → ${now}`)}${tail}`;
}
