// GET /api/attributes: keys in use, or the most frequent values of one key, for completion in the filter bar.
import type { AttributesResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { doctorService } from "../received/doctor-service.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";
import { readTypedAttributes, type TypedAttribute } from "./typed-attributes.ts";

/** The environment has no effect: keys and values are stored by day only. */
export async function listAttributes(
  params: ParamsOf<"GET /api/attributes">,
  context: ApiContext,
): Promise<AttributesResult> {
  const query = {
    ...toRangeParams(readRange(params, context)),
    signal: params.signal,
    prefix: params.prefix ?? "",
    limit: params.limit + 1,
  };
  if (params.key === undefined) {
    const [keys, typed] = await Promise.all([
      run<{ key: string; count: string }>(context, "attribute-keys", query),
      readTypedAttributes(context),
    ]);
    const { items, truncated } = limitList(keys, { rows: params.limit });
    return {
      keys: items.map(({ key, count }) => {
        const { type = "", unit = "" } = typed.get(key) ?? {};
        return { key, count: Number(count), type, unit };
      }),
      values: [],
      truncated: truncated > 0,
    };
  }
  // Fields of spans that filters name like attributes.
  const isSpanName = params.key === "name" && params.signal === "spans";
  const key = params.key === "service" ? "service.name" : params.key;
  const rows = await run<{ value: string; count: string }>(
    context,
    isSpanName ? "span-names" : "attribute-values",
    isSpanName ? query : { ...query, key, doctor: doctorService },
  );
  const values = rows.map(({ value, count }) => ({ value, count: Number(count) }));
  const declared = isSpanName ? [] : declaredValues((await readTypedAttributes(context)).get(key));
  const { items, truncated } = limitList(withDeclared(values, declared, query.prefix), {
    rows: params.limit,
  });
  return { keys: [], values: items, truncated: truncated > 0 };
}

/** Values that the attribute may have, as declared; empty when it may have any. */
function declaredValues(attribute: TypedAttribute | undefined): readonly string[] {
  return attribute?.type === "boolean" ? ["true", "false"] : (attribute?.members ?? []);
}

/** Declared values that did not arrive come last. */
function withDeclared(
  values: AttributesResult["values"],
  declared: readonly string[],
  prefix: string,
): AttributesResult["values"] {
  const seen = new Set(values.map(({ value }) => value));
  const others = declared.filter(
    (value) => !seen.has(value) && value.toLowerCase().startsWith(prefix.toLowerCase()),
  );
  return [...values, ...others.map((value) => ({ value, count: 0 }))];
}
