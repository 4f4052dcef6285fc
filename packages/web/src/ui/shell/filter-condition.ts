// A condition as the API takes it (`user.tier=gold`), from what is typed and back into words.

const form = /^(!)?\s*([^\s=!<>]+)\s*(?:(!=|>=|<=|=|>|<)\s*(.*)|\s+(exists|is|not)\s*(.*))?$/;

export interface Draft {
  readonly key: string;
  readonly relation: string | undefined;
  readonly value: string;
}

/** The parts of an unfinished condition. `relation` is `undefined` while only a key is typed. */
export function draftOf(typed: string): Draft {
  const [, not, key = "", sign, signValue = "", word, wordValue = ""] = form.exec(typed.trimStart()) ?? [];
  if (word === "exists") return { key, relation: not === undefined ? "exists" : "!exists", value: "" };
  if (word !== undefined) return { key, relation: word === "is" ? "=" : "!=", value: wordValue.trim() };
  return { key, relation: sign, value: signValue.trim() };
}

/** The finished condition in `typed`, or `undefined` while something is missing. */
export function conditionOf(typed: string): string | undefined {
  const { key, relation, value } = draftOf(typed.trimEnd());
  if (key === "" || relation === undefined) return undefined;
  if (relation === "exists") return `${key} exists`;
  if (relation === "!exists") return `!${key} exists`;
  return value === "" ? undefined : `${key}${relation}${value}`;
}

/** A condition in words for its chip: `user.tier is gold`. */
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
