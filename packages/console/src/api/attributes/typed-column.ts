// The value of a declared attribute as an expression over a table's own columns. Rows that lack the attribute, or have it in another type
// than it is declared with, are NULL; an integer also counts as a double, because JavaScript does not tell them apart.
import { literal, sql, type Sql } from "quoting/sql";
import type { ScalarType, TypedAttribute } from "./typed-attributes.ts";

/** Tables with attributes, by how they hold them: one map for each type, or one of texts. Lists are JSON in both. */
const tables: ReadonlyMap<string, "typed" | "text"> = new Map([
  ["spans", "typed"],
  ["logs", "typed"],
  ["business_events", "text"],
  ["resources", "text"],
  ["series", "text"],
]);

const sqlTypes: Readonly<Record<ScalarType, string>> = {
  string: "String",
  int: "Int64",
  double: "Float64",
  boolean: "Bool",
};

/** Whether rows of the table have attributes. */
export function hasAttributes(table: string): boolean {
  return tables.has(table);
}

/** The type of its column, such as `Nullable(Float64)` or `Array(String)`. */
export function sqlTypeOf({ type }: Pick<TypedAttribute, "type">): string {
  const { scalar, isList } = readType(type);
  return isList ? `Array(${sqlTypes[scalar]})` : `Nullable(${sqlTypes[scalar]})`;
}

/** The expression of its value in rows of `table`. */
export function expressionOf({ key, type }: TypedAttribute, table: string): Sql {
  const { scalar, isList } = readType(type);
  if (isList) return listExpression(literal(key), scalar);
  return tables.get(table) === "text"
    ? textExpressions[scalar](literal(key))
    : mapExpressions[scalar](literal(key));
}

function readType(type: TypedAttribute["type"]): { readonly scalar: ScalarType; readonly isList: boolean } {
  const isList = type.endsWith("[]");
  return { scalar: (isList ? type.slice(0, -2) : type) as ScalarType, isList };
}

const inMap = (map: Sql, key: Sql): Sql => sql`if(mapContains(${map}, ${key}), ${map}[${key}], NULL)`;

const mapExpressions: Readonly<Record<ScalarType, (key: Sql) => Sql>> = {
  string: (key) => inMap(sql`sattr`, key),
  int: (key) => inMap(sql`iattr`, key),
  double: (key) =>
    sql`multiIf(mapContains(nattr, ${key}), nattr[${key}], mapContains(iattr, ${key}), toFloat64(iattr[${key}]), NULL)`,
  boolean: (key) => inMap(sql`battr`, key),
};

const textExpressions: Readonly<Record<ScalarType, (key: Sql) => Sql>> = {
  string: (key) => inMap(sql`attributes`, key),
  int: (key) => sql`toInt64OrNull(attributes[${key}])`,
  double: (key) => sql`toFloat64OrNull(attributes[${key}])`,
  boolean: (key) =>
    sql`multiIf(attributes[${key}] = 'true', true, attributes[${key}] = 'false', false, NULL)`,
};

/** `attributes_json` has a list as `{"type": "array", "value": [{"type": "string", "value": "a"}]}`. */
function listExpression(key: Sql, scalar: ScalarType): Sql {
  return sql`arrayMap(one -> JSONExtract(one, 'value', ${literal(sqlTypes[scalar])}), JSONExtractArrayRaw(attributes_json, ${key}, 'value'))`;
}
