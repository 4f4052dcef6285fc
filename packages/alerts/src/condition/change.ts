// A value compared with the same time earlier, as a share of the earlier value.
import { percentText } from "catalog/percent-text";
import {
  type Evidence,
  isLargerCount,
  isLargerShare,
  isSmallerCount,
  isSmallerShare,
  testedCounts,
} from "./evidence.ts";
import { growsInWindow } from "../source/sources.ts";
import { partlyCovered } from "./covered.ts";
import { hasEvidence, keepEvidence } from "./evidence-kept.ts";
import { type Input, inputWithCover } from "./reading.ts";
import type { Sample } from "./sample.ts";
import { type Evaluator, type Situation, type Verdict, withSample } from "./verdict.ts";

interface Limits {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/**
 * What is counted was not 0 at a time before there was telemetry: nothing is known of it. The same holds for the time before a service began.
 *
 * @param name unique among the parts of the condition.
 */
export function changeEvaluator(
  name: string,
  ofNow: Input,
  ofBefore: Input,
  { above = Infinity, below = -Infinity }: Limits,
  evidence: Evidence,
): Evaluator {
  const isGrowing = growsInWindow(ofNow.source);
  const [now, then] = isGrowing ? [inputWithCover(ofNow), inputWithCover(ofBefore)] : [ofNow, ofBefore];
  return {
    inputs: [now, then],
    evaluate: (situation) =>
      withSample(situation, now, (current) =>
        withSample(situation, then, (earlier): Verdict => {
          const change =
            current.value === earlier.value ? 0 : (current.value - earlier.value) / Math.abs(earlier.value);
          const values = { earlier: earlier.value, ...(Number.isFinite(change) && { change }) };
          const verdict = (outcome: Verdict["outcome"]): Verdict => {
            keepEvidence(situation, name, outcome);
            // more than nothing is the largest change
            const badness = Number.isFinite(change) ? Math.abs(change) : Number.MAX_VALUE;
            return { outcome, value: current.value, values, badness };
          };
          const tooEarly = isGrowing ? uncovered(situation, now, then) : undefined;
          if (tooEarly !== undefined)
            return { outcome: "unsure", isTooEarly: true, value: current.value, reason: tooEarly };
          if (Math.max(current.count ?? Infinity, earlier.count ?? Infinity) < evidence.minCount)
            return { ...verdict("unsure"), reason: `fewer than ${evidence.minCount} entries` };
          const side = change > above ? "larger" : change < below ? "smaller" : undefined;
          if (side === undefined) return verdict("clear");
          // an alert ends when the change is smaller, not when there is less evidence of it
          if (hasEvidence(situation, name, now) || isReal(side, current, earlier, evidence.alpha))
            return verdict("holds");
          return { ...verdict("unsure"), isBeyond: true, reason: notEnough(change, current, earlier) };
        }),
      ),
  };
}

/** A service that began anew covers the earlier window, and may not cover the one of now. */
function uncovered(situation: Situation, now: Input, then: Input): string | undefined {
  const earlier = partlyCovered(situation, then);
  return earlier === undefined ? partlyCovered(situation, now) : `${earlier} at the earlier time`;
}

/** `70 % less, but chance explains 3 after 10`. */
function notEnough(change: number, now: Sample, then: Sample): string {
  const side = change < 0 ? "less" : "more";
  // a count after none has no share
  const size = Number.isFinite(change) ? `${percentText(Math.abs(change), 3)} ${side}` : side;
  return `${size}, but chance explains ${countsText(now)} after ${countsText(then)}`;
}

function countsText({ part, count = 0, estimated }: Sample): string {
  const { format } = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  if (part === undefined) return format(count);
  return `${format(part)} of ${format(count)}${estimated === undefined ? "" : " recorded entries"}`;
}

/** Whether chance does not explain the difference. Other values than counts and shares have no interval. */
function isReal(side: "larger" | "smaller", now: Sample, then: Sample, alpha: number): boolean {
  if (now.count === undefined || then.count === undefined) return true;
  if (now.part === undefined || then.part === undefined)
    return side === "larger"
      ? isLargerCount(now.count, then.count, alpha)
      : isSmallerCount(now.count, then.count, alpha);
  const pair = [testedCounts(now), testedCounts(then)] as const;
  return side === "larger" ? isLargerShare(...pair, alpha) : isSmallerShare(...pair, alpha);
}
