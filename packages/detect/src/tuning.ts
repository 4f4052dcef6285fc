// The constants of the detector, in one place. None belongs to a kind of series: all series use the same ones.

export const tuning = {
  /** Points before the first finding: an hour of values every five minutes. */
  warmUpPoints: 12,
  /** Points in which the memory of a surprise halves, and the part of it that is not news any more. */
  envelopeHalfLife: 500,
  remembered: 0.75,
  /** What a single point counts among the features, what the weaker features add, and the digits that are nothing special. */
  pointWeight: 0.8,
  othersWeight: 0.3,
  ordinary: 1.4,
  /** Values of one side in which its record halves, values before the first record counts, and what a digit counts beside records. */
  recordHalfLife: 8000,
  recordPoints: 100,
  digitWeight: 0.1,
  /** Points after a gross value in which averages count on the first day. */
  grossPoints: 10,
  /** Digits for looking at several features, what those that agree count, and the mean excess of single values of a tail that is not heavy. */
  featuresDigits: 1.1,
  agreement: 0.4,
  usualExcess: 0.46,
  /** Digits that a single value may lack when the next one must say the same. */
  confirmedDigits: 0.3,
  /** What each anomaly adds to the limit of the next, at most, and how long until that halves. */
  cautionStep: 1,
  maxCaution: 3,
  cautionWeeks: 2,
  /** An anomaly ends after so many points without half the surprise that began it. */
  calmPoints: 2,
  /**
   * Nats for being back that end a level that was left, and the most that one value counts; how far the level since is taken to be from the
   * old one, in standard deviations, of which the least is for independent values; and the values in whose mean it is.
   */
  backNats: 6,
  backClip: 3,
  leastDistance: 0.8,
  mostDistance: 4,
  levelMean: 20,
  /** Nats of a value that are too few to see a return. */
  leastNats: 0.3,
  /** Part of the distance of a level that was left that the deviation is at least taken to be when values come back. */
  leastSize: 0.01,
  /** So many values far away on one side are another level. */
  levelPoints: 4,
  /** Models weigh by the inverse of their error to this power. */
  modelPower: 4,
  dayPenalty: 1,
  weekPenalty: 1,
  /** Sizes by which one value may move what is learned, and the part of the level's error below which profiles explain much. */
  maxSizes: 50,
  profileGain: 0.6,
  /** Points between two values of a feature that its tail learns. Less variation grows slowly, and must not become usual meanwhile. */
  spacing: [1, 1, 1, 1, 1, 1, 1, 10] as readonly number[],
  /** Share of a new value in the fast level. */
  fastShare: 0.3,
  /** Points that scales of residuals and of their averages remember. */
  scaleMemory: 1000,
  spanClip: 12,
  tailRate: 3,
  tailLimit: 10,
  shapePrior: 20,
  rhoMemory: 1000,
  rhoPrior: 20,
  tailPrior: 40,
  minExcess: 0.36,
  tailMemory: 300,
  /** Points that the level remembers, when a day has fewer. */
  levelMemory: 300,
  /** Days that the profile of the day remembers. */
  profileDays: 6,
  /** Points of the short and the long mean of variation, and the factors that make their ratio comparable to a deviation. */
  variationShort: 24,
  burstSpan: 10,
  flatPoints: 24,
  variationLong: 1500,
  moreVariation: 8,
  lessVariation: 4,
  /** Points after which a value counts as past: an anomaly must not hide itself. */
  learningDelay: 12,
  /** Values after which the distribution halves its counts, and normal values that it is taken to have seen at first. */
  distributionMemory: 4000,
  normalPrior: 8,
  /** A tail begins where so many values, or so much of all, are beyond; not closer than this bin. */
  tailHits: 16,
  tailPart: 0.02,
  tailFloor: 4,
  /**
   * Values of a normal tail that each tail is taken to have seen; how much further it may reach than seen, the more so when heavy, and by
   * the square of how few values there are.
   */
  reachPrior: 6,
  reachDoubt: 0.3,
  heavyDoubt: 2.2,
  fewDoubt: 80,
  /** How much of a tail goes on as a power law: more, the heavier it is, up to this many times a normal one. */
  paretoPart: 0.2,
  minPareto: 0.04,
  heaviest: 1.5,
  /** Reach of the tail where most values are the same, and the part of such a value by which another must differ from it: no more than 1. */
  atomReach: 3,
  leastStep: 0.001,
  /** Part of the level that is nothing but the rounding of numbers. Noise decides about all that is larger. */
  rounding: 1e-12,
  /** Points until bursts count half. */
  burstDoubt: 40,
  /** Parts of the error that a model must explain to count at all, and fully. */
  minExplained: 0.03,
  explainedMuch: 0.2,
  /** The largest normal score of one value. */
  maxScore: 3.6,
  /** Points of the averages that find bursts. */
  burstSpans: [10, 32] as readonly number[],
};
