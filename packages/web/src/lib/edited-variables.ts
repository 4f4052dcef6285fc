// Variables of a dashboard while they are typed: lines of text, and what they say once they are whole. Pure.
import { type ChartSpec, type DashboardVariable, readCondition } from "contract";

/** A variable as its fields show it. */
export interface EditedVariable {
  readonly name: string;
  readonly label: string;
  readonly from: "attribute" | "values";
  /** The attribute's key, or values with commas between them; a value with a comma, a quote or a space at its end is in quotes. */
  readonly text: string;
  readonly usual: string;
}

export const emptyVariable: EditedVariable = { name: "", label: "", from: "attribute", text: "", usual: "" };

export function toEdited(variables: readonly DashboardVariable[]): EditedVariable[] {
  return variables.map(({ name, label = "", attribute, values = [], default: usual = "" }) => ({
    name,
    label,
    from: attribute === undefined ? "values" : "attribute",
    text: attribute ?? values.map(toText).join(", "),
    usual,
  }));
}

/** As they are saved; `undefined` without any. */
export function toVariables(edited: readonly EditedVariable[]): DashboardVariable[] | undefined {
  if (edited.length === 0) return undefined;
  return edited.map(({ name, label, from, text, usual }) => ({
    name,
    ...(label === "" ? {} : { label }),
    ...(from === "attribute" ? { attribute: text } : { values: valuesIn(text) }),
    ...(usual === "" ? {} : { default: usual }),
  }));
}

/** With the variables that conditions of `chart` use and the dashboard lacks: `payment.provider=$provider` gets one of the values of its key. */
export function withUsed(edited: readonly EditedVariable[], chart: ChartSpec): readonly EditedVariable[] {
  const all = [...edited];
  const parts: readonly object[] = [chart, ...chart.sources];
  for (const [key, value] of parts.flatMap((part) => equalitiesOf(part))) {
    const [, name] = /^\$([a-z]\w{0,39})$/i.exec(value) ?? [];
    if (name !== undefined && all.every((one) => one.name !== name))
      all.push({ ...emptyVariable, name, text: key });
  }
  return all;
}

interface Narrowed {
  readonly filter?: readonly string[] | undefined;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
}

/** Keys with the values that they must have, or must not have. */
function equalitiesOf({ filter = [], where = {} }: Narrowed): (readonly [key: string, value: string])[] {
  const conditions = filter.flatMap((text) => readCondition(text) ?? []);
  const equal = conditions.filter(({ operator }) => operator === "=" || operator === "!=");
  return [
    ...equal.map(({ key, value }) => [key, value] as const),
    ...Object.entries(where).map(([key, value]) => [key, String(value)] as const),
  ];
}

/** Those that can be saved. */
export function wholeOnes(edited: readonly EditedVariable[]): EditedVariable[] {
  return edited.filter((_, at) => mistakeIn(edited, at) === undefined);
}

/** What is missing in or wrong with one of them; `undefined` when it can be saved. */
export function mistakeIn(edited: readonly EditedVariable[], at: number): string | undefined {
  const { name, from, text } = edited[at] ?? emptyVariable;
  if (!/^[a-z]\w{0,39}$/i.test(name))
    return "The name needs a letter, and then up to 39 letters, digits or _.";
  if (edited.findIndex((one) => one.name === name) !== at) return `There are two variables ${name}.`;
  if (from === "attribute") {
    if (text.trim() === "") return "Name the attribute whose values it has.";
    return text.length > 200 ? "The key of an attribute has at most 200 characters." : undefined;
  }
  const values = valuesIn(text);
  if (values.length === 0) return "List its values, with commas between them.";
  if (values.length > 200 || values.some((value) => value.length > 500))
    return "It has at most 200 values of at most 500 characters.";
  return undefined;
}

function toText(value: string): string {
  return /[,"]/.test(value) || value.trim() !== value ? JSON.stringify(value) : value;
}

/** Values with commas between them. What only looks like a value in quotes is one as it is. */
function valuesIn(text: string): string[] {
  const parts = text.match(/\s*"(?:[^"\\]|\\.)*"\s*(?=,|$)|[^,]+/g) ?? [];
  return [...new Set(parts.map((part) => toValue(part.trim())))].filter((value) => value !== "");
}

function toValue(part: string): string {
  if (!/^".*"$/.test(part)) return part;
  try {
    return JSON.parse(part) as string;
  } catch {
    return part;
  }
}
