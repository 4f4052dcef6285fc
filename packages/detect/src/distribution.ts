// What the residuals of a series usually are, whatever their distribution: counts by size. From them come a normal score, by which averages of
// residuals are normal for any noise, and the improbability of a value beyond all others.
import { tuning } from "./tuning.ts";

/** Counts of residuals by bin, with a value that most of the series repeats kept apart: its residual moves with the prediction. */
export interface Distribution {
  /** Residuals from the slow and from the fast prediction. */
  slow: number[];
  fast: number[];
  total: number;
  /** The value that repeats, how often it was seen, and whether it still is the most frequent one (Boyer and Moore's vote). */
  atom: number;
  atoms: number;
  votes: number;
}

/** A residual in standard deviations, by both predictions. */
export interface Residuals {
  readonly slow: number;
  readonly fast: number;
}

const half = 36;
const bins = 2 * half + 1;
const width = 0.15;
/** No tail begins closer. */
const tailBegins = Math.sinh((tuning.tailFloor + 0.5) * width);
const largest = Math.sinh(half * width);
/** Logarithms of the sizes in the middles of the bins. */
const logSizes: readonly number[] = Array.from({ length: half + 1 }, (_, bin) =>
  Math.log(Math.sinh(bin * width)),
);

export function newDistribution(): Distribution {
  return { slow: zeros(), fast: zeros(), total: 0, atom: 0, atoms: 0, votes: 0 };
}

function zeros(): number[] {
  return Array.from({ length: bins }, () => 0);
}

function positionOf(residual: number): number {
  return Math.max(0, Math.min(bins - 1, Math.asinh(residual) / width + half));
}

/** The bins of residuals: all that is learned of them. */
export function binsOf({ slow, fast }: Residuals): Residuals {
  return { slow: Math.round(positionOf(slow)), fast: Math.round(positionOf(fast)) };
}

/**
 * Makes a value that hardly differs from the one that most of the series repeats that one, which follows slowly: 0.30001 instead of 0.3 says
 * nothing.
 */
export function repeated(d: Distribution, value: number): number {
  if (value === d.atom || !isNearAtom(d, value)) return value;
  d.atom += (value - d.atom) / tuning.levelMemory;
  return d.atom;
}

function isNearAtom({ atom, atoms, total }: Distribution, value: number): boolean {
  // a whole unit is a step, however large the value is: bytes, or a time in seconds
  return atoms > total && Math.abs(value - atom) < Math.min(1, tuning.leastStep * Math.abs(atom));
}

/** Learns `value` by the bins of its residuals; `ofAtom` are the bins of the repeated value now. */
export function learnValue(d: Distribution, value: number, at: Residuals, ofAtom: Residuals): void {
  if (value === d.atom || isNearAtom(d, value)) {
    d.atoms++;
    d.votes++;
  } else {
    add(d, at, 1);
    if (--d.votes < 0) {
      add(d, ofAtom, d.atoms);
      d.atom = value;
      d.atoms = 0;
      d.votes = 0;
    }
  }
  if (d.total + d.atoms >= tuning.distributionMemory) forget(d);
}

function add(d: Distribution, { slow, fast }: Residuals, count: number): void {
  d.slow[slow]! += count;
  d.fast[fast]! += count;
  d.total += count;
}

/** Halves what was seen; of a single count a half remains, so that rare values are remembered longest. */
function forget(d: Distribution): void {
  for (const counts of [d.slow, d.fast]) for (let index = 0; index < bins; index++) counts[index]! *= 0.5;
  d.total *= 0.5;
  d.atoms *= 0.5;
  d.votes = Math.round(d.votes * 0.5);
}

/** The residual's rank among all as a normal deviate: half of those that are equal count as smaller. */
export function normalScore(
  d: Distribution,
  which: "slow" | "fast",
  residual: number,
  ofAtom: number,
): number {
  const counts = d[which];
  const position = positionOf(residual);
  const bin = Math.round(position);
  let below = (position - bin + 0.5) * counts[bin]!;
  for (let index = 0; index < bin; index++) below += counts[index]!;
  if (ofAtom < residual) below += d.atoms;
  else if (ofAtom === residual) below += d.atoms / 2;
  const prior = tuning.normalPrior;
  const share = (below + prior * normalShare(residual)) / (d.total + d.atoms + prior);
  const least = 0.5 / (d.total + d.atoms + 1);
  return normalDeviate(Math.max(least, Math.min(1 - least, share)));
}

