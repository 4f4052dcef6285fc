// The share of the business transactions that passes each node and each call of the service graph.
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";

/** The share of what a key stands for; `undefined` where it is not known. */
export type ShareOf = (key: string) => number | undefined;

export interface BusinessShares {
  /** By the id of a node. */
  readonly ofNode: ShareOf;
  /** By `edgeKeyOf`. */
  readonly ofEdge: ShareOf;
  /** Whether there are others, with fewer transactions: theirs are not known. */
  readonly truncated: boolean;
}

/** Without transactions a share is 0, but not where it may have been left out. */
function shareOf(shares: Iterable<readonly [string, number]>, truncated: boolean): ShareOf {
  const known = new Map(shares);
  return (key) => known.get(key) ?? (truncated ? undefined : 0);
}

/** The key of a call among others. */
export const edgeKeyOf = ({ caller, callee }: { readonly caller: string; readonly callee: string }): string =>
  JSON.stringify([caller, callee]);

/** `undefined` while they load, and where there are no transactions with traces. */
export function useBusiness(): BusinessShares | undefined {
  const { rangeQuery } = useScope();
  const { data } = useApi(
    "/api/services/business",
    { query: rangeQuery },
    { everyMs: 60_000, part: "transactions of the services" },
  );
  return useMemo(
    () =>
      data === undefined || data.transactions === 0
        ? undefined
        : {
            ofNode: shareOf(
              data.nodes.map(({ id, share }) => [id, share]),
              data.truncated,
            ),
            ofEdge: shareOf(
              data.edges.map((edge) => [edgeKeyOf(edge), edge.share]),
              data.truncated,
            ),
            truncated: data.truncated,
          },
    [data],
  );
}
