// What is typed last into the filter bar and not finished yet, and conditions in words.
import { filterFieldsByKey, type FilterOperator, readCondition, readLine } from "contract";

/** The unfinished condition at the end of a line. */
export interface Draft {
  /** Where it begins in the line. */
  readonly start: number;
  /** `!` or `-` before it. */
  readonly sign: string;
  readonly key: string;
  /** `undefined` while only a key is typed. */
  readonly operator: FilterOperator | undefined;
  readonly value: string;
}

/** The last condition of `line`; an empty one after a blank behind a finished condition. */
export function draftOf(line: string, fields = filterFieldsByKey): Draft {
  const last = readLine(line, fields).at(-1);
  if (last === undefined || (last.mistake === undefined && last.end < line.length))
    return { start: line.length, sign: "", key: "", operator: undefined, value: "" };
  const { start, key, operator, value } = last;
  const first = line[start] ?? "";
  // `error` may be the beginning of a key: it completes like one.
  const isWord = operator === "is" || operator === "!is";
  return {
    start,
    sign: first === "!" || first === "-" ? first : "",
    key,
    operator: isWord ? undefined : operator,
    value,
  };
}

const words: Readonly<Partial<Record<FilterOperator, string>>> = {
  "=": "is",
  "!=": "is not",
  ">": ">",
  ">=": "≥",
  "<": "<",
  "<=": "≤",
  exists: "exists",
  "!exists": "does not exist",
  is: "",
};

/** A condition of the address in words, for its token: `user.tier is gold`. */
export function describeCondition(source: string): {
  readonly key: string;
  readonly word: string;
  readonly value: string;
} {
  const condition = readCondition(source);
  if (condition === undefined) return { key: source, word: "is not a condition", value: "" };
  const { key, operator, value } = condition;
  const positive = operator.replace(/^!(?!=|exists)/, "");
  return {
    key: positive === operator ? key : `not ${key}`,
    word: words[operator] ?? (positive === "is" ? "" : positive),
    value,
  };
}
