// What a rule can look at: the fields of its form, and its words. Both come from the declarations of the sources.
import { kinds } from "alerts/sources";
import { measureNoun, measureOfSource } from "catalog/measures";
import type { Field } from "alerts/shape";
import { partOf, type RuleContent, textOf } from "./rule-words.ts";

interface SourceField {
  readonly key: string;
  readonly label: string;
  /** A choice; else a text. */
  readonly choices?: readonly string[];
  readonly placeholder?: string;
  /** Text of several lines. */
  readonly isLong?: boolean;
  readonly hint?: string;
  /** The value of another field with which it is shown; absent: any. */
  readonly onlyWith?: readonly [field: string, value: string];
}

interface SourceKind {
  readonly label: string;
  /** The fields that choose it. */
  readonly keys: readonly string[];
  readonly fields: readonly SourceField[];
  /** Whether it can be restricted to data with attributes. */
  readonly hasWhere: boolean;
  /** The source of a new rule of this kind. */
  readonly start: RuleContent;
  readonly words: (typeof kinds)["metric"]["words"];
}

export const sourceKinds: readonly SourceKind[] = Object.values(kinds).map(({ node, words }) => {
  const { name: label, keys = [], fields } = node;
  const isKey = (key: string): boolean => keys.length === 1 && key === keys[0];
  return {
    label,
    keys,
    fields: Object.entries(fields).flatMap(([key, field]) =>
      field.shape.node.kind === "record" ? [] : [toField(key, isKey(key) ? label : sentenceCase(key), field)],
    ),
    hasWhere: "where" in fields,
    start: Object.fromEntries(
      Object.entries(fields).flatMap(([key, { required, shape }]) =>
        required || key === keys[0] ? [[key, shape.node.kind === "choice" ? shape.node.values[0] : ""]] : [],
      ),
    ),
    words,
  };
});

function toField(key: string, label: string, { shape, help, byDefault, onlyWith }: Field): SourceField {
  const { node } = shape;
  const isLong = node.kind === "text" && node.isLong === true;
  const example = node.kind === "text" ? node.example : "500ms";
  return {
    key,
    label,
    ...(node.kind === "choice" ? { choices: node.values } : { placeholder: plain(byDefault ?? example) }),
    ...(isLong && { isLong, hint: plain(help) }),
    ...(onlyWith !== undefined && { onlyWith }),
  };
}

/** Without the marks of code. */
function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

/** `Longer than` for `longerThan`. */
function sentenceCase(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The kind of a rule's source; `undefined` when the rule has none of its own. */
export function sourceKindOf(content: RuleContent): SourceKind | undefined {
  const on = partOf(content["on"]);
  if (Object.keys(on).length === 0) return undefined;
  return (
    sourceKinds.find(({ keys }) => keys.length === 1 && keys.some((key) => key in on)) ?? sourceKinds.at(-1)
  );
}

/** `completion of purchase`, `p95 of payment`. Empty when the rule has no source of its own. */
export function sourceWords(content: RuleContent): string {
  const on = partOf(content["on"]);
  const measure = measureOfSource(on);
  const words = measure === undefined ? textOf(on["measure"]) : measureNoun(measure);
  return sourceKindOf(content)?.words((key) => textOf(on[key]), words) ?? "";
}
