// A share above or below a limit: with so few entries that chance explains it, it is not decided.
import { percentText } from "catalog/percent-text";
import { assumedShare, type Evidence, neededPart, testedCounts } from "./evidence.ts";
import { hasEvidence, keepEvidence } from "./evidence-kept.ts";
import type { Input } from "./reading.ts";
import { type Counts, type Sample, shownCounts } from "./sample.ts";
import { extendRun } from "./share-run.ts";
import { badnessBeyond, type Limit, lineOf } from "./threshold.ts";
import { learnShare, pauseLearning, usualShareOf } from "./usual-share.ts";
import { type Evaluator, type Situation, type Verdict, withSample } from "./verdict.ts";

/** @param name unique among the parts of the condition: under it the usual share is kept. */
export function shareEvaluator(name: string, input: Input, declared: Limit, evidence: Evidence): Evaluator {
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const line = lineOf(declared, situation.isFiring);
        const values = { limit: line.limit, ...shownCounts(sample) };
        const counts = testedCounts(sample);
        const isBeyond = line.isBeyond(value);
        const assumed = assumedShare(line);
        const learned = evidence.expected ?? usualShareOf(situation.recall(name), assumed);
        // a share that is usually beyond the limit makes it no more certain that it should not be
        const usual = line.isBeyond(learned) ? assumed : learned;
        const isMeasured = evidence.expected === undefined;
        const decide = (outcome: Verdict["outcome"], more: Partial<Verdict> = {}): Verdict => {
          keepEvidence(situation, name, outcome);
          if (isMeasured)
            remember(situation, name, { outcome, windowMs: input.windowMs, counts, isWithin: !isBeyond });
          return { outcome, value, values, badness: badnessBeyond(line.side, value), ...more };
        };
        const neededOf = ({ count }: Counts): number | undefined =>
          neededPart(line, Math.round(count), usual, evidence.alpha);
        const isEnough = ({ part }: Counts, needed: number | undefined): boolean =>
          needed !== undefined &&
          (line.side === "above" ? Math.round(part) >= needed : Math.round(part) <= needed);
        /** With the window before it. */
        const isEnoughTogether = (recorded: number): boolean => {
          const run = { ...counts, recorded };
          const { both, kept } = extendRun(situation.recall(runOf(name)), situation.at, input.windowMs, run);
          situation.keep(runOf(name), kept);
          const least = evidence.isOfTwo ? both?.recorded : recorded;
          return both !== undefined && least! >= evidence.minCount && isEnough(both, neededOf(both));
        };
        const { count: recorded = 0 } = sample;
        const isFew = recorded < evidence.minCount;
        if (!isBeyond) {
          endRun(situation, name);
          return isFew ? decide("unsure", { reason: tooFew(sample, evidence.minCount) }) : decide("clear");
        }
        // what has begun with evidence goes on for as long as the value is beyond the limit
        if (!isFew && hasEvidence(situation, name, input)) return decide("holds");
        const needed = neededOf(counts);
        if (!isFew && isEnough(counts, needed)) return decide("holds");
        if (isEnoughTogether(recorded)) return decide("holds");
        if (isFew)
          return decide("unsure", { isBeyond: true, reason: tooFew(sample, evidence.minCount, line) });
        return decide("unsure", {
          isBeyond: true,
          values: {
            ...values,
            usual,
            ...(needed !== undefined && { needed, tested: Math.round(counts.count) }),
          },
          reason: notEnough(line, sample, counts, needed),
        });
      }),
  };
}

/** Under it the windows are kept that follow each other beyond the limit. */
const runOf = (name: string): string => `${name}.run`;

function endRun({ recall, keep }: Situation, name: string): void {
  if ((recall(runOf(name)) ?? null) !== null) keep(runOf(name), null);
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
function tooFew({ value, count = 0, estimated }: Sample, minCount: number, beyond?: Side): string {
  const entries = `${count} of ${minCount} ${estimated === undefined ? "" : "recorded "}entries`;
  return beyond === undefined ? entries : `${besideLimit(value, beyond)}, but ${entries}`;
}

interface Side {
  readonly side: "above" | "below";
  readonly limit: number;
}

/** `42 %, above 30 %`. */
const besideLimit = (value: number, { side, limit }: Side): string =>
  `${percentBeside(value, limit)}, ${side} ${percentText(limit, 5)}`;

/**
 * `42 %, above 30 %, but 5 of 12 is not enough: needs 9 of 12`. Sampled entries are tested by other counts than were recorded, and than they
 * stand for.
 */
function notEnough(
  line: Side,
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
