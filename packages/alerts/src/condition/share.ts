// A share above or below a limit: with so few entries that chance explains it, it is not decided.
import { percentText } from "catalog/percent-text";
import {
  alphaAt,
  assumedShare,
  type Evidence,
  neededPart,
  type ShareLimit,
  testedCounts,
} from "./evidence.ts";
import { isFaultOver, keepFault } from "./fault-share.ts";
import { hasBegun, hasEvidence, keepEvidence } from "./evidence-kept.ts";
import type { Input } from "./reading.ts";
import { type Counts, type Sample, shownCounts } from "./sample.ts";
import { extendRun, type ShareRun } from "./share-run.ts";
import { badnessBeyond, type Limit, type Line, lineOf } from "./threshold.ts";
import { learnShare, pauseLearning, usualShareOf } from "./usual-share.ts";
import { type Evaluator, type Situation, type Verdict, withSample } from "./verdict.ts";

/** @param name unique among the parts of the condition: under it the usual share is kept. */
export function shareEvaluator(name: string, input: Input, declared: Limit, evidence: Evidence): Evaluator {
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value, count: recorded = 0 } = sample;
        const line = lineOf(declared, situation.isFiring);
        const values = { limit: line.limit, ...shownCounts(sample) };
        const counts = testedCounts(sample);
        const isBeyond = line.isBeyond(value);
        const usual = usualOf(situation, name, line, evidence);
        const decide = (outcome: Verdict["outcome"], more: Partial<Verdict> = {}): Verdict => {
          keepEvidence(situation, name, outcome);
          keepFault(situation, name, {
            outcome,
            share: counts.part / counts.count,
            windowMs: input.windowMs,
          });
          if (evidence.expected === undefined)
            remember(situation, name, { outcome, windowMs: input.windowMs, counts, isWithin: !isBeyond });
          return { outcome, value, values, badness: badnessBeyond(line.side, value), ...more };
        };
        const alpha = alphaAt(line, Math.round(counts.count), usual, evidence);
        const neededOf = ({ count }: Counts): number | undefined =>
          neededPart(line, Math.round(count), usual, alpha);
        const isEnough = ({ part }: Counts, needed: number | undefined): boolean =>
          needed !== undefined &&
          (line.side === "above" ? Math.round(part) >= needed : Math.round(part) <= needed);
        const isFew = recorded < evidence.minCount;
        const withBefore = (side: Side): ShareRun["both"] =>
          extend(situation, runOf(name, side), input.windowMs, { ...counts, recorded });
        const isEnoughTogether = (): boolean => {
          const both = withBefore("beyond");
          const least = evidence.isOfTwo ? both?.recorded : recorded;
          return both !== undefined && least! >= evidence.minCount && isEnough(both, neededOf(both));
        };
        endRun(situation, name, isBeyond ? "within" : "beyond");
        if (!isBeyond) {
          const both = hasBegun(situation, name) ? withBefore("within") : undefined;
          const within = { name, windowMs: input.windowMs, line, counts, both, evidence, situation };
          const reason = doubtWithin(sample, within);
          return reason === undefined ? decide("clear") : decide("unsure", { reason });
        }
        // what has begun with evidence goes on for as long as the value is beyond the limit
        if (!isFew && hasEvidence(situation, name, input)) return decide("holds");
        const needed = neededOf(counts);
        if (!isFew && isEnough(counts, needed)) return decide("holds");
        if (isEnoughTogether()) return decide("holds");
        if (isFew)
          return decide("unsure", { isBeyond: true, reason: tooFew(sample, evidence.minCount, line) });
        const tested = needed !== undefined && { needed, tested: Math.round(counts.count) };
        return decide("unsure", {
          isBeyond: true,
          values: { ...values, usual, ...tested },
          reason: notEnough(line, sample, counts, needed),
        });
      }),
  };
}

function usualOf({ recall }: Situation, name: string, line: Line, { expected }: Evidence): number {
  const assumed = assumedShare(line);
  const learned = expected ?? usualShareOf(recall(name), assumed);
  // a share that is usually beyond the limit makes it no more certain that it should not be
  return line.isBeyond(learned) ? assumed : learned;
}

interface Within {
  readonly name: string;
  readonly windowMs: number;
  readonly line: ShareLimit;
  readonly counts: Counts;
  /** The window and the one before it, both within the limit. */
  readonly both: ShareRun["both"];
  readonly evidence: Evidence;
  readonly situation: Situation;
}

