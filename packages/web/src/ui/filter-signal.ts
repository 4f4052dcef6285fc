// The pages whose data the filter bar narrows, as they declare it (`filters`). Other pages keep the conditions for the next page.
import { useMatches } from "@tanstack/react-router";

import type { FilterSignal } from "../state/filter-signal.ts";

/** The signal whose attributes the bar completes; `undefined` on a page to which the conditions do not apply. */
export function useFilterSignal(): FilterSignal | undefined {
  return useMatches({ select: (matches) => matches.at(-1)?.staticData.filters });
}
