// The score of an application: which share of its places is seen, by weight.
import { type PointKind, weights } from "./libraries.ts";
import type { Surveyed } from "./instrumented.ts";

interface KindScore {
  readonly kind: PointKind;
  readonly covered: number;
  readonly all: number;
  readonly weight: number;
}

export interface Score {
  /** From 0 to 100; 100 for an application without places. */
  readonly score: number;
  readonly kinds: readonly KindScore[];
}

/** 100 × Σ weight of covered places ÷ Σ weight of all places. */
export function scoreOf(surveyed: readonly Surveyed[]): Score {
  const kinds = (Object.keys(weights) as PointKind[]).flatMap((kind): readonly KindScore[] => {
    const all = surveyed.filter(({ place }) => place.kind === kind);
    const covered = all.filter(({ by }) => by !== undefined);
    return all.length === 0
      ? []
      : [{ kind, covered: covered.length, all: all.length, weight: weights[kind] }];
  });
  const sum = (of: "covered" | "all"): number =>
    kinds.reduce((total, one) => total + one[of] * one.weight, 0);
  return { score: sum("all") === 0 ? 100 : Math.round((1000 * sum("covered")) / sum("all")) / 10, kinds };
}

/** What is dark: the busiest first, then by weight and place. */
export function darkOf(surveyed: readonly Surveyed[]): readonly Surveyed[] {
  return surveyed
    .filter(({ by }) => by === undefined)
    .toSorted((a, b) => b.perSecond - a.perSecond || weights[b.place.kind] - weights[a.place.kind]);
}
