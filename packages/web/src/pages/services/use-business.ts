// The share of the business transactions that passes each node and each call of the service graph.
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";

export interface BusinessShares {
  readonly nodes: ReadonlyMap<string, number>;
  /** By `edgeKeyOf`. */
  readonly edges: ReadonlyMap<string, number>;
  /** Whether there are others, with fewer transactions. */
  readonly truncated: boolean;
}

/** The key of a call among others. */
export const edgeKeyOf = ({ caller, callee }: { readonly caller: string; readonly callee: string }): string =>
  JSON.stringify([caller, callee]);

/** `undefined` while they load, and where there are no transactions with traces. */
export function useBusiness(): BusinessShares | undefined {
  const { rangeQuery } = useScope();
  const { data } = useApi("/api/services/business", { query: rangeQuery }, { everyMs: 60_000 });
  return useMemo(
    () =>
      data === undefined || data.transactions === 0
        ? undefined
        : {
            nodes: new Map(data.nodes.map(({ id, share }) => [id, share])),
            edges: new Map(data.edges.map((edge) => [edgeKeyOf(edge), edge.share])),
            truncated: data.truncated,
          },
    [data],
  );
}
