// Compares a transaction with the previous period, and the parts of the range with each other: a verdict in a word, and which of its
// changes are significant.
import type { TransactionFigures, TransactionTypeSummary } from "contract";

import { few } from "./comparable.ts";
import { notable, proportionZ, ratioZ, type Share } from "./significance.ts";
import { type Fall, findFallOf } from "./transaction-fall.ts";

type Verdict = "bad" | "good" | "usual";

export interface TransactionVerdict {
  readonly kind: "ok" | "error" | "off";
  readonly word: string;
  readonly completion: Verdict;
  readonly amount: Verdict;
  readonly p95: Verdict;
  /** When completion fell within the range. */
  readonly fall: Fall | undefined;
}

/** What a verdict is made of. */
export type Judged = Pick<TransactionTypeSummary, "current" | "previous" | "buckets">;

/** How many transactions ended, in any way. */
export const endedOf = ({ completed, failed, abandoned }: TransactionFigures): number =>
  completed + failed + abandoned;

/** The completed transactions among those that ended. */
const completionShare = (figures: TransactionFigures): Share => ({
  count: figures.completed,
  total: endedOf(figures),
});

/**
 * Judges the range against the previous period. With too few transactions on either side there is no verdict, but for a fall within the
 * range, which needs no previous period. Estimated figures have no verdict: they are counts of a part, multiplied, and look surer than
 * they are.
 */
export function judge({ current, previous, buckets }: Judged, isEstimate = false): TransactionVerdict {
  if (isEstimate)
    return {
      ...judgeFall(undefined, "estimated"),
      completion: "usual",
      amount: "usual",
      p95: "usual",
      fall: undefined,
    };
  const [now, before] = [completionShare(current), completionShare(previous)];
  const fall = findFallOf({ buckets, previous });
  const unknown = whyUnknown(now, before, current.open);
  if (unknown !== undefined)
    return { ...judgeFall(fall, unknown), completion: "usual", amount: "usual", p95: "usual", fall };
  const completion = verdictOf(proportionZ(now, before));
  const slower = ratioZ(
    { value: current.p95Ms ?? 0, count: now.total },
    { value: previous.p95Ms ?? 0, count: before.total },
    3,
  );
  const isSlower = slower > notable && (current.p95Ms ?? 0) > (previous.p95Ms ?? 0) * 1.2;
  const isBad = completion === "bad" || fall !== undefined;
  return {
    kind: isBad ? "error" : "ok",
    word: words[isBad ? "bad" : completion],
    completion,
    amount: ratioZ(amountOf(current), amountOf(previous)) < -notable ? "bad" : "usual",
    p95: isSlower ? "bad" : "usual",
    fall,
  };
}

function judgeFall(fall: Fall | undefined, unknown: string): Pick<TransactionVerdict, "kind" | "word"> {
  return fall === undefined ? { kind: "off", word: unknown } : { kind: "error", word: words.bad };
}

const words: Readonly<Record<Verdict, string>> = { bad: "fell", good: "rose", usual: "steady" };

/** Why there is no verdict, in words; `undefined` where there are enough on both sides. */
function whyUnknown(now: Share, before: Share, open: number): string | undefined {
  if (now.total === 0) return open > 0 ? "all still open" : "no transactions";
  if (now.total < few) return "few so far";
  if (before.total >= few) return undefined;
  return before.total === 0 ? "no earlier data" : "few before";
}

function verdictOf(z: number): Verdict {
  if (z < -notable) return "bad";
  return z > notable ? "good" : "usual";
}

/** The amount in the largest currency: currencies are never added. */
function amountOf({ amounts, completed }: TransactionFigures): { value: number; count: number } {
  return { value: Number(amounts[0]?.amount ?? 0), count: completed };
}
