// What the people of a funnel are worth, read beside its figures.
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";
import { type AmountsOf, toAmounts } from "./amounts.ts";
import type { StepsQuery } from "./use-steps-query.ts";

/** `undefined` until they are read, and without a query. */
export function useAmounts(name: string, query: StepsQuery | undefined): AmountsOf | undefined {
  const isAsked = query !== undefined;
  const { data } = useApi(
    "/api/funnels/:name/money",
    { params: { name }, query },
    { part: "amounts", enabled: isAsked },
  );
  return useMemo(() => (isAsked && data ? toAmounts(data) : undefined), [isAsked, data]);
}
