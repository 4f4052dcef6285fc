// How many spans a range has, from the roll-up: queries over spans decide by it how much of the range they read.
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";

export async function countSpans(
  range: Range,
  service: string | undefined,
  context: ApiContext,
): Promise<number> {
  const [row] = await run<{ spans: string }>(context, "span-count", { ...toRangeParams(range), service });
  return Number(row?.spans ?? 0);
}
