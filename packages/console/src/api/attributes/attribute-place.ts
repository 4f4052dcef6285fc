// Where the values of an attribute are: in a column of their own, in one of the typed maps, or with the resource.
import { filterFieldsByKey } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { chooseSlices, toSliceParams } from "../time/time-slices.ts";
import { readTypedAttributes } from "./typed-attributes.ts";

/** Attributes and fields that every span has as a column. */
const columns: ReadonlyMap<string, string> = new Map([
  ["service.name", "service"],
  ["service.version", "service_version"],
  ["deployment.environment.name", "environment"],
  ["name", "name"],
  ["http.route", "http_route"],
  ["http.request.method", "http_method"],
  ["db.system.name", "db_system"],
]);

/** Fields of spans whose column has the number of a word, as filters have them. */
const wordColumns: ReadonlySet<string> = new Set(["status", "kind", "entry"]);

/** The parameters of `span-groups` that read the values of `key`. */
export async function placeOf(key: string, range: Range, context: ApiContext): Promise<QueryParams> {
  if (wordColumns.has(key)) return { wordColumn: key, words: filterFieldsByKey.get(key)!.values };
  const column = columns.get(key) ?? (await typedColumnOf(key, context));
  if (column !== undefined) return { column };
  const [row] = await run<Record<"strings" | "ints" | "doubles" | "bools" | "resources", string>>(
    context,
    "attribute-place",
    {
      key,
      ...toRangeParams(range),
      ...toSliceParams(chooseSlices(range, 6, 2)),
    },
  );
  if (Number(row?.resources) > 0) return { resourceKey: key };
  const filled = (["string", "int", "double", "bool"] as const).filter(
    (kind) => Number(row?.[`${kind}s`]) > 0,
  );
  // A number with and without a fraction is of two types, of which a few seconds may have one only.
  const isNumber = filled.length > 0 && filled.every((kind) => kind === "int" || kind === "double");
  if (isNumber && (await readTypedAttributes(context)).get(key)?.type === "double") return { numberKey: key };
  // No values, or values of several types: all types are read.
  return { [`${filled.length === 1 ? filled[0]! : "any"}Key`]: key };
}

/** Attributes with a column of their own. */
async function typedColumnOf(key: string, context: ApiContext): Promise<string | undefined> {
  const rows = await run<{ name: string }>(context, "typed-columns", { key });
  return rows[0]?.name;
}
