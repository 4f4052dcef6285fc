// What every integration of a database emits, for the reference pages and the contract tests.
import { databaseDuration } from "../../calls/database-span.ts";
import { type Emitted, type EmittedAttribute, emittedMetric } from "../library-integration.ts";

const common: readonly EmittedAttribute[] = [
  { name: "db.system.name" },
  { name: "db.namespace", when: "it is known" },
  { name: "db.operation.name", when: "the text begins with a known command" },
  { name: "server.address", when: "the database is reached over a network" },
  { name: "server.port", when: "the database is reached over a network" },
  { name: "db.response.status_code", when: "the database responded with an error" },
  { name: "error.type", when: "the call failed" },
];
const ofSql: readonly EmittedAttribute[] = [
  { name: "db.collection.name", when: "the text has exactly one" },
  { name: "db.query.summary", when: "the text begins with a known command" },
];

/** How a kind of database differs. */
export interface EmittedForm {
  readonly name: string;
  readonly description: string;
  readonly sql: boolean;
  /** Attributes beyond those of all, and those of all that it never has. */
  readonly more?: readonly EmittedAttribute[] | undefined;
  readonly without?: readonly string[] | undefined;
}

/** The span and the measurement of a call. */
export function emittedOf({ name, description, sql, more = [], without = [] }: EmittedForm): Emitted[] {
  const shared = [...common, ...(sql ? ofSql : [])].filter((one) => !without.includes(one.name));
  const ofSpan: readonly EmittedAttribute[] = [
    ...shared,
    { name: "db.query.text", when: "sanitized, at most 500 characters" },
    { name: "telltale.db.connection", when: "it is known" },
    { name: "telltale.db.class", when: "always, unless the command only waits" },
    ...more,
  ];
  return [
    {
      kind: "span",
      name,
      form: "client",
      description,
      attributes: ofSpan.filter((one) => !without.includes(one.name)),
    },
    emittedMetric(databaseDuration, shared),
  ];
}

/** What calls of SQL have besides. */
export const ofQueries: readonly EmittedAttribute[] = [
  { name: "db.response.returned_rows", when: "the driver reports it" },
  { name: "telltale.db.parameter_count", when: "the call has parameters" },
  { name: "db.query.parameter.{key}", when: "with `recordParameters: true`" },
];
