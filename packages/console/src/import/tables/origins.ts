// Where rows come from: the columns of resource and scope, read once for all rows in which they say the same.
import type { AnyValue, Attributes, Scope } from "otlp";
import { text } from "./cells.ts";
import type { Columns } from "./columns.ts";
import type { TableRow } from "./table.ts";
import { stringMap, toMap, typedMap } from "./typed-values.ts";

interface TableResource {
  readonly attributes: Attributes;
  readonly schemaUrl: string;
}

/** The same objects for rows that say the same. */
export interface Origin {
  readonly resource: TableResource;
  readonly scope: Scope;
}

/** Remembered at a time; a table that has another resource in each row must not fill the memory. */
const maxRemembered = 5_000;

/** Columns that follow from the attributes of the resource; they replace those attributes in a table without them. */
const shortcuts = [
  ["service", "service.name"],
  ["environment", "deployment.environment.name"],
  ["service_version", "service.version"],
] as const;

export function createOrigins(columns: Columns): (row: TableRow) => Origin {
  const resourceOf = createResources(columns);
  const scopeOf = createScopes(columns);
  return (row) => ({ resource: resourceOf(row), scope: scopeOf(row) });
}

function createResources(columns: Columns): (row: TableRow) => TableResource {
  const short = shortcuts.map(([name, key]) => [key, columns.optional(name, text, "")] as const);
  const strings = columns.optional("resource_attributes", withKey(stringMap), none);
  const others = columns.optional("resource_other_attributes", withKey(typedMap), none);
  const schemaUrl = columns.optional("resource_schema_url", text, "");
  const isWhole = columns.has("resource_attributes");
  const remembered = remember<TableResource>();
  return (row) => {
    const [own, other, url] = [strings(row), others(row), schemaUrl(row)];
    const known = isWhole ? [] : short.map(([key, read]) => [key, read(row)] as const);
    return remembered(keyOf([own.key, other.key, url, known]), () => ({
      attributes: toMap(
        known.filter(([, value]) => value !== ""),
        own.entries,
        other.entries,
      ),
      schemaUrl: url,
    }));
  };
}

function createScopes(columns: Columns): (row: TableRow) => Scope {
  const name = columns.optional("scope_name", text, "");
  const version = columns.optional("scope_version", text, "");
  const attributes = columns.optional("scope_attributes", withKey(typedMap), none);
  const remembered = remember<Scope>();
  return (row) => {
    const [own, of, more] = [name(row), version(row), attributes(row)];
    return remembered(keyOf([own, of, more.key]), () => ({
      name: own,
      version: of,
      attributes: toMap(more.entries),
      droppedAttributesCount: 0,
    }));
  };
}

type Entries = readonly (readonly [string, AnyValue])[];

interface Keyed {
  /** Tells the cell from others. */
  readonly key: unknown;
  readonly entries: Entries;
}

const none: Keyed = { key: "", entries: [] };

/** Text is read once for all cells that are the same. */
function withKey(read: (cell: unknown) => Entries): (cell: unknown) => Keyed {
  const remembered = remember<Entries>();
  return (cell) => {
    if (typeof cell === "string") return { key: cell, entries: remembered(cell, () => read(cell)) };
    const entries = read(cell);
    return { key: entries, entries };
  };
}

function keyOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

function remember<T>(): (key: string, make: () => T) => T {
  const values = new Map<string, T>();
  return (key, make) => {
    let value = values.get(key);
    if (value === undefined) {
      value = make();
      if (values.size >= maxRemembered) values.clear();
      values.set(key, value);
    }
    return value;
  };
}
