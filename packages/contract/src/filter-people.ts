// Conditions on people: what a person did or has, and how their transactions ended. Together they choose the people of a page.

const words = ["did", "has", "completed", "failed", "abandoned", "failed with", "abandoned with"] as const;
type PeopleWord = (typeof words)[number];

export type PeopleOperator = PeopleWord | `!${PeopleWord}`;

interface PeopleCondition {
  readonly key: "person" | "transaction";
  readonly operator: PeopleOperator;
  readonly value: string;
}

const operators: ReadonlySet<string> = new Set(words.flatMap((word) => [word, `!${word}`]));

export function isPeopleOperator(operator: string): operator is PeopleOperator {
  return operators.has(operator);
}

const ofPerson = /^(!?)person (did|has) (.*)$/s;
const ofTransaction =
  /^(!?)transaction (?:(completed|failed|abandoned)|(failed with|abandoned with)(?: (.*))?)$/s;

/** `person did pay`, `!person has tier=gold`, `transaction failed with card_declined`; `undefined` for other texts. */
export function readPeopleCondition(source: string): PeopleCondition | undefined {
  const [, not = "", word, value = ""] = ofPerson.exec(source) ?? [];
  if (word !== undefined) return toPeopleCondition("person", not, word, value.trim());
  const [, sign = "", alone, withReason, reason = ""] = ofTransaction.exec(source) ?? [];
  const outcome = alone ?? withReason;
  return outcome === undefined ? undefined : toPeopleCondition("transaction", sign, outcome, reason.trim());
}

function toPeopleCondition(
  key: PeopleCondition["key"],
  sign: string,
  word: string,
  value: string,
): PeopleCondition {
  return { key, operator: `${sign}${word}` as PeopleOperator, value };
}
