// GET /api/attributes: keys that are in use, or the commonest values of one, for completion in the filter bar.
import type { AttributesResult } from "contract";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { defaultLimit, oneOf, rangeFields, readParams, readRange, text, whole } from "./params.ts";
import { toRangeParams } from "./range.ts";

const fields = {
  ...rangeFields,
  signal: oneOf("spans", "logs"),
  key: text,
  prefix: text,
  limit: whole(1, 500),
} as const;

/** The environment does not narrow it: keys and values are kept by day only. */
export async function listAttributes(raw: RawParams, context: ApiContext): Promise<AttributesResult> {
  const params = readParams(fields, raw);
  const query = {
    ...toRangeParams(readRange(params, context)),
    signal: params.signal ?? "spans",
    prefix: params.prefix ?? "",
    limit: params.limit ?? defaultLimit,
  };
  if (params.key === undefined) {
    const keys = await run<{ key: string; count: string }>(context, "attribute-keys", query);
    return { keys: keys.map(({ key, count }) => ({ key, count: Number(count) })), values: [] };
  }
  const values = await run<{ value: string; count: string }>(context, "attribute-values", {
    ...query,
    key: params.key,
  });
  return { keys: [], values: values.map(({ value, count }) => ({ value, count: Number(count) })) };
}
