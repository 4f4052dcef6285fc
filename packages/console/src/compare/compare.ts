// Compares what two sides measured: which figures differ by more than chance explains, the surest first. Pure: measurements in, rows out.
import type { ComparedRow } from "contract";
import { countSize, meanSize, ratioSize, shareSize } from "./sizes.ts";

/** Spans of one service or operation on one side. */
export interface MeasuredSpans {
  readonly kind: "service" | "operation";
  readonly service: string;
  readonly name: string;
  /** Spans that are stored: the observations. */
  readonly count: number;
  /** Spans before sampling, and those of them with errors: what rates and shares are of. */
  readonly estimated: number;
  readonly estimatedErrors: number;
  readonly p95Ms: number | null;
}

/** People who were counted; of a sample not those whom they represent. */
export interface MeasuredFunnel {
  readonly name: string;
  readonly entered: number;
  readonly converted: number;
}

interface MeasuredErrors {
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly service: string;
  readonly count: number;
}

/** A metric on one side: its value in each piece of the time that has one. */
export interface MeasuredMetric {
  readonly name: string;
  readonly unit: string;
  /** A value means something else in each: `sum` a change per second. */
  readonly type: "gauge" | "sum" | "histogram";
  readonly values: readonly number[];
}

/** All of one side. */
export interface Measured {
  readonly seconds: number;
  readonly spans: readonly MeasuredSpans[];
  readonly funnels: readonly MeasuredFunnel[];
  readonly errors: readonly MeasuredErrors[];
  readonly metrics: readonly MeasuredMetric[];
  /** The side has more than these, which are the most frequent, of metrics the first by name: what is missing here may be there. */
  readonly spansAreCut: boolean;
  readonly funnelsAreCut: boolean;
  readonly errorsAreCut: boolean;
  readonly metricsAreCut: boolean;
}

export interface Comparison {
  /** Whether the base has any data. Without, nothing is new. */
  readonly hasBase: boolean;
  /** Those that differ, the surest first. */
  readonly changes: readonly ComparedRow[];
  /** How many figures do not differ. */
  readonly steady: number;
  /** How many were not compared, because a side has too few observations. */
  readonly few: number;
}

/** Fewer observations on a side are not compared, as on the overview. */
export const fewest = 20;
/** Pieces of time in which a metric must have a value. */
const fewestPieces = 5;
/** Beyond so many standard errors: about one in 16,000 by chance, because hundreds of figures are compared. */
const loud = 4;
/** And by so much: a sure change of one per cent is no news. */
const minShare = 0.05;
const minPoints = 0.005;
/** Buckets of durations are 19 % wide. */
const minRatio = 1.2;
/** Standard deviation of one duration over its mean, for a 95th percentile. */
const durationSpread = 3;

/** A figure of both sides. `undefined` in place of a row: it does not differ, or cannot be compared. */
type Judged = ComparedRow | "steady" | "few";

/** Compares `now` with `base`. */
export function compareSides(base: Measured, now: Measured): Comparison {
  const seconds = { base: base.seconds, now: now.seconds };
  const judged = [
    ...pairs(base.spans, now.spans, ({ kind, service, name }) => `${kind}\n${service}\n${name}`).flatMap(
      (pair) =>
        mayBeCut(pair, base.spansAreCut, now.spansAreCut) ? ["few" as const] : judgeSpans(pair, seconds),
    ),
    ...pairs(base.funnels, now.funnels, ({ name }) => name).map(judgeFunnel),
    ...pairs(base.errors, now.errors, ({ fingerprint }) => fingerprint).map((pair) =>
      mayBeCut(pair, base.errorsAreCut, now.errorsAreCut) ? ("few" as const) : judgeErrors(pair, seconds),
    ),
    ...pairs(base.metrics, now.metrics, ({ name, type }) => `${type}\n${name}`).map(judgeMetric),
  ];
  const found = judged.filter((one) => typeof one !== "string");
  const hasBase = !isEmpty(base);
  // against nothing everything would be new
  const changes = found.filter(({ verdict }) => hasBase || verdict !== "new");
  return {
    hasBase,
    changes: changes.toSorted((a, b) => Math.abs(b.size) - Math.abs(a.size) || compareNames(a, b)),
    steady: judged.filter((one) => one === "steady").length,
    few: judged.filter((one) => one === "few").length + found.length - changes.length,
  };
}

