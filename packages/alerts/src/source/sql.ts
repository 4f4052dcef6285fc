// Values of queries that people wrote.
import { alternative, type Infer, longText, optional, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { sourceKind } from "./kind.ts";
import { lastOf, valueSample } from "./measure.ts";

export const sql = sourceKind(
  alternative("SQL", ["sql"], "A read-only query.", {
    sql: required(
      longText("SELECT count() AS value FROM spans WHERE …"),
      "The query, which gets `{from:DateTime64(9)}` and `{to:DateTime64(9)}`. Its column `value` is the number; its other columns are the group.",
    ),
    name: optional(
      text("open orders"),
      "Name under which a replay looks for the query's values.",
      "the query",
    ),
  }),
  { words: (of) => of("name") || "a query" },
);

/** A value that a query returned. */
export interface SqlFact extends AnyFact {
  readonly sql: string;
  readonly value: number;
}

export const sqlFacts: SourceFacts<Infer<typeof sql>, SqlFact> = {
  kind: "sql",
  nameOf: ({ sql: query, name = query }) => name,
  measure: (_, facts) => valueSample(lastOf(facts)),
  table: {
    column: "sql",
    columns: ["value"],
    read: (row) => ({ sql: row.text("sql"), value: row.needed("value") }),
  },
};
