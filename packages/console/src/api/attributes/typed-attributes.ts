// Attributes that applications declare in their catalogs, as typed values (docs/adr/066-typed-columns-are-expressions.md). The types are
// derived from the definitions when a request needs them; the store has nothing of them.
import { createHash } from "node:crypto";
import { isRemoved } from "../catalog/removed.ts";
import { type ApiContext, type ApiQueries, run } from "../context.ts";

/** The declared types whose values are typed; `any`, `template[…]` and unknown ones are not. */
const scalars = ["string", "int", "double", "boolean"] as const;
export type ScalarType = (typeof scalars)[number];
type TypedAttributeType = ScalarType | `${ScalarType}[]`;
const types: ReadonlySet<string> = new Set(scalars.flatMap((type) => [type, `${type}[]`]));

export interface TypedAttribute {
  readonly key: string;
  readonly type: TypedAttributeType;
  /** UCUM; empty when it has none. */
  readonly unit: string;
  /** The values of an enumeration as text; empty for other attributes. */
  readonly members: readonly string[];
  /** Its name as a column in SQL, such as `attr_order_total`. Empty for a key that cannot be part of a query. */
  readonly column: string;
}

/** By key. */
export type TypedAttributes = ReadonlyMap<string, TypedAttribute>;

interface DeclaredRow {
  readonly kind: string;
  readonly name: string;
  readonly catalogName: string;
  readonly catalogVersion: string;
  readonly type: string;
  readonly unit: string;
  readonly members: readonly string[];
  readonly seenMs: string;
}

/** A new declaration has its effect after this time. */
const keptMs = 10_000;
const kept = new WeakMap<ApiQueries, { readonly attributes: TypedAttributes; readonly atMs: number }>();

/** The declared attributes of the caller's tenant. Costs a small query every ten seconds. */
export async function readTypedAttributes(context: ApiContext): Promise<TypedAttributes> {
  const known = kept.get(context.queries);
  const nowMs = context.nowMs();
  if (known !== undefined && Math.abs(nowMs - known.atMs) < keptMs) return known.attributes;
  const attributes = toTypedAttributes(await run<DeclaredRow>(context, "declared-attributes", {}));
  kept.set(context.queries, { attributes, atMs: nowMs });
  return attributes;
}

function toTypedAttributes(rows: readonly DeclaredRow[]): TypedAttributes {
  const heads = new Map(rows.filter(({ kind }) => kind === "catalog").map((row) => [row.name, row]));
  const declared = rows.filter(
    (row) => row.kind !== "catalog" && types.has(row.type) && !isRemoved(row, heads),
  );
  const columns = columnsOf(declared.map(({ name }) => name));
  return new Map(
    declared.map(({ name, type, unit, members }) => [
      name,
      {
        key: name,
        type: type as TypedAttributeType,
        unit,
        members: members.flatMap(toMember),
        column: columns.get(name) ?? "",
      },
    ]),
  );
}

function toMember(text: string): readonly string[] {
  const member = JSON.parse(text) as unknown;
  const value = typeof member === "object" && member !== null && "value" in member ? member.value : undefined;
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

/** Keys are in queries between quotes, so they are of letters, digits and `. _ : / -` only, as those of `--typed-attribute`. */
const validKey = /^[\w.:/-]{1,128}$/;
const longestName = 60;

/**
 * Names of columns by key. `order.total` is `attr_order_total`; of keys that would have the same name, all but the first in the order of
 * keys get a suffix that depends on the key only.
 */
export function columnsOf(keys: readonly string[]): ReadonlyMap<string, string> {
  const columns = new Map<string, string>();
  const taken = new Set<string>();
  for (const key of keys.filter((one) => validKey.test(one)).toSorted(byCodePoint)) {
    const plain = `attr_${key.replaceAll(/\W/g, "_")}`;
    let column = plain;
    // A key may be chosen to have the name that another one gets.
    for (let digits = 8; column.length > longestName || taken.has(column); digits += 8)
      column = `${plain.slice(0, longestName - 1 - digits)}_${hashOf(key, digits)}`;
    taken.add(column);
    columns.set(key, column);
  }
  return columns;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function hashOf(key: string, digits: number): string {
  return createHash("sha256").update(key).digest("hex").slice(0, digits);
}

/** Whether its values are numbers. */
export function isNumeric({ type }: Pick<TypedAttribute, "type">): boolean {
  return type === "int" || type === "double";
}
