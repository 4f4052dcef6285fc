// The comparison of a selection with the rest, and of many spans or transactions first that of a few of them: comparing all slices of a
// long range takes seconds, the first few a moment.
import type { DiffersQuery, DiffersResult } from "contract";

import { type Answer, useApi } from "../../data/use-api.ts";
import { ownData } from "../../data/own-data.ts";

export interface Differences {
  readonly result: Answer<DiffersResult>;
  /** Findings among a few of them, until there is a `result`. */
  readonly early: DiffersResult | undefined;
}

const everyMs = 60_000;

export function useDifferences(query: DiffersQuery, enabled: boolean): Differences {
  const hasEarly = query.of !== "workflows" && query.of !== "funnels";
  const few = useApi(
    "/api/differs",
    { query: { ...query, sample: "few" } },
    { enabled: enabled && hasEarly, everyMs },
  );
  const first = hasEarly ? ownData(few) : undefined;
  // So few that all of them were compared.
  const isWhole = first?.sampled === null;
  const isNext = !hasEarly || few.isError || first !== undefined;
  const all = useApi("/api/differs", { query }, { enabled: enabled && isNext && !isWhole, everyMs });
  if (isWhole) return { result: few, early: undefined };
  const isFetching = all.isFetching || (!isNext && few.isFetching);
  return { result: { ...all, isFetching }, early: withFindings(first) };
}

/** That a few do not differ says nothing yet. */
function withFindings(first: DiffersResult | undefined): DiffersResult | undefined {
  return first?.verdict === "differs" ? first : undefined;
}
