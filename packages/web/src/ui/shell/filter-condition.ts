// Parses a typed condition into the form of the API (`user.tier=gold`), and describes it in words.

// Parsed step by step: one pattern for the whole would backtrack over a run of blanks in every possible way.
const beginning = /^(!)?\s*([^\s=!<>]+)/;
const sign = /^(?:!=|>=|<=|=|>|<)/;
const word = /^(?:exists|is|not)/;

export interface Draft {
  readonly key: string;
  readonly relation: string | undefined;
  readonly value: string;
}

/** The parts of an unfinished condition. `relation` is `undefined` while only a key is typed. */
export function draftOf(typed: string): Draft {
  const text = typed.trimStart();
  const [begun = "", not, key = ""] = beginning.exec(text) ?? [];
  const behind = text.slice(begun.length);
  const rest = behind.trimStart();
  if (rest === "") return { key, relation: undefined, value: "" };
  const [relation] = sign.exec(rest) ?? [];
  if (relation !== undefined && key !== "")
    return { key, relation, value: rest.slice(relation.length).trim() };
  const [relationWord] = rest === behind ? [] : (word.exec(rest) ?? []);
  if (relationWord === "exists")
    return { key, relation: not === undefined ? "exists" : "!exists", value: "" };
  if (relationWord === undefined) return { key: "", relation: undefined, value: "" };
  return { key, relation: relationWord === "is" ? "=" : "!=", value: rest.slice(relationWord.length).trim() };
}

/** The finished condition in `typed`, or `undefined` while something is missing. */
export function conditionOf(typed: string): string | undefined {
  const { key, relation, value } = draftOf(typed.trimEnd());
  if (key === "" || relation === undefined) return undefined;
  if (relation === "exists") return `${key} exists`;
  if (relation === "!exists") return `!${key} exists`;
  return value === "" ? undefined : `${key}${relation}${value}`;
}

/** A condition in words for its token: `user.tier is gold`. */
export function describeCondition(condition: string): {
  readonly key: string;
  readonly word: string;
  readonly value: string;
} {
  const { key, relation, value } = draftOf(condition);
  const words: Readonly<Record<string, string>> = {
    "=": "is",
    "!=": "is not",
    exists: "exists",
    "!exists": "does not exist",
    ">=": "≥",
    "<=": "≤",
  };
  return { key, word: words[relation ?? ""] ?? relation ?? "", value };
}
