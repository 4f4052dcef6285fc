// How improbable a statistic is, learned from the statistic's own past: a quantile that adapts, and above it an exponential tail with the
// mean excess that was seen (peaks over threshold). Heavy tails and autocorrelation of a series raise its quantile and excess, and so its
// thresholds: this is how the false-alarm budget tunes itself. After Siffer et al., "Anomaly Detection in Streams with Extreme Value
// Theory", KDD 2017.

import { tuning } from "./tuning.ts";

export interface Tail {
  /** Values seen. */
  n: number;
  /** The value that a share `tailShare` of the values exceeds. */
  quantile: number;
  /** Mean of what exceeds the quantile, above it. */
  excess: number;
  /** Mean of its square. */
  square: number;
  /** Excesses seen. */
  hits: number;
}

const tailShare = 0.04;
/** Of a normal distribution's absolute value: the quantile, and a mean excess on the safe side. */
const normal = { quantile: 2.054, excess: 0.36 };
const shareDigits = -Math.log10(tailShare);

export function newTail(quantile: number = normal.quantile, excess: number = normal.excess): Tail {
  return { n: 0, quantile, excess, square: 2 * excess * excess, hits: 0 };
}

/** Decimal digits of improbability: 3 means that a value this large is seen once in a thousand. */
export function surpriseOf(tail: Tail, value: number): number {
  const { quantile, excess } = tail;
  if (value <= quantile) return shareDigits * (value / quantile) ** 2;
  const shape = shapeOf(tail);
  const beyond = (value - quantile) / excess;
  if (shape < 0.01) return shareDigits + Math.LOG10E * beyond;
  return shareDigits + Math.log10(1 + (shape * beyond) / (1 - shape)) / shape;
}

/** 0 for an exponential tail, up to 0.5 for heavy ones, by the moments of the excesses. */
function shapeOf({ excess, square, hits }: Tail): number {
  const ratio = (excess * excess) / (square - excess * excess);
  return Math.max(0, Math.min(0.45, (1 - ratio) / 2)) * (hits / (hits + tuning.shapePrior));
}

/** Learns `value`. One value counts for at most `limit` times the mean excess, so that anomalies do not hide the next ones. */
export function learn(tail: Tail, value: number, limit: number = tuning.tailLimit): void {
  tail.n++;
  const rate = 1 / Math.min(tail.n + 60, 2000);
  const scale = Math.max(tail.quantile, 4 * tail.excess);
  if (value > tail.quantile) {
    tail.hits++;
    const excess = Math.min(value - tail.quantile, limit * tail.excess);
    const count = Math.min(tail.hits + tuning.tailPrior, tuning.tailMemory);
    tail.excess = Math.max(tuning.minExcess, tail.excess + (excess - tail.excess) / count);
    tail.square += (excess * excess - tail.square) / count;
    tail.quantile += rate * scale * (1 - tailShare) * tuning.tailRate;
  } else tail.quantile -= rate * scale * tailShare * tuning.tailRate;
}
