// The one grammar of filters, for the API and the pages: one condition a parameter of the API, several in a line of the filter bar.
// All conditions must hold. Every text is read in linear time: character by character, with patterns that only match at a position.
import { parseDurationNs } from "catalog/duration";
import { severityNames, spanKinds, spanStatuses } from "./enumerations.ts";
import { isPeopleOperator, type PeopleOperator, readPeopleCondition } from "./filter-people.ts";

/** `is`: the word alone, as `error`. */
export type FilterOperator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "exists"
  | "!exists"
  | "is"
  | "!is"
  | PeopleOperator;

export interface FilterCondition {
  readonly key: string;
  readonly operator: FilterOperator;
  /** Empty for `exists` and `is`. */
  readonly value: string;
}

/** Words that are conditions of their own. `error`: spans in error, log records of severity error and above. */
export const filterWords: readonly string[] = ["error"];

/** What filters name as if it were an attribute. `values`: all that it can be. */
export interface FilterField {
  readonly key: string;
  readonly about: string;
  readonly kind: "text" | "duration" | "choice" | "order";
  readonly values?: readonly string[];
}

const text = (key: string, about: string): FilterField => ({ key, about, kind: "text" });

/** Fields of spans and log records. Codes in the store are positions in `values`. */
export const filterFieldsByKey: ReadonlyMap<string, FilterField> = new Map(
  [
    text("service", "name of the service"),
    text("name", "name of the span"),
    { key: "duration", about: "of the span", kind: "duration" as const },
    { key: "status", about: "of the span", kind: "choice" as const, values: spanStatuses },
    {
      key: "kind",
      about: "of the span",
      kind: "choice" as const,
      values: spanKinds,
    },
    {
      key: "entry",
      about: "true for spans where a request enters a service",
      kind: "choice" as const,
      values: ["false", "true"],
    },
    { key: "severity", about: "of the log record", kind: "order" as const, values: severityNames },
    text("event.name", "of the log record"),
  ].map((field) => [field.key, field]),
);

const comparison = /^(.*?)(!=|>=|<=|=|>|<)(.*)$/s;

/** The condition in `source`, which holds exactly one; `undefined` for anything else. Blanks around key and value are not part of them. */
export function readCondition(source: string): FilterCondition | undefined {
  const ofPeople = readPeopleCondition(source.trim());
  if (ofPeople !== undefined) return isComplete(ofPeople) ? ofPeople : undefined;
  const [, before = "", operator, after = ""] = comparison.exec(source) ?? [];
  const key = before.trim();
  if (operator !== undefined && key !== "")
    return { key, operator: operator as FilterOperator, value: after.trim() };
  return operator === undefined ? readPresence(source.trim()) : undefined;
}

/** `person has` needs a condition on an attribute behind it, and `person did` a name. */
function isComplete({ operator, value }: FilterCondition): boolean {
  if (!operator.endsWith("has")) return value !== "" || !operator.endsWith("did");
  const own = readCondition(value);
  return own !== undefined && !/^!?is$|!=/.test(own.operator) && !isPeopleOperator(own.operator);
}

/** `order.id exists`, `!order.id exists`, `error` and `!error`. Read from both ends: a pattern with blanks of any number in three places is slow. */
function readPresence(source: string): FilterCondition | undefined {
  const isNegated = source.startsWith("!");
  const positive = isNegated ? source.slice(1).trimStart() : source;
  if (filterWords.includes(positive)) return { key: positive, operator: isNegated ? "!is" : "is", value: "" };
  if (!positive.endsWith("exists")) return undefined;
  const before = positive.slice(0, -"exists".length);
  const key = before.trimEnd();
  return key === before || key === ""
    ? undefined
    : { key, operator: isNegated ? "!exists" : "exists", value: "" };
}

/** The condition as one parameter of the API, which `readCondition` reads back. */
export function writeCondition({ key, operator, value }: FilterCondition): string {
  if (operator === "is") return key;
  if (operator === "!is") return `!${key}`;
  if (isPeopleOperator(operator)) return writePeopleCondition(key, operator, value);
  if (operator === "exists") return `${key} exists`;
  return operator === "!exists" ? `!${key} exists` : `${key}${operator}${value}`;
}

function writePeopleCondition(key: string, operator: PeopleOperator, value: string): string {
  const [sign, word] = operator.startsWith("!") ? ["!", operator.slice(1)] : ["", operator];
  return `${sign}${key} ${word}${value === "" && !word.endsWith("with") ? "" : ` ${value}`}`;
}

/** The condition in a line of several: keys and values with blanks are quoted. */
export function quoteCondition(condition: FilterCondition): string {
  const { operator } = condition;
  return writeCondition({
    ...condition,
    key: quoteKey(condition.key),
    value: hasValue(operator) ? quoteValue(condition) : "",
  });
}

function hasValue(operator: FilterOperator): boolean {
  return !/(?:exists|is|failed|abandoned|completed)$/.test(operator);
}

function quoteValue({ operator, value }: FilterCondition): string {
  const own = operator.endsWith("has") ? readCondition(value) : undefined;
  if (own !== undefined) return quoteCondition(own);
  return /^\S+$/.test(value) && !value.startsWith('"') ? value : quote(value);
}

/** A key in a line: quoted where it holds blanks or signs of the grammar. */
export function quoteKey(key: string): string {
  return /^(?!-)[^\s=!<>"]+$/.test(key) ? key : quote(key);
}

function quote(source: string): string {
  return `"${source.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** What is wrong with a condition on one of `fields`, or on an attribute, as a sentence; `undefined` when nothing is. */
export function mistakeOf(
  { key, operator, value }: FilterCondition,
  fields = filterFieldsByKey,
): string | undefined {
  if (operator.endsWith("exists")) return undefined;
  const compares = /^[<>]/.test(operator);
  const field = fields.get(key);
  if (field === undefined)
    return compares && !isNumber(value)
      ? `Enter a number after \`${key}${operator}\`, for example \`${key}${operator}100\`.`
      : undefined;
  const { kind, values = [] } = field;
  switch (kind) {
    case "text":
      return compares ? `Use \`=\` or \`!=\` after \`${key}\`.` : undefined;
    case "duration":
      return compares && parseDurationNs(value, "ms") !== undefined
        ? undefined
        : "Compare `duration` with a time, for example `duration>500ms` or `duration<=2s`.";
    default:
      return (kind === "order" || !compares) && values.includes(value.toLowerCase())
        ? undefined
        : `\`${key}\` is one of ${values.map((one) => `\`${one}\``).join(", ")}.`;
  }
}

/** Whether a comparison can be made with it. */
export function isNumber(value: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value);
}
