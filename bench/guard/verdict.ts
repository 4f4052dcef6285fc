// When the guard fails, as arithmetic: the values of both sides in, a verdict out.
//
// A figure (CPU time, memory) varies. Each pair of runs gives a ratio, now / base; the guard estimates the typical ratio of all pairs by
// their logarithms (Hodges-Lehmann) and the bound above which it is with 95 % confidence (Wilcoxon's signed ranks, one-sided). A figure is
// worse when that bound is above 1.10. Where the interval is so wide that a figure 10 % worse could not be told from an unchanged one, the
// verdict is unknown, not fine.
//
// A count (files, bytes) does not vary: it is worse when the median of its runs, one or a few, is more than 2 % above that of the base,
// and unknown when the runs of one side differ by more than that.
import { median } from "../figure.ts";
import { estimate, minValues } from "./signed-rank.ts";

/** How much worse a figure may be, as a ratio, before the guard fails. */
export const figureLimit = 1.1;

/** The same for a count. */
export const countLimit = 1.02;

/** Fewer pairs give a hint, but no verdict. */
export const minPairs = 30;

/** `new`: only this checkout has it. `gone`: only the base has it. */
type Verdict = "fine" | "better" | "worse" | "unknown" | "new" | "gone";

/** What was measured of one thing, run by run; the runs of a figure at the same place are a pair. */
export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly base: readonly number[];
  readonly now: readonly number[];
  /** Why values are missing. */
  readonly failure?: string | undefined;
}

/** One line of the report. */
export interface Judgement {
  readonly name: string;
  readonly unit: string;
  readonly kind: "figure" | "count";
  readonly verdict: Verdict;
  /** Medians of the sides, where something was measured. */
  readonly base?: number;
  readonly now?: number;
  /** The typical now / base, and the ends of its interval. Counts have no interval. */
  readonly ratio?: number;
  readonly interval?: readonly [number, number];
  /** The ratio that is accepted; 1 unless `accept` has said otherwise. */
  readonly accepted: number;
  /** Why the verdict is unknown. */
  readonly reason?: string;
}

/** Judges a figure by the ratios of its pairs; `accepted` is the ratio to the base that counts as unchanged. */
export function judgeFigure(measured: Measured, accepted = 1): Judgement {
  const line = { name: measured.name, unit: measured.unit, kind: "figure", accepted } as const;
  const { base, now, failure } = measured;
  if (failure !== undefined) return { ...line, verdict: "unknown", reason: failure };
  if (base.length === 0 || base.length !== now.length)
    return {
      ...line,
      verdict: "unknown",
      reason: `no data: ${base.length} runs of the base, ${now.length} of this checkout`,
    };
  const medians = { base: median(base), now: median(now) };
  const ratios = base.map((one, pair) => now[pair]! / one);
  if (![...base, ...now].every((value) => Number.isFinite(value) && value > 0))
    return { ...line, ...medians, verdict: "unknown", reason: "a run gave no value above 0" };
  if (ratios.length < minValues)
    return {
      ...line,
      ...medians,
      verdict: "unknown",
      reason: `${ratios.length} pairs: at least ${minValues} are needed`,
    };
  const { value, low, high } = estimate(ratios.map((ratio) => Math.log(ratio / accepted)));
  const [ratio, lowest, highest] = [value, low, high].map((log) => Math.exp(log) * accepted) as [
    number,
    number,
    number,
  ];
  const judged = { ...line, ...medians, ratio, interval: [lowest, highest] } as const;
  const limit = figureLimit * accepted;
  if (lowest > limit) return { ...judged, verdict: "worse" };
  if (highest > limit && highest / lowest > figureLimit ** 2)
    return {
      ...judged,
      verdict: "unknown",
      reason: "the runs vary too much to tell; run it on an idle machine",
    };
  return { ...judged, verdict: highest < accepted / figureLimit ? "better" : "fine" };
}

/** Judges a count by the medians of its runs. */
export function judgeCount(measured: Measured, accepted = 1): Judgement {
  const line = { name: measured.name, unit: measured.unit, kind: "count", accepted } as const;
  const { base, now, failure } = measured;
  if (failure !== undefined) return { ...line, verdict: "unknown", reason: failure };
  if (base.length === 0 && now.length === 0) return { ...line, verdict: "unknown", reason: "no data" };
  if (base.length === 0) return { ...line, verdict: "new", now: median(now) };
  if (now.length === 0) return { ...line, verdict: "gone", base: median(base) };
  const medians = { base: median(base), now: median(now) };
  if (![...base, ...now].every((value) => Number.isFinite(value) && value >= 0))
    return { ...line, ...medians, verdict: "unknown", reason: "a run gave no count" };
  const varies = [base, now].find((runs) => Math.max(...runs) > Math.min(...runs) * countLimit);
  if (varies !== undefined)
    return {
      ...line,
      ...medians,
      verdict: "unknown",
      reason: `the runs of one side differ: ${varies.join(", ")}`,
    };
  const ratio = medians.base === medians.now ? 1 : medians.now / medians.base;
  const limit = countLimit * accepted;
  const verdict = ratio > limit ? "worse" : ratio < accepted / countLimit ? "better" : "fine";
  return { ...line, ...medians, ratio, verdict };
}

/** Whether the guard fails for it. */
export function fails({ verdict }: Judgement): boolean {
  return verdict === "worse" || verdict === "unknown";
}
