// Compares what two sides measured: which figures differ by more than chance explains, those that concern most first. Pure: measurements in, rows out.
import {
  judgeChange,
  leastEvidence,
  leastPieces,
  type MeasureKey,
  measureOf,
  shareOf,
} from "catalog/measures";
import type { ComparedRow } from "contract";
import { byEffect } from "./by-effect.ts";
import { lostBeyond, peopleOf } from "./loss.ts";
import type {
  Measured,
  MeasuredErrors,
  MeasuredFunnel,
  MeasuredMetric,
  MeasuredSpans,
  MeasuredTransactions,
} from "./measured.ts";
import { countSize, meanSize, type Proportion, ratioSize, shareSize } from "./sizes.ts";

export interface Comparison {
  /** Whether the base has any data. Without, nothing is new. */
  readonly hasBase: boolean;
  /** Those that differ: completion and conversion, then errors, by how many they concern; then the others, the surest first. */
  readonly changes: readonly ComparedRow[];
  /** How many figures do not differ. */
  readonly steady: number;
  /** How many were not compared, because a side has too few observations. */
  readonly few: number;
}

/** Beyond so many standard errors: about one in 16,000 by chance, because hundreds of figures are compared. */
const loud = 4;
/** And by so much: a sure change of one per cent is not news. */
const minShare = 0.05;
const minPoints = 0.005;
/** Buckets of durations are 19 % wide. */
const minRatio = 1.2;
/** Standard deviation of one duration over its mean, for a 95th percentile. */
const durationSpread = 3;

/** Only completion and conversion have people, and completion has what was lost. */
type Row = Omit<ComparedRow, "people" | "lost"> & Partial<Pick<ComparedRow, "people" | "lost">>;
/** A figure of both sides. A word in place of a row: it does not differ, or cannot be compared. */
type Judged = Row | "steady" | "few";

/** Compares `now` with `base`. */
export function compareSides(base: Measured, now: Measured): Comparison {
  const exposure = exposureBetween(base, now);
  const judged = [
    ...pairs(base.transactions, now.transactions, ({ name }) => name).flatMap(judgeTransactions),
    ...pairs(base.spans, now.spans, ({ kind, service, name }) => `${kind}\n${service}\n${name}`).flatMap(
      (pair) =>
        mayBeCut(pair, base.spansAreCut, now.spansAreCut) ? ["few" as const] : judgeSpans(pair, exposure),
    ),
    ...pairs(base.funnels, now.funnels, ({ name }) => name).map(judgeFunnel),
    ...pairs(base.errors, now.errors, ({ fingerprint }) => fingerprint).map((pair) =>
      mayBeCut(pair, base.errorsAreCut, now.errorsAreCut) ? ("few" as const) : judgeErrors(pair, exposure),
    ),
    ...pairs(base.metrics, now.metrics, ({ name, type }) => `${type}\n${name}`).map(judgeMetric),
  ];
  const found = judged
    .filter((one) => typeof one !== "string")
    .map((row): ComparedRow => ({ people: null, lost: [], ...row }));
  const hasBase = !isEmpty(base);
  // against nothing everything would be new
  const changes = found.filter(({ verdict }) => hasBase || verdict !== "new");
  return {
    hasBase,
    changes: changes.toSorted(byEffect),
    steady: judged.filter((one) => one === "steady").length,
    few: judged.filter((one) => one === "few").length + found.length - changes.length,
  };
}

function isEmpty({ transactions, spans, funnels, errors, metrics }: Measured): boolean {
  const people = funnels.reduce((sum, { entered }) => sum + entered, 0);
  return transactions.length + spans.length + errors.length + metrics.length + people === 0;
}

interface Pair<Item> {
  readonly base: Item | undefined;
  readonly now: Item | undefined;
  /** One of them. */
  readonly any: Item;
}