/** Share of values whose residual is at most `size` in both directions, on the side of more: `doubt` others are taken to be so as well. */
export function shareWithin(d: Distribution, size: number, ofAtom: number, doubt: number): number {
  const [low, high] = [positionOf(-size), positionOf(size)];
  const [first, last] = [Math.round(low), Math.round(high)];
  let within = Math.abs(ofAtom) <= size ? d.atoms : 0;
  if (first === last) within += (high - low) * d.fast[first]!;
  else {
    within += (first - low + 0.5) * d.fast[first]! + (high - last + 0.5) * d.fast[last]!;
    for (let index = first + 1; index < last; index++) within += d.fast[index]!;
  }
  return Math.min(1, (within + doubt) / (d.total + d.atoms + doubt));
}

/** The tail on one side: `share` of all is beyond `size`, and the mean logarithm of how far. */
interface OneTail {
  readonly size: number;
  readonly share: number;
  readonly reach: number;
  /** How much of it goes on as in a power law; the rest as in a Weibull distribution. */
  readonly pareto: number;
}

function tailOf(d: Distribution, side: 1 | -1, ofAtom: number): OneTail {
  const all = d.total + d.atoms;
  const enough = Math.max(tuning.tailHits, tuning.tailPart * all);
  const atomAt = Math.abs(half - Math.round(positionOf(ofAtom)));
  const atoms = Math.sign(ofAtom) === side ? d.atoms : 0;
  // what most values are is in no tail: one begins beyond it
  const floor = atoms > d.total ? Math.max(tuning.tailFloor, atomAt) : tuning.tailFloor;
  let [hits, at] = [0, half];
  let logs = 0;
  for (; at > floor && hits < enough; at--) {
    const count = d.fast[half + side * at]! + (at === atomAt ? atoms : 0);
    hits += count;
    logs += count * logSizes[at]!;
  }
  const size = Math.sinh((at + 0.5) * width);
  const share = Math.min(0.4, (hits + 1) / (all + 2));
  const from = -Math.log(share);
  // what normal values have
  const usual = (0.55 + 0.8 / from) * meanLog(from);
  const prior = d.atoms > d.total ? tuning.atomReach : usual;
  const known = hits + tuning.reachPrior;
  const reach = Math.max(
    usual,
    (Math.max(0, logs - hits * Math.log(size)) + tuning.reachPrior * prior) / known,
  );
  const heavy = Math.min(tuning.heaviest, reach / usual - 1);
  const doubt =
    (tuning.reachDoubt + tuning.heavyDoubt * heavy) / Math.sqrt(known) + tuning.fewDoubt / (all + 1) ** 2;
  return {
    size,
    share,
    reach: reach * (1 + doubt),
    pareto: tuning.minPareto + tuning.paretoPart * heavy,
  };
}

/** Mean of ln((x + e) / x) for exponential e: between two bounds of e^x E1(x). */
function meanLog(x: number): number {
  return 0.375 * Math.log1p(2 / x) + 0.25 * Math.log1p(1 / x);
}

/** Logarithm of how far beyond the tail's beginning a value with `digits` is. */
function reachAt({ share, reach, pareto }: OneTail, digits: number): number {
  const from = -Math.log(share);
  const to = Math.max(from, digits * Math.LN10);
  return reach * (((1 - pareto) * Math.log(to / from)) / meanLog(from) + pareto * (to - from));
}

/** Decimal digits of improbability of a residual this far out. */
export function tailDigits(d: Distribution, residual: number, ofAtom: number): number {
  if (Math.abs(residual) < tailBegins) return 0;
  const tail = tailOf(d, residual < 0 ? -1 : 1, ofAtom);
  const beyond = Math.log(Math.min(largest, Math.abs(residual)) / tail.size);
  const least = -Math.log10(tail.share);
  if (!(beyond > 0)) return least * Math.min(1, (residual / tail.size) ** 2);
  let [low, high] = [least, 40];
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (reachAt(tail, middle) < beyond) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The residual that has `digits`, on one side. */
export function tailValue(d: Distribution, side: 1 | -1, digits: number, ofAtom: number): number {
  const tail = tailOf(d, side, ofAtom);
  return side * tail.size * Math.exp(Math.min(500, reachAt(tail, digits)));
}

/** Standard normal distribution function, to about 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    Math.exp(-0.5 * z * z) *
    0.3989422804 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** The inverse of the normal distribution function (Abramowitz and Stegun 26.2.23), error below 0.0005. */
export function normalDigits(z: number): number {
  const density = 0.5 * z * z * Math.LOG10E;
  return density + Math.log10((z + Math.sqrt(z * z + 8 / Math.PI)) * Math.sqrt(Math.PI / 8));
}

function normalDeviate(share: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)));
  const z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share < 0.5 ? -z : z;
}

/** Digits of values as rare as all that differ from the value that most of the series repeats; 0 when there is no such value. */
export function rareDigits(d: Distribution): number {
  return d.atoms > d.total ? Math.log10((d.atoms + d.total + 1) / (d.total + 0.5)) : 0;
}
