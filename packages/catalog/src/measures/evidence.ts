// How many stored observations a judgement needs. Nothing else decides what is too little.

/** With fewer observations on a side, two figures are not compared, and none is judged. */
export const leastEvidence = 20;

/** With fewer on a side of a moment, a series of shares is not split there. More than elsewhere: every moment is tried, so that chance has many tries. */
export const leastAroundChange = 30;

/** With fewer requests in a period, the digest does not say that a service became slower. */
export const leastOfDigest = 100;

/** Fewer people in a bucket of a chart have no conversion. */
export const leastInBucket = 5;

/** Fewer values of a metric on a side are not compared: each is made of many points. */
export const leastPieces = 5;

/** With fewer since the point before, the anomaly detector waits with a point. */
export const leastInPoint = { errors: 30, completion: 30, p95: 40, conversion: 50 } as const;
