// How a transaction does against the period before, in a word, and which of its changes deserve colour.
import type { TransactionFigures } from "contract";

import { notable, proportionZ, ratioZ, type Share } from "./significance.ts";

type Verdict = "bad" | "good" | "usual";

export interface TransactionVerdict {
  readonly kind: "ok" | "error" | "off";
  readonly word: string;
  readonly completion: Verdict;
  readonly amount: Verdict;
  readonly p95: Verdict;
}

const few = 20;

/** Completed among those that ended. */
const completionShare = ({ completed, failed, abandoned }: TransactionFigures): Share => ({
  count: completed,
  total: completed + failed + abandoned,
});

/** Judges `current` against `previous`; with too few on either side it says so instead. */
export function judge(current: TransactionFigures, previous: TransactionFigures): TransactionVerdict {
  const [now, before] = [completionShare(current), completionShare(previous)];
  const quiet = { completion: "usual", amount: "usual", p95: "usual" } as const;
  if (now.total === 0)
    return { kind: "off", word: current.open > 0 ? "all still open" : "no transactions", ...quiet };
  if (now.total < few || before.total < few)
    return {
      kind: "off",
      word: now.total < few ? "few so far" : before.total === 0 ? "no earlier data" : "few before",
      ...quiet,
    };
  const z = proportionZ(now, before);
  const completion: Verdict = z < -notable ? "bad" : z > notable ? "good" : "usual";
  const amount = ratioZ(amountOf(current), amountOf(previous)) < -notable ? "bad" : "usual";
  const slower = ratioZ(
    { value: current.p95Ms ?? 0, count: now.total },
    { value: previous.p95Ms ?? 0, count: before.total },
    3,
  );
  const p95: Verdict =
    slower > notable && (current.p95Ms ?? 0) > (previous.p95Ms ?? 0) * 1.2 ? "bad" : "usual";
  const word = completion === "bad" ? "fell" : completion === "good" ? "rose" : "steady";
  return { kind: completion === "bad" ? "error" : "ok", word, completion, amount, p95 };
}

/** The largest currency stands for the rest: currencies are never added. */
function amountOf({ amounts, completed }: TransactionFigures): { value: number; count: number } {
  return { value: Number(amounts[0]?.amount ?? 0), count: completed };
}
