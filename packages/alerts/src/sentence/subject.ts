// What the value of a rule is, for people: `Conversion room → paid of funnel booking`.
import { measureNoun, measureOf, measureOfSource } from "catalog/measures";
import { durationText } from "./times.ts";
import { currencyKey } from "../source/currency.ts";
import { kindOf, type Source, sourceNameOf } from "../source/sources.ts";

/** Anything with the fields of a file of rules. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** The value that a source gives, as the subject of a sentence; empty without a source, and of a query without a name. */
export function subjectOf(on: Fields): string {
  const value = valueOf(on);
  const only = onlyOf(on);
  return value === "" || only.length === 0 ? value : `${value} (${only.join(", ")})`;
}

function valueOf(on: Fields): string {
  if (Object.keys(on).length === 0 || ("sql" in on && textOf(on["name"]) === "")) return "";
  const key = measureOfSource(on);
  const measure = key === undefined ? textOf(on["measure"]) : measureNoun(key);
  if ("funnel" in on) return funnelSubject(on, measure);
  const name = sourceNameOf(on as unknown as Source);
  const words = (noun: string): string =>
    kindOf(on as unknown as Source).words((field) => textOf(on[field]), noun);
  if ("metric" in on) return metricSubject(on, words(measure));
  if (on["measure"] === "within")
    return `${capital(words("share"))} within ${durationText(textOf(on["limit"]))}`;
  if (name === "transaction" && on["measure"] === "count") return `${capital(words(measure))} transactions`;
  if (name === "red" && on["measure"] === "rate") return capital(words("request rate"));
  if (!plural.has(name)) return capital(words(measure));
  return `${key !== undefined && measureOf(key).unit === "per second" ? "Rate" : "Number"} of ${words(measure)}`;
}

/** @param usual the words of the source. */
function metricSubject(on: Fields, usual: string): string {
  const named = ofPoints[textOf(on["aggregation"]) || "last"];
  return named === undefined ? capital(usual) : `${named} of ${textOf(on["metric"])}`;
}

/** Aggregations whose names alone say too little. */
const ofPoints: Readonly<Record<string, string>> = {
  last: "Last value",
  max: "Maximum",
  min: "Minimum",
  count: "Number of values",
};

/** What a source is restricted to and its words do not say: `service shop`, `region eu`. */
function onlyOf(on: Fields): readonly string[] {
  const isNamed = sourceNameOf(on as unknown as Source) === "red" && textOf(on["operation"]) === "";
  const fields = ["service", "type", "severity", "state"].flatMap((field) => {
    const text = textOf(on[field]);
    return text === "" || (field === "service" && isNamed) ? [] : [`${field} ${text}`];
  });
  const longer = textOf(on["longerThan"]);
  const where = Object.entries(fieldsOf(on["where"])).map(
    ([name, value]) => `${name === currencyKey ? "currency" : name} ${String(value)}`,
  );
  return [...fields, ...(longer === "" ? [] : [`for over ${durationText(longer)}`]), ...where];
}

/** Their words name things, not a figure. */
const plural: ReadonlySet<string> = new Set(["errors", "log", "event", "finding", "workflow"]);

function funnelSubject(on: Fields, measure: string): string {
  const steps = [textOf(on["from"]), textOf(on["to"])].filter((one) => one !== "").join(" → ");
  const noun = on["measure"] === "entered" ? `number of ${measure}` : measure;
  return capital([noun, steps, `of funnel ${textOf(on["funnel"])}`].filter((one) => one !== "").join(" "));
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
