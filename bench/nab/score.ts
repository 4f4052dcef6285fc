// The published scoring of the Numenta Anomaly Benchmark (NAB): windows, scaled sigmoid, one threshold for the corpus. Lavin and Ahmad,
// "Evaluating Real-time Anomaly Detection Algorithms", 2015; details as in NAB's sweeper.

/** What a detection, a miss and a false positive count. */
export interface CostProfile {
  readonly tpWeight: number;
  readonly fnWeight: number;
  readonly fpWeight: number;
}

/** One file: the detector's score of each point, and the labelled windows as inclusive indices of points. */
export interface ScoredFile {
  readonly name: string;
  /** 0 to 1, one for each point. */
  readonly scores: readonly number[];
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** The best threshold of a corpus, and its result. */
export interface CorpusScore {
  /** 100 is the perfect detector, 0 the one that never detects anything. */
  readonly normalized: number;
  readonly threshold: number;
  /** Before it is normalized: from minus the number of windows (standard profile) to the number of windows. */
  readonly score: number;
  /** Windows with a detection. */
  readonly detected: number;
  readonly windows: number;
  /** Points outside of windows at or above the threshold. */
  readonly falsePositives: number;
}

interface Point {
  readonly score: number;
  readonly weight: number;
  /** Number of the window in the corpus; -1 outside. */
  readonly window: number;
}

/** 2 / (1 + e^5x) - 1, and -1 from three window widths behind a window. */
export function scaledSigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** Number of first points that do not count: 15 %, of at most 5,000 points. */
export function probationOf(points: number): number {
  return Math.min(Math.floor(0.15 * points), 0.15 * 5000);
}

/** What a detection at each point of a file counts, in the same order: positive in a window, negative outside. */
export function weightsOf(
  points: number,
  windows: ScoredFile["windows"],
  { tpWeight, fpWeight }: CostProfile,
): readonly number[] {
  const weights: number[] = [];
  let next = 0;
  for (let index = 0; index < points; index++) {
    while (next < windows.length && index > windows[next]![1]) next++;
    const current = windows[next];
    if (current !== undefined && index >= current[0]) {
      const width = current[1] - current[0] + 1;
      weights.push((scaledSigmoid(-(current[1] - index + 1) / width) * tpWeight) / scaledSigmoid(-1));
      continue;
    }
    const before = windows[next - 1];
    const past = before === undefined ? 3 : (index - before[1]) / (before[1] - before[0]);
    weights.push(scaledSigmoid(past) * fpWeight);
  }
  return weights;
}

/**
 * Scores a corpus at the threshold that is best for it, as NAB's optimizer does: of the points of a window at or above the threshold the one
 * with the highest weight counts, a window without one costs `fnWeight`, and each point outside costs its weight.
 */
export function scoreCorpus(files: readonly ScoredFile[], profile: CostProfile): CorpusScore {
  return bestOf(sweep(files, profile));
}

/** Scores a corpus at a given threshold. */
export function scoreCorpusAt(
  files: readonly ScoredFile[],
  profile: CostProfile,
  threshold: number,
): CorpusScore {
  const reached = sweep(files, profile).filter((one) => one.threshold >= threshold);
  return { ...reached.at(-1)!, threshold };
}

/** Several results as one, normalized like the score of a corpus. */
export function together(results: readonly CorpusScore[], profile: CostProfile): number {
  const score = results.reduce((sum, one) => sum + one.score, 0);
  const windows = results.reduce((sum, one) => sum + one.windows, 0);
  const none = -profile.fnWeight * windows;
  return (100 * (score - none)) / (profile.tpWeight * windows - none);
}

/** Each fold at the threshold that is best for all others, which did not see it. */
export function leftOut<Fold extends string | number>(
  files: readonly ScoredFile[],
  profile: CostProfile,
  foldOf: (file: ScoredFile, index: number) => Fold,
): ReadonlyMap<Fold, CorpusScore> {
  const results = new Map<Fold, CorpusScore>();
  for (const fold of new Set(files.map((file, index) => foldOf(file, index)))) {
    const { threshold } = scoreCorpus(
      files.filter((file, index) => foldOf(file, index) !== fold),
      profile,
    );
    const own = scoreCorpusAt(
      files.filter((file, index) => foldOf(file, index) === fold),
      profile,
      threshold,
    );
    results.set(fold, own);
  }
  return results;
}

/** The results at all thresholds, from none detected to all. */
function sweep(files: readonly ScoredFile[], profile: CostProfile): readonly CorpusScore[] {
  const { points, windows } = pointsOf(files, profile);
  points.sort((a, b) => b.score - a.score);
  const best = Array.from({ length: windows }, () => -profile.fnWeight);
  const none = -profile.fnWeight * windows;
  const perfect = profile.tpWeight * windows;
  let [total, detected, falsePositives, threshold] = [none, 0, 0, 1.1];
  const results: CorpusScore[] = [];
  const save = (): void => {
    const normalized = windows === 0 ? total : (100 * (total - none)) / (perfect - none);
    results.push({ normalized, threshold, score: total, detected, windows, falsePositives });
  };
  for (const { score, weight, window } of points) {
    if (score !== threshold) save();
    threshold = score;
    if (window < 0) {
      total += weight;
      falsePositives++;
    } else {
      if (best[window] === -profile.fnWeight) detected++;
      total += Math.max(0, weight - best[window]!);
      best[window] = Math.max(best[window]!, weight);
    }
  }
  save();
  return results;
}

function pointsOf(files: readonly ScoredFile[], profile: CostProfile): { points: Point[]; windows: number } {
  const points: Point[] = [];
  let windows = 0;
  for (const { scores, windows: ofFile } of files) {
    const weights = weightsOf(scores.length, ofFile, profile);
    const offset = windows;
    windows += ofFile.length;
    for (let index = Math.ceil(probationOf(scores.length)); index < scores.length; index++) {
      const inFile = ofFile.findIndex(([first, last]) => index >= first && index <= last);
      points.push({
        score: scores[index]!,
        weight: weights[index]!,
        window: inFile < 0 ? -1 : offset + inFile,
      });
    }
  }
  return { points, windows };
}

function bestOf(results: readonly CorpusScore[]): CorpusScore {
  return results.reduce((best, one) => (one.normalized > best.normalized ? one : best));
}
