// What figures mean, and how they are judged: shared by pages, the API, alerts, the digest and the reference.
export { type MeasureKey, measureGroups, measureNoun, measureOf, measureText, measureWord } from "./all.ts";
export {
  leastAroundChange,
  leastEvidence,
  leastInBucket,
  leastInPoint,
  leastOfDigest,
  leastPieces,
} from "./evidence.ts";
export { type Judgement, judgeChange } from "./judge-change.ts";
export type { Measure, MeasureUnit } from "./measure.ts";
export { rateOf } from "./rate-of.ts";
export { measureOfSource, ucumOf } from "./readings.ts";
export { shareOf } from "./share-of.ts";