function pairs<Item>(
  base: readonly Item[],
  now: readonly Item[],
  keyOf: (item: Item) => string,
): Pair<Item>[] {
  const ofBase = new Map(base.map((item) => [keyOf(item), item]));
  const ofNow = new Map(now.map((item) => [keyOf(item), item]));
  return [...new Set([...ofBase.keys(), ...ofNow.keys()])].map((key) => {
    const [one, other] = [ofBase.get(key), ofNow.get(key)];
    return { base: one, now: other, any: (other ?? one)! };
  });
}

/** Whether a side lacks it for no other reason than that the side is cut. */
function mayBeCut({ base, now }: Pair<unknown>, isBaseCut: boolean, isNowCut: boolean): boolean {
  return (base === undefined && isBaseCut) || (now === undefined && isNowCut);
}

/** How long, or for how many requests, something could be seen on each side. */
interface Exposure {
  readonly base: number;
  readonly now: number;
  readonly unit: "/s" | "/request";
  /** Whether it is the time of the sides, in which all ran. */
  readonly isOfTimes: boolean;
}

/** That of a service: the time of the sides, or of parts of the traffic its requests, else the time in which it ran. 0 where unknown. */
type ExposureOf = (service: string) => Exposure;

function exposureBetween(base: Measured, now: Measured): ExposureOf {
  const bySeconds: Exposure = { base: base.seconds, now: now.seconds, unit: "/s", isOfTimes: true };
  if (base.isPart !== true && now.isPart !== true) return () => bySeconds;
  const [ofBase, ofNow] = [base, now].map(
    ({ spans }) =>
      new Map(spans.filter(({ kind }) => kind === "service").map((one) => [one.service, one.estimated])),
  );
  return (service) =>
    ofBase!.has(service) || ofNow!.has(service)
      ? { isOfTimes: false, base: ofBase!.get(service) ?? 0, now: ofNow!.get(service) ?? 0, unit: "/request" }
      : {
          isOfTimes: false,
          base: base.inService?.get(service) ?? 0,
          now: now.inService?.get(service) ?? 0,
          unit: "/s",
        };
}

function judgeSpans({ base, now, any }: Pair<MeasuredSpans>, exposureOf: ExposureOf): readonly Judged[] {
  const [before, after] = [base?.count ?? 0, now?.count ?? 0];
  const row = {
    kind: any.kind,
    name: any.name,
    service: any.service,
    id: "",
    baseCount: before,
    nowCount: after,
  };
  if (Math.max(before, after) < leastEvidence) return ["few"];
  const rate = judgeRate(row, base, now, exposureOf(any.service));
  if (base === undefined || now === undefined || Math.min(before, after) < leastEvidence) return [rate];
  return [rate, judgeErrorShare(row, base, now), judgeDuration(row, base, now)];
}

/** What took its time, and how long at its 95th percentile. */
interface Timed {
  readonly count: number;
  readonly p95Ms: number | null;
}

type RowOf = Pick<ComparedRow, "kind" | "name" | "service" | "id" | "baseCount" | "nowCount">;

function judgeRate(
  row: RowOf,
  ofBase: MeasuredSpans | undefined,
  ofNow: MeasuredSpans | undefined,
  exposure: Exposure,
): Judged {
  const { baseCount, nowCount } = row;
  // without requests of its service there is nothing to measure it by
  if (exposure.base <= 0 || exposure.now <= 0) return "few";
  const size = sizeOf(ofBase, ofNow, exposure);
  const [base, now] = [(ofBase?.estimated ?? 0) / exposure.base, (ofNow?.estimated ?? 0) / exposure.now];
  if (Math.abs(size) < loud || Math.abs(now - base) < minShare * Math.max(base, now)) return "steady";
  const verdict = baseCount === 0 ? "new" : nowCount === 0 ? "gone" : "changed";
  return { ...row, what: "rate", unit: exposure.unit, base, now, size, affected: null, verdict };
}

