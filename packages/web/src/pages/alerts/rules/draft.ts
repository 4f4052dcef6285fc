// A rule while it is edited: a plain object with the fields of a file of rules. What the form does not show stays in it.
import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";

/** `content` with `value` at `path`; an empty value removes the field, and an object that becomes empty. */
export function withField(content: RuleContent, path: readonly string[], value: unknown): RuleContent {
  const [key, ...rest] = path;
  if (key === undefined) return content;
  const next = rest.length === 0 ? value : withField(partOf(content[key]), rest, value);
  const isEmpty =
    next === undefined ||
    next === "" ||
    (Array.isArray(next) && next.length === 0) ||
    (rest.length > 0 && Object.keys(partOf(next)).length === 0);
  if (!isEmpty) return { ...content, [key]: next };
  return Object.fromEntries(Object.entries(content).filter(([name]) => name !== key));
}

/** The value at `path`. */
export function fieldOf(content: RuleContent, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => partOf(value)[key], content);
}

/** A number where the text is one, so that a mistake stays visible as text. */
export function numberOrText(text: string): number | string {
  const number = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

export const conditionKinds = ["above", "below", "change", "anomaly", "absent"] as const;
export type ConditionKind = (typeof conditionKinds)[number];

/** The kind of the condition; `undefined` for those that only the YAML has. */
export function conditionKind(content: RuleContent): ConditionKind | undefined {
  const when = partOf(content["when"]);
  return conditionKinds.find((kind) => kind in when);
}

/** `content` with a condition of another kind; a limit is kept. */
export function withCondition(content: RuleContent, kind: ConditionKind): RuleContent {
  const when = partOf(content["when"]);
  const limit = when["above"] ?? when["below"] ?? 0;
  const conditions: Readonly<Record<ConditionKind, unknown>> = {
    above: { above: limit },
    below: { below: limit },
    change: { change: { ago: "7d", below: -0.5 } },
    anomaly: { anomaly: {} },
    absent: { absent: true },
  };
  return { ...content, when: conditions[kind] };
}

/** The limit that a slider moves; `undefined` for conditions without one. */
export function limitOf(
  content: RuleContent,
): { readonly side: "above" | "below"; readonly value: number } | undefined {
  const when = partOf(content["when"]);
  for (const side of ["above", "below"] as const) {
    const value = when[side];
    if (typeof value === "number") return { side, value };
  }
  return undefined;
}

/** `content` with another limit; a value to recover at keeps its distance. */
export function withLimit(content: RuleContent, limit: number): RuleContent {
  const known = limitOf(content);
  if (known === undefined) return content;
  const when = partOf(content["when"]);
  const { recover } = when;
  const moved =
    typeof recover === "number" ? { recover: Number((recover + limit - known.value).toPrecision(6)) } : {};
  return { ...content, when: { ...when, [known.side]: limit, ...moved } };
}

/** `region, payment.provider` as a list. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

export const listText = (value: unknown): string =>
  Array.isArray(value) ? value.map(textOf).join(", ") : "";

/** A list is typed with commas: a suggestion adds its last part. */
export function suggestedAfter(typed: string, names: readonly string[]): readonly string[] {
  const before = typed.includes(",") ? `${typed.slice(0, typed.lastIndexOf(","))}, ` : "";
  const chosen = new Set(listOf(typed));
  return names.filter((name) => !chosen.has(name)).map((name) => before + name);
}