/** Why a share within its limit is not over; undefined when it is. What two windows may begin, two windows may end. */
function doubtWithin(
  sample: Sample,
  { name, windowMs, line, counts, both, evidence, situation }: Within,
): string | undefined {
  const { minCount, isOfTwo } = evidence;
  const recorded = Math.max(sample.count ?? 0, isOfTwo ? (both?.recorded ?? 0) : 0);
  if (recorded < minCount) return tooFew(sample, minCount);
  const isKept = situation.isFiring && both === undefined && !isSecond(situation, name, windowMs);
  return isKept && !isFaultOver(situation, name, line, counts)
    ? maybeWithin(line, sample, counts)
    : undefined;
}

type Side = "beyond" | "within";

/** Under it the windows are kept that follow each other beyond the limit, or within it. */
const runOf = (name: string, side: Side): string => `${name}.${side === "beyond" ? "run" : "within"}`;

/** The window and the last one before it on the same side of the limit, which is remembered under `run`. */
function extend(
  { at, recall, keep }: Situation,
  run: string,
  windowMs: number,
  current: NonNullable<ShareRun["both"]>,
): ShareRun["both"] {
  const { both, kept } = extendRun(recall(run), at, windowMs, current);
  keep(run, kept);
  return both;
}

/** Whether a window before this one, which does not overlap it, was within the limit, and none beyond it since. */
function isSecond({ at, recall, keep }: Situation, name: string, windowMs: number): boolean {
  const since = recall(sinceOf(name));
  if (typeof since === "number" && since <= at) return at - since >= windowMs;
  keep(sinceOf(name), at);
  return false;
}

/** Under it the time is kept at which the first window within the limit ended. */
const sinceOf = (name: string): string => `${name}.since`;

function endRun({ recall, keep }: Situation, name: string, side: Side): void {
  const ended = side === "within" ? [runOf(name, side), sinceOf(name)] : [runOf(name, side)];
  for (const one of ended) if ((recall(one) ?? null) !== null) keep(one, null);
}

interface Seen {
  readonly outcome: Verdict["outcome"];
  readonly windowMs: number;
  readonly counts: Counts;
  /** Whether the share is within its limit. */
  readonly isWithin: boolean;
}

function remember(situation: Situation, name: string, { outcome, windowMs, counts, isWithin }: Seen): void {
  const known = situation.recall(name);
  const isAlert = outcome === "holds" || situation.isFiring;
  situation.keep(
    name,
    isAlert
      ? pauseLearning(known, situation.at, windowMs)
      : learnShare(known, situation.at, windowMs, counts, isWithin),
  );
}

/** `7 of 20 entries`; of a value beyond its limit `42 %, above 30 %, but 7 of 20 entries`. */
function tooFew({ value, count = 0, estimated }: Sample, minCount: number, beyond?: ShareLimit): string {
  const entries = `${count} of ${minCount} ${estimated === undefined ? "" : "recorded "}entries`;
  return beyond === undefined ? entries : `${besideLimit(value, beyond)}, but ${entries}`;
}

/** `29 %, no longer above 30 %, but 29 of 100 may be chance: needs a second window`; of sampled entries the counts that are tested. */
function maybeWithin({ side, limit }: ShareLimit, { value }: Sample, { part, count }: Counts): string {
  const now = `${percentBeside(value, limit)}, no longer ${side} ${percentText(limit, 5)}`;
  return `${now}, but ${Math.round(part)} of ${Math.round(count)} may be chance: needs a second window`;
}

/** `42 %, above 30 %`. */
const besideLimit = (value: number, { side, limit }: ShareLimit): string =>
  `${percentBeside(value, limit)}, ${side} ${percentText(limit, 5)}`;

/**
 * `42 %, above 30 %, but 5 of 12 is not enough: needs 9 of 12`. Sampled entries are tested by other counts than were recorded, and than they
 * stand for.
 */
function notEnough(
  line: ShareLimit,
  { value, count: recorded = 0, estimated }: Sample,
  { part, count }: Counts,
  needed: number | undefined,
): string {
  const tested = `${Math.round(part)} of ${Math.round(count)}`;
  const evidence =
    estimated === undefined
      ? `${tested} is not enough`
      : `${recorded} recorded ${recorded === 1 ? "entry is" : "entries are"} not enough, as certain as ${tested}`;
  const seen = `${besideLimit(value, line)}, but ${evidence}`;
  if (needed === undefined) return `${seen}: needs more entries`;
  return `${seen}: needs ${line.side === "below" ? "at most " : ""}${needed} of ${Math.round(count)}`;
}

/** With as few digits as tell it from the limit. */
function percentBeside(share: number, limit: number): string {
  const digits = [2, 3, 4].find((one) => percentText(share, one) !== percentText(limit, one)) ?? 5;
  return percentText(share, digits);
}
