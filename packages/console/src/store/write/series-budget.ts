// The series and names of metrics of one tenant that lists keep apart. Hashes of series are in typed arrays, those of today and of
// yesterday: the garbage collector would walk a map of a hundred thousand of them again and again.
import type { NameLimits } from "../../tables/name-limits.ts";
import type { SeriesRow } from "../rows.ts";
import type { FoldedCounts } from "./folded-names.ts";
import { createIdSet, hashId } from "./id-set.ts";
import { forgetOld, isAdmitted, type KnownNames, learn } from "./known-names.ts";

/** The bits of the column `folded` of `series`. */
export const foldedSeries = 1;
export const foldedMetric = 2;

export interface SeriesBudget {
  /** The value of `folded`. What is over the budget is counted as one point. */
  ofSeries(row: Pick<SeriesRow, "name" | "hash">, day: number): number;
  /** It is stored, so it is known, also over the budget. */
  knowMetric(name: string, day: number): void;
  knowSeries(hash: bigint, day: number): void;
  beginDay(day: number): void;
}

/** 32-bit words of a hash. */
const width = 2;

export function createSeriesBudget(limits: NameLimits, folded: FoldedCounts, today: number): SeriesBudget {
  const metrics: KnownNames = new Map();
  const long = new BigUint64Array(1);
  const key = new Uint32Array(long.buffer, 0, width);
  let lastDay = today;
  let newer = createIdSet(width);
  let older = createIdSet(width);
  /** Different ones in both sets. */
  let known = 0;

  return {
    ofSeries({ name, hash }, day) {
      if (
        metrics.get(name) !== day &&
        !isAdmitted(metrics, name, day, { known: metrics.size, budget: limits.metrics })
      ) {
        folded.note("metrics", name);
        return foldedMetric;
      }
      long[0] = hash;
      const place = hashId(key, width);
      if (newer.has(key, place)) return 0;
      if (!older.has(key, place)) {
        if (known >= limits.series) {
          folded.note("series", place);
          return foldedSeries;
        }
        known += 1;
      }
      newer.add(key, place);
      return 0;
    },
    knowMetric: (name, day) => learn(metrics, name, day),
    knowSeries(hash, day) {
      long[0] = hash;
      const place = hashId(key, width);
      if (newer.has(key, place) || older.has(key, place)) return;
      (day >= lastDay ? newer : older).add(key, place);
      known += 1;
    },
    beginDay(day) {
      [newer, older] = [older, newer];
      newer.clear();
      if (day !== lastDay + 1) older.clear();
      known = older.size;
      lastDay = day;
      forgetOld(metrics, day);
    },
  };
}