/** Spans or errors of a side: stored, and before sampling. */
interface Sampled {
  readonly count: number;
  readonly estimated: number;
}

/** A side without any was sampled as the other one, for all that is known. Of one in ten, a tenth of the time was observed. */
function sizeOf(base: Sampled | undefined, now: Sampled | undefined, exposure: Exposure): number {
  return countSize(
    { count: base?.count ?? 0, seconds: exposure.base / weightOf(base ?? now) },
    { count: now?.count ?? 0, seconds: exposure.now / weightOf(now ?? base) },
  );
}

/** How many one that is stored stands for. */
function weightOf(one: Sampled | undefined): number {
  return one === undefined || one.count === 0 || one.estimated <= 0 ? 1 : one.estimated / one.count;
}

function errorShareOf({ estimated, estimatedErrors }: MeasuredSpans): number {
  return estimated <= 0 ? 0 : Math.min(1, estimatedErrors / estimated);
}

function judgeErrorShare(row: RowOf, base: MeasuredSpans, now: MeasuredSpans): Judged {
  const [before, after] = [errorShareOf(base), errorShareOf(now)];
  const size = shareSize(
    { part: before * base.count, whole: base.count },
    { part: after * now.count, whole: now.count },
  );
  if (Math.abs(size) < loud || Math.abs(after - before) < minPoints) return "steady";
  return {
    ...row,
    what: "errors",
    unit: "share",
    base: before,
    now: after,
    size,
    affected: Math.abs(after - before) * now.estimated,
    verdict: verdictOf("spanErrorShare", size),
  };
}

function judgeDuration(row: RowOf, { p95Ms: before, count }: Timed, now: Timed): Judged {
  const after = now.p95Ms;
  if (before === null || after === null) return "few";
  const size = ratioSize({ value: before, count }, { value: after, count: now.count }, durationSpread);
  if (Math.abs(size) < loud || Math.max(after / before, before / after) < minRatio) return "steady";
  return {
    ...row,
    what: "p95",
    unit: "ms",
    base: before,
    now: after,
    size,
    affected: null,
    verdict: verdictOf("spanLatency", size),
  };
}

/** A type of which a side has few is not compared: a new type is not a fault, and one that stopped is found by its count. */
function judgeTransactions({ base, now, any: { name } }: Pair<MeasuredTransactions>): readonly Judged[] {
  if (base === undefined || now === undefined || Math.min(base.ended, now.ended) < leastEvidence)
    return ["few"];
  const row = {
    kind: "transaction",
    name,
    service: "",
    id: "",
    baseCount: base.ended,
    nowCount: now.ended,
  } as const;
  const timed = [base, now].map(({ completed, p95Ms }) => ({ count: completed, p95Ms }));
  const duration =
    Math.min(base.completed, now.completed) < leastEvidence
      ? "few"
      : judgeDuration({ ...row, baseCount: base.completed, nowCount: now.completed }, timed[0]!, timed[1]!);
  const share = judgeShare(
    { part: base.completed, whole: base.ended },
    { part: now.completed, whole: now.ended },
  );
  return [
    share === "steady"
      ? share
      : {
          ...row,
          what: "completion",
          ...share,
          people: peopleOf(base, now, share.affected),
          lost: lostBeyond(base, now),
          verdict: verdictOf("completion", share.size),
        },
    duration,
  ];
}

/**
 * Two shares that are good when they are high, of people or of transactions.
 *
 * @param estimated how many there are now, beyond those of a sample.
 */
function judgeShare(
  base: Proportion,
  now: Proportion,
  estimated: number = now.whole,
): Pick<ComparedRow, "unit" | "base" | "now" | "size" | "affected"> | "steady" {
  const size = shareSize(base, now);
  const before = shareOf(base.part, base.whole) ?? 0;
  const after = shareOf(now.part, now.whole) ?? 0;
  if (Math.abs(size) < loud || Math.abs(after - before) < minPoints) return "steady";
  return { unit: "share", base: before, now: after, size, affected: Math.abs(after - before) * estimated };
}

