// Types of transactions that stopped, as far as their data is complete: those that stopped before the range have no figures in it.
import { useMemo } from "react";

import type { KnownEvidence } from "../data/use-transaction-evidence.ts";
import { unknownWords } from "../lib/completeness.ts";
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
  return useMemo(() => {
    // a type that has not stopped may be late, and whether it is may not be known yet
    const isComplete = lateIn !== undefined && lateIn() === undefined;
    return stops.filter(({ type }) => {
      const own = types?.find((one) => one.type === type);
      return own === undefined ? isComplete : unknownWords(own) === undefined;
    });
  }, [stops, types, lateIn]);
}

/** With the types that stopped before the range. */
export function withStopped(data: CompleteTransactions, stops: readonly Stop[]): CompleteTransactions {
  const there = new Set(data.types.map(({ type }) => type));
  const missing = stops.filter(({ type }) => !there.has(type));
  return {
    ...data,
    types: [
      ...data.types,
      ...missing.map(({ type }) => ({
        type,
        current: noTransactions,
        previous: noTransactions,
        buckets: [],
        services: [],
      })),
    ],
  };
}
