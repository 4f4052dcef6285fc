// A condition in the words of a table's cell: `route /orders*, customer.tier is vip`.
import { formatDuration } from "../../lib/format-duration.ts";

type Data = Readonly<Record<string, unknown>>;

const fieldWords: Readonly<Record<string, string>> = {
  name: "name",
  route: "route",
  kind: "kind",
  parent: "parent",
  journey: "journey",
};
const testWords: Readonly<Record<string, string>> = {
  gt: ">",
  gte: "≥",
  lt: "<",
  lte: "≤",
  equals: "is exactly",
};

/** What `when` asks for; "every trace" when it asks for nothing. */
export function conditionWords(when: unknown): string {
  if (!isData(when)) return "every trace";
  const parts = Object.entries(when).flatMap(([field, wanted]) => fieldParts(field, wanted));
  return parts.length === 0 ? "every trace" : parts.join(", ");
}

function fieldParts(field: string, wanted: unknown): readonly string[] {
  const word = fieldWords[field];
  if (word !== undefined) return [`${word} ${listed(wanted)}`];
  switch (field) {
    case "attributes":
    case "resource":
    case "baggage":
      return Object.entries(isData(wanted) ? wanted : {}).map(
        ([key, value]) => `${field === "attributes" ? "" : `${field} `}${key} ${valueWords(value)}`,
      );
    case "error":
      return [wanted === true ? "a span failed" : "no span failed"];
    case "slowerThanMs":
      return [`slower than ${formatDuration(Number(wanted))}`];
    case "anySpanSlowerThanMs":
      return [`a span slower than ${formatDuration(Number(wanted))}`];
    case "minSpans":
      return [`${String(wanted)} spans or more`];
    case "logSeverity":
      return [`logged ${String(wanted)} or worse`];
    case "transaction":
      return [transactionWords(wanted)];
    case "any":
      return [`(${(wanted as readonly unknown[]).map(conditionWords).join(" or ")})`];
    case "all":
      return (wanted as readonly unknown[]).map(conditionWords);
    case "not":
      return [`not (${conditionWords(wanted)})`];
    default:
      return [`${field} ${JSON.stringify(wanted)}`];
  }
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
