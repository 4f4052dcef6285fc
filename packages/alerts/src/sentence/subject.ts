// What the value of a rule is, for people: `Conversion room → paid of funnel booking`.
import { measureNoun, measureOf, measureOfSource } from "catalog/measures";
import { kindOf, type Source, sourceNameOf } from "../source/sources.ts";

/** Anything with the fields of a file of rules. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** The value that a source gives, as the subject of a sentence; empty without a source. */
export function subjectOf(on: Fields): string {
  if (Object.keys(on).length === 0) return "";
  const key = measureOfSource(on);
  const measure = key === undefined ? textOf(on["measure"]) : measureNoun(key);
  if ("funnel" in on) return funnelSubject(on, measure);
  const words = kindOf(on as unknown as Source).words((field) => textOf(on[field]), measure);
  if (plural.has(sourceNameOf(on as unknown as Source)))
    return `${key !== undefined && measureOf(key).unit === "per second" ? "Rate" : "Number"} of ${words}`;
  return capital(words);
}

/** Their words name things, not a figure. */
const plural: ReadonlySet<string> = new Set(["errors", "log", "event", "finding", "workflow"]);

function funnelSubject(on: Fields, measure: string): string {
  const steps = [textOf(on["from"]), textOf(on["to"])].filter((one) => one !== "").join(" → ");
  return capital([measure, steps, `of funnel ${textOf(on["funnel"])}`].filter((one) => one !== "").join(" "));
}

/** What its counts count. */
export function countedOf(on: Fields): string {
  return counted[sourceNameOf(on as unknown as Source)] ?? "";
}

const counted: Readonly<Record<string, string>> = {
  funnel: "people",
  transaction: "transactions",
  workflow: "instances",
  red: "requests",
};

/** Whether the value is of its window. A metric's last value and a query's are of a moment. */
export function hasWindow(on: Fields): boolean {
  if ("sql" in on) return false;
  return "metric" in on ? !["last", ""].includes(textOf(on["aggregation"])) : on["measure"] !== "stuck";
}

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
export const small = (text: string): string =>
  /^[A-Z](?:[a-z]|\d+ )/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
