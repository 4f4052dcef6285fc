// Attributes as in the contract, from the columns of the store.
import type { Attributes, TypedValue } from "contract";

/** A row's typed maps (integers and doubles as text, so that none is rounded) and the JSON of all other kinds. */
export interface AttributeColumns {
  readonly sattr: Readonly<Record<string, string>>;
  readonly iattr: Readonly<Record<string, string>>;
  readonly nattr: Readonly<Record<string, string>>;
  readonly battr: Readonly<Record<string, boolean>>;
  readonly attributesJson: string;
}

/** All attributes with their types, in the order of their keys. */
export function toAttributes(row: AttributeColumns): Attributes {
  return sorted([
    ...Object.entries(row.sattr).map(([key, value]): Entry => [key, { type: "string", value }]),
    ...Object.entries(row.iattr).map(([key, value]): Entry => [key, { type: "int", value }]),
    ...Object.entries(row.nattr).map(([key, value]): Entry => [
      key,
      { type: "double", value: toDouble(value) },
    ]),
    ...Object.entries(row.battr).map(([key, value]): Entry => [key, { type: "bool", value }]),
    ...fromJson(row.attributesJson),
  ]);
}

/** Attributes kept as searchable text with the typed JSON beside it; the JSON decides where both have a key. */
export function toTextAttributes(text: Readonly<Record<string, string>>, json: string): Attributes {
  const typed = new Map<string, TypedValue>(
    Object.entries(text).map(([key, value]): Entry => [key, { type: "string", value }]),
  );
  for (const [key, value] of fromJson(json)) typed.set(key, value);
  return sorted([...typed]);
}

/** Attributes that are JSON only, as of events and links. */
export function toJsonAttributes(json: string): Attributes {
  return sorted(fromJson(json));
}

/** One typed value as JSON; `undefined` when the text is empty. */
export function toTypedValue(json: string): TypedValue | undefined {
  return json === "" ? undefined : (JSON.parse(json) as TypedValue);
}

type Entry = [key: string, value: TypedValue];

function fromJson(json: string): Entry[] {
  return json === "" ? [] : Object.entries(JSON.parse(json) as Record<string, TypedValue>);
}

/** `fromEntries` makes own properties of any key, `__proto__` included. */
function sorted(entries: Entry[]): Attributes {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** ClickHouse spells doubles as `nan`, `inf`, `-inf` and otherwise as JavaScript reads them. */
function toDouble(text: string): number | "NaN" | "Infinity" | "-Infinity" {
  if (text === "nan" || text === "-nan") return "NaN";
  if (text === "inf") return "Infinity";
  if (text === "-inf") return "-Infinity";
  return Number(text);
}
