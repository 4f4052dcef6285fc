// Compares a transaction with the previous period: a verdict in a word, and which of its changes are significant.
import type { TransactionFigures } from "contract";

import { few } from "./comparable.ts";
import { notable, proportionZ, ratioZ, type Share } from "./significance.ts";

type Verdict = "bad" | "good" | "usual";

export interface TransactionVerdict {
  readonly kind: "ok" | "error" | "off";
  readonly word: string;
  readonly completion: Verdict;
  readonly amount: Verdict;
  readonly p95: Verdict;
}

/** How many transactions ended, in any way. */
export const endedOf = ({ completed, failed, abandoned }: TransactionFigures): number =>
  completed + failed + abandoned;

/** The completed transactions among those that ended. */
const completionShare = (figures: TransactionFigures): Share => ({
  count: figures.completed,
  total: endedOf(figures),
});

/** Judges `current` against `previous`. With too few transactions on either side there is no verdict. */
export function judge(current: TransactionFigures, previous: TransactionFigures): TransactionVerdict {
  const [now, before] = [completionShare(current), completionShare(previous)];
  const unknown = whyUnknown(now, before, current.open);
  if (unknown !== undefined)
    return { kind: "off", word: unknown, completion: "usual", amount: "usual", p95: "usual" };
  const completion = verdictOf(proportionZ(now, before));
  const slower = ratioZ(
    { value: current.p95Ms ?? 0, count: now.total },
    { value: previous.p95Ms ?? 0, count: before.total },
    3,
  );
  const isSlower = slower > notable && (current.p95Ms ?? 0) > (previous.p95Ms ?? 0) * 1.2;
  return {
    kind: completion === "bad" ? "error" : "ok",
    word: words[completion],
    completion,
    amount: ratioZ(amountOf(current), amountOf(previous)) < -notable ? "bad" : "usual",
    p95: isSlower ? "bad" : "usual",
  };
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