function isEmpty({ spans, funnels, errors, metrics }: Measured): boolean {
  const people = funnels.reduce((sum, { entered }) => sum + entered, 0);
  return spans.length + errors.length + metrics.length + people === 0;
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

interface Seconds {
  readonly base: number;
  readonly now: number;
}

function judgeSpans({ base, now, any }: Pair<MeasuredSpans>, seconds: Seconds): readonly Judged[] {
  const [before, after] = [base?.count ?? 0, now?.count ?? 0];
  const row = {
    kind: any.kind,
    name: any.name,
    service: any.service,
    id: "",
    baseCount: before,
    nowCount: after,
  };
  if (Math.max(before, after) < fewest) return ["few"];
  const rate = judgeRate(row, base, now, seconds);
  if (base === undefined || now === undefined || Math.min(before, after) < fewest) return [rate];
  return [rate, judgeErrorShare(row, base, now), judgeDuration(row, base, now)];
}

type RowOf = Pick<ComparedRow, "kind" | "name" | "service" | "id" | "baseCount" | "nowCount">;

function judgeRate(
  row: RowOf,
  ofBase: MeasuredSpans | undefined,
  ofNow: MeasuredSpans | undefined,
  seconds: Seconds,
): Judged {
  const { baseCount, nowCount } = row;
  // A side without spans was sampled as the other one, for all that is known. Of one in ten spans, a tenth of the time was observed.
  const size = countSize(
    { count: baseCount, seconds: seconds.base / weightOf(ofBase ?? ofNow) },
    { count: nowCount, seconds: seconds.now / weightOf(ofNow ?? ofBase) },
  );
  const [base, now] = [(ofBase?.estimated ?? 0) / seconds.base, (ofNow?.estimated ?? 0) / seconds.now];
  if (Math.abs(size) < loud || Math.abs(now - base) < minShare * Math.max(base, now)) return "steady";
  const verdict = baseCount === 0 ? "new" : nowCount === 0 ? "gone" : "changed";
  return { ...row, what: "rate", unit: "/s", base, now, size, verdict };
}

/** How many spans one stored span stands for. */
function weightOf(spans: MeasuredSpans | undefined): number {
  return spans === undefined || spans.count === 0 || spans.estimated <= 0 ? 1 : spans.estimated / spans.count;
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
    verdict: worseIf(size > 0),
  };
}

function judgeDuration(row: RowOf, { p95Ms: before, count }: MeasuredSpans, now: MeasuredSpans): Judged {
  const after = now.p95Ms;
  if (before === null || after === null) return "few";
  const size = ratioSize({ value: before, count }, { value: after, count: now.count }, durationSpread);
  if (Math.abs(size) < loud || Math.max(after / before, before / after) < minRatio) return "steady";
  return { ...row, what: "p95", unit: "ms", base: before, now: after, size, verdict: worseIf(size > 0) };
}

function judgeFunnel({ base, now, any: { name } }: Pair<MeasuredFunnel>): Judged {
  if (base === undefined || now === undefined || Math.min(base.entered, now.entered) < fewest) return "few";
  const size = shareSize(
    { part: base.converted, whole: base.entered },
    { part: now.converted, whole: now.entered },
  );
  const [before, after] = [base.converted / base.entered, now.converted / now.entered];
  if (Math.abs(size) < loud || Math.abs(after - before) < minPoints) return "steady";
  return {
    kind: "funnel",
    name,
    service: "",
    id: "",
    what: "conversion",
    unit: "share",
    base: before,
    now: after,
    baseCount: base.entered,
    nowCount: now.entered,
    size,
    verdict: worseIf(size < 0),
  };
}

/** A new group is a change however few errors it has; a group is resolved when its absence is no chance. */
function judgeErrors({ base, now, any }: Pair<MeasuredErrors>, seconds: Seconds): Judged {
  const [before, after] = [base?.count ?? 0, now?.count ?? 0];
  const size = countSize({ count: before, seconds: seconds.base }, { count: after, seconds: seconds.now });
  const isSure = Math.abs(size) >= (before === 0 || after === 0 ? sureAbsence : loud);
  if (before > 0 && !isSure) return Math.max(before, after) < fewest ? "few" : "steady";
  const verdict = before === 0 ? "new" : after === 0 ? "gone" : worseIf(size > 0);
  return {
    kind: "error",
    name: any.type === "" ? any.message : any.type,
    service: any.service,
    id: any.fingerprint,
    what: "occurrences",
    unit: "count",
    base: before,
    now: after,
    baseCount: before,
    nowCount: after,
    size,
    verdict,
  };
}

/** Eight errors of one side, and none of another as long, are beyond chance even in bursts. */
const sureAbsence = 1.4;

function judgeMetric({ base, now, any: { name, unit, type } }: Pair<MeasuredMetric>): Judged {
  const [before, after] = [base?.values ?? [], now?.values ?? []];
  if (Math.min(before.length, after.length) < fewestPieces) return "few";
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
    verdict: "changed",
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const worseIf = (isWorse: boolean): "worse" | "better" => (isWorse ? "worse" : "better");

function compareNames(a: ComparedRow, b: ComparedRow): number {
  const [one, other] = [a, b].map(({ kind, service, name, what }) => `${kind}\n${service}\n${name}\n${what}`);
  return one! < other! ? -1 : 1;
}
