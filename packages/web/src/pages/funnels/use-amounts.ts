// What the people of a funnel are worth, read beside its figures.
import { useMemo } from "react";

import type { RequestOf } from "../../data/client.ts";
import { useApi } from "../../data/use-api.ts";
import { type AmountsOf, toAmounts } from "./amounts.ts";

/** `undefined` until they are read. */
export function useAmounts(
  name: string,
  query: RequestOf<"/api/funnels/:name/money">["query"],
): AmountsOf | undefined {
  const { data } = useApi("/api/funnels/:name/money", { params: { name }, query }, { part: "amounts" });
  return useMemo(() => data && toAmounts(data), [data]);
}
