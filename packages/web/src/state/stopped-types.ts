// Types of transactions that stopped, as far as their data is complete: those that stopped before the range have no figures in it.
import { useMemo } from "react";

import type { KnownEvidence } from "../data/use-transaction-evidence.ts";
import { lateOfType, unknownWords } from "../lib/completeness.ts";
import { noTransactions } from "../lib/no-transactions.ts";
import type { Stop } from "../lib/transaction-stop.ts";
import type { CompleteTransactions } from "./complete-results.ts";
import { useLateIn } from "./completeness.ts";

/** The one of which most are missing first. */
export function useStops(
  { stops }: Pick<KnownEvidence, "stops">,
  types: CompleteTransactions["types"] | undefined,
): readonly Stop[] {
  const lateIn = useLateIn(["business"]);
  return useMemo(
    () =>
      stops.filter((stop) => {
        const own = types?.find(({ type }) => type === stop.type);
        if (own !== undefined) return unknownWords(own) === undefined;
        return lateIn !== undefined && lateOfType(stop, lateIn) === undefined;
      }),
    [stops, types, lateIn],
  );
}

/** With the types that stopped before the range. */
export function withStopped(data: CompleteTransactions, stops: readonly Stop[]): CompleteTransactions {
  const there = new Set(data.types.map(({ type }) => type));
  const missing = stops.filter(({ type }) => !there.has(type));
  return {
    ...data,
    types: [
      ...data.types,
      ...missing.map(({ type, services }) => ({
        type,
        current: noTransactions,
        previous: noTransactions,
        buckets: [],
        services,
      })),
    ],
  };
}
