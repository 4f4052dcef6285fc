// GET /api/attributes: keys in use, or the most frequent values of one key, for completion in the filter bar.
import type { AttributesResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";

/** The environment has no effect: keys and values are stored by day only. */
export async function listAttributes(
  params: ParamsOf<"GET /api/attributes">,
  context: ApiContext,
): Promise<AttributesResult> {
  const query = {
    ...toRangeParams(readRange(params, context)),
    signal: params.signal,
    prefix: params.prefix ?? "",
    limit: params.limit,
  };
  if (params.key === undefined) {
    const keys = await run<{ key: string; count: string }>(context, "attribute-keys", query);
    return { keys: keys.map(({ key, count }) => ({ key, count: Number(count) })), values: [] };
  }
  // Fields of spans that filters name like attributes.
  const isSpanName = params.key === "name" && params.signal === "spans";
  const key = params.key === "service" ? "service.name" : params.key;
  const values = await run<{ value: string; count: string }>(
    context,
    isSpanName ? "span-names" : "attribute-values",
    isSpanName ? query : { ...query, key },
  );
  return { keys: [], values: values.map(({ value, count }) => ({ value, count: Number(count) })) };
}
