// What judges types of transactions beside their figures: promises, the same hours of earlier days, and whether they stopped.
import type { RangeQuery, TransactionEvidence } from "contract";
import { useMemo } from "react";

import { findStop, type Stop } from "../lib/transaction-stop.ts";
import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";
import { ownData } from "./own-data.ts";

/** It reads several days, of which only the last minute changes. */
const everyMs = 60_000;

/** Alerts and objectives are of now: they say nothing about a range that ended longer ago. */
const nowWithinMs = 5 * 60_000;

/** What is known of a type, or that it was left out of very many. */
type KnownType =
  | {
      /** Absent where figures are of some transactions. */
      readonly evidence?: TransactionEvidence;
      readonly stop: Stop | undefined;
      readonly unknown?: undefined;
    }
  | { readonly evidence?: undefined; readonly stop?: undefined; readonly unknown: string };

export interface KnownEvidence {
  of(type: string): KnownType | undefined;
  /** How many types were not looked at. */
  readonly truncated: number;
  /** The one of which most are missing first. */
  readonly stops: readonly Stop[];
  /** Whether it has been read. */
  readonly isThere: boolean;
}

export function useTransactionEvidence(query: RangeQuery): KnownEvidence {
  const enabled = useIsFirstDataThere();
  const answer = useApi(
    "/api/transaction-evidence",
    { query },
    { everyMs, enabled, part: "rules and earlier days of transactions" },
  );
  const data = ownData(answer);
  const readAt = answer.dataUpdatedAt;
  return useMemo(() => {
    const isNow = data !== undefined && readAt - Date.parse(data.to) < nowWithinMs;
    const known = new Map<string, KnownType & { readonly evidence: TransactionEvidence }>(
      (data?.types ?? []).map((evidence) => [
        evidence.type,
        { evidence: isNow ? evidence : withoutStates(evidence), stop: findStop(evidence, data!) },
      ]),
    );
    const truncated = data?.truncated ?? 0;
    const stops = [...known.values()].flatMap(({ stop }) => (stop === undefined ? [] : [stop]));
    return {
      of: (type) => known.get(type) ?? (truncated > 0 ? leftOut : undefined),
      truncated,
      stops: stops.toSorted((a, b) => b.missing - a.missing),
      isThere: data !== undefined,
    };
  }, [data, readAt]);
}

/** Promises and earlier days are of all transactions: where figures are of some, all that is known of a type is whether it stopped. */
export function onlyStops(known: KnownEvidence): KnownEvidence {
  return {
    ...known,
    of: (type) => {
      const stop = known.of(type)?.stop;
      return stop === undefined ? undefined : { stop };
    },
  };
}

const leftOut = { unknown: "unknown" } as const;

function withoutStates(evidence: TransactionEvidence): TransactionEvidence {
  return {
    ...evidence,
    promises: evidence.promises.map((one) => ({
      ...one,
      state: "ok" as const,
      evaluated: "",
      unknown: null,
    })),
  };
}
