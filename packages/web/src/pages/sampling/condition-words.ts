// A condition as text: `route /orders*, customer.tier is vip`.
import { formatDuration } from "../../lib/format-duration.ts";

type Data = Readonly<Record<string, unknown>>;

const testWords: Readonly<Record<string, string>> = {
  gt: ">",
  gte: "≥",
  lt: "<",
  lte: "≤",
  equals: "is exactly",
};

/** The text of `when`; "every trace" when it is empty. */
export function conditionWords(when: unknown): string {
  if (!isData(when)) return "every trace";
  const parts = Object.entries(when).flatMap(([field, wanted]) => fieldParts(field, wanted));
  return parts.length === 0 ? "every trace" : parts.join(", ");
}

type ToParts = (wanted: unknown) => readonly string[];

/** The texts of each field of a condition. */
const fields: Readonly<Record<string, ToParts>> = {
  name: (wanted) => [`name ${listed(wanted)}`],
  route: (wanted) => [`route ${listed(wanted)}`],
  kind: (wanted) => [`kind ${listed(wanted)}`],
  parent: (wanted) => [`parent ${listed(wanted)}`],
  journey: (wanted) => [`journey ${listed(wanted)}`],
  attributes: (wanted) => attributeParts("", wanted),
  resource: (wanted) => attributeParts("resource ", wanted),
  baggage: (wanted) => attributeParts("baggage ", wanted),
  error: (wanted) => [wanted === true ? "a span failed" : "no span failed"],
  slowerThanMs: (wanted) => [`slower than ${formatDuration(Number(wanted))}`],
  anySpanSlowerThanMs: (wanted) => [`a span slower than ${formatDuration(Number(wanted))}`],
  minSpans: (wanted) => [`${String(wanted)} spans or more`],
  logSeverity: (wanted) => [`logged ${String(wanted)} or worse`],
  transaction: (wanted) => [transactionWords(wanted)],
  any: (wanted) => [`(${(wanted as readonly unknown[]).map(conditionWords).join(" or ")})`],
  all: (wanted) => (wanted as readonly unknown[]).map(conditionWords),
  not: (wanted) => [`not (${conditionWords(wanted)})`],
};

function fieldParts(field: string, wanted: unknown): readonly string[] {
  return Object.hasOwn(fields, field) ? fields[field]!(wanted) : [`${field} ${JSON.stringify(wanted)}`];
}

function attributeParts(prefix: string, wanted: unknown): readonly string[] {
  return Object.entries(isData(wanted) ? wanted : {}).map(
    ([key, value]) => `${prefix}${key} ${valueWords(value)}`,
  );
}

function transactionWords(wanted: unknown): string {
  const { type, outcome, minAmount, currency } = isData(wanted) ? wanted : {};
  return [
    "transaction",
    ...(type === undefined ? [] : [listed(type)]),
    ...(outcome === undefined ? [] : [listed(outcome)]),
    ...(minAmount === undefined ? [] : [`of ${String(minAmount)} or more`]),
    ...(currency === undefined ? [] : [listed(currency)]),
  ].join(" ");
}

function valueWords(value: unknown): string {
  if (!isData(value)) return `is ${listed(value)}`;
  return Object.entries(value)
    .map(([test, bound]) => {
      if (test === "exists") return bound === true ? "exists" : "does not exist";
      return `${testWords[test] ?? test} ${String(bound)}`;
    })
    .join(" and ");
}

const listed = (value: unknown): string => [value].flat().map(String).join(" or ");

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