function judgeFunnel({ base, now, any: { name } }: Pair<MeasuredFunnel>): Judged {
  if (base === undefined || now === undefined || Math.min(base.entered, now.entered) < leastEvidence)
    return "few";
  const share = judgeShare(
    { part: base.converted, whole: base.entered },
    { part: now.converted, whole: now.entered },
    now.estimated,
  );
  if (share === "steady") return share;
  return {
    kind: "funnel",
    name,
    service: "",
    id: "",
    what: "conversion",
    ...share,
    people: share.affected,
    baseCount: base.entered,
    nowCount: now.entered,
    verdict: verdictOf("conversion", share.size),
  };
}

/** A group is new or resolved when its absence on the other side is not chance. */
function judgeErrors({ base, now, any }: Pair<MeasuredErrors>, exposureOf: ExposureOf): Judged {
  const [before, after] = [base?.count ?? 0, now?.count ?? 0];
  const exposure = exposureOf(any.service);
  if (Math.max(before, after) < leastEvidence || exposure.base <= 0 || exposure.now <= 0) return "few";
  const size = sizeOf(base, now, exposure);
  if (Math.abs(size) < (before === 0 || after === 0 ? sureAbsence : loud)) return "steady";
  return {
    kind: "error",
    name: any.type === "" ? any.message : any.type,
    service: any.service,
    id: any.fingerprint,
    what: "occurrences",
    ...occurrencesOf(base, now, exposure),
    baseCount: before,
    nowCount: after,
    size,
    affected: affectedBy(base, now, exposure),
    verdict: verdictOfErrors(before, after, size),
  };
}

function verdictOfErrors(before: number, after: number, size: number): ComparedRow["verdict"] {
  if (before === 0) return "new";
  return after === 0 ? "gone" : verdictOf("occurrences", size);
}

/** Errors of `now` beyond those that the base would have had; of fewer, those that did not happen. */
function affectedBy(base: Sampled | undefined, now: Sampled | undefined, exposure: Exposure): number {
  const expected = ((base?.estimated ?? 0) / exposure.base) * exposure.now;
  return Math.abs((now?.estimated ?? 0) - expected);
}

/** Of two times the errors that there were; of parts of the traffic those of a request. */
function occurrencesOf(
  base: Sampled | undefined,
  now: Sampled | undefined,
  exposure: Exposure,
): Pick<ComparedRow, "unit" | "base" | "now"> {
  const [before, after] = [base?.estimated ?? 0, now?.estimated ?? 0];
  return exposure.isOfTimes
    ? { unit: "count", base: before, now: after }
    : { unit: exposure.unit, base: before / exposure.base, now: after / exposure.now };
}

/** Eight errors of one side, and none of another as long, are beyond chance even in bursts. */
const sureAbsence = 1.4;

function judgeMetric({ base, now, any: { name, unit, type } }: Pair<MeasuredMetric>): Judged {
  const [before, after] = [base?.values ?? [], now?.values ?? []];
  if (Math.min(before.length, after.length) < leastPieces) return "few";
  const size = meanSize(before, after);
  const [was, is] = [meanOf(before), meanOf(after)];
  if (Math.abs(size) < loud || Math.abs(is - was) < minShare * Math.max(Math.abs(was), Math.abs(is)))
    return "steady";
  return {
    kind: "metric",
    name,
    service: "",
    id: "",
    what: type === "sum" ? "rate" : "mean",
    unit,
    base: was,
    now: is,
    baseCount: before.length,
    nowCount: after.length,
    size,
    affected: null,
    verdict: "changed",
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By the direction that the measure declares as good. */
function verdictOf(key: MeasureKey, size: number): "worse" | "better" {
  return judgeChange(measureOf(key), size) === "bad" ? "worse" : "better";
}
