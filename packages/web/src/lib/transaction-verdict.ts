// The verdict of a type of transactions in a word, from its promises, what is usual, and the previous period; and which of its changes are
// significant.
import { type Judgement, leastEvidence } from "catalog/measures";
import type {
  TransactionAmount,
  TransactionEvidence,
  TransactionFigures,
  TransactionTypeSummary,
} from "contract";

import { ofOneCurrency } from "./compared-amounts.ts";
import { formatShare } from "./format.ts";
import { badOf } from "./open-alert.ts";
import { notable, proportionZ, ratioZ, type Share, verdictOf } from "./significance.ts";
import { completedOf, type Fall, findFallOf } from "./transaction-fall.ts";
import {
  isEvaluated,
  missedWords,
  notEvaluatedWords,
  type ObjectiveShare,
  objectivesOf,
  openOf,
} from "./transaction-promises.ts";
import { type Stop } from "./transaction-stop.ts";
import { usualCompletion } from "./usual-completion.ts";
import { aboveUsual } from "./usual-share.ts";
import { type Bad, decideVerdict, type Verdict } from "./verdict.ts";

export interface TransactionVerdict extends Verdict {
  readonly completion: Judgement;
  readonly amount: Judgement;
  readonly p95: Judgement;
  /** When completion fell, or that it is below what is usual. */
  readonly fall: Fall | undefined;
}

/** What a verdict is made of. */
export type Judged = Pick<TransactionTypeSummary, "current" | "previous" | "buckets">;

/** What is known beside the figures. */
export interface VerdictContext {
  /**
   * Estimated figures are counts of a part, multiplied, and look surer than they are: only promises are judged, and that nothing starts.
   */
  readonly isEstimate?: boolean;
  /** Absent: not read yet, or it failed. */
  readonly evidence?: TransactionEvidence | undefined;
  readonly stop?: Stop | undefined;
  /** Why nothing can be said, in words. */
  readonly unknown?: string | undefined;
  /** A new error has transactions at risk, of which type is not known: a promise that still holds does not make it green. */
  readonly isAtRisk?: boolean;
}

/** How many transactions ended, in any way. */
export const endedOf = ({ completed, failed, abandoned }: TransactionFigures): number =>
  completed + failed + abandoned;

export function judge(judged: Judged, known: VerdictContext = {}): TransactionVerdict {
  const { isEstimate = false, evidence, unknown } = known;
  const { current, previous } = judged;
  const [now, before] = [completedOf(current), completedOf(previous)];
  const fall = isEstimate ? undefined : findFallOf(judged, evidence);
  const few = isEstimate ? "estimated" : whyFew(now, before, evidence, current.open);
  const changes: Changes = {
    completion: few === undefined ? judgeCompletion(now, before, evidence) : "usual",
    ...(few === undefined ? judgeOthers(current, previous) : usualOthers),
    fall,
  };
  const objectives = isEstimate || evidence === undefined ? [] : objectivesOf(evidence, current);
  const verdict = decideVerdict({
    unknown,
    bad: badOfType(changes, objectives, known),
    notEvaluated: evidence && notEvaluatedWords(evidence),
    few,
    isPromised: isPromised(known),
    word:
      objectives[0] === undefined ? words[changes.completion] : `meets ${formatShare(objectives[0].target)}`,
  });
  return { ...verdict, ...changes };
}

type Changes = Omit<TransactionVerdict, keyof Verdict>;

function badOfType(
  { completion, p95, fall }: Changes,
  objectives: readonly ObjectiveShare[],
  { stop, evidence }: VerdictContext,
): readonly Bad[] {
  return [
    ...(stop === undefined ? [] : [{ kind: "error", word: "stopped" } as const]),
    ...objectives
      .filter(({ isMissed }) => isMissed)
      .map((one): Bad => ({ kind: "error", word: missedWords(one) })),
    ...(completion === "bad" || fall !== undefined ? [{ kind: "error", word: words.bad } as const] : []),
    ...badOf(evidence === undefined ? [] : openOf(evidence)),
    ...(p95 === "bad" ? [{ kind: "warn", word: "slower" } as const] : []),
  ];
}

const isPromised = ({ evidence, isAtRisk = false }: VerdictContext): boolean =>
  !isAtRisk && evidence !== undefined && isEvaluated(evidence);

const words: Readonly<Record<Judgement, string>> = { bad: "fell", good: "rose", usual: "steady" };

/** Against the same hours of earlier days, else against the previous period. */
function judgeCompletion(now: Share, before: Share, evidence: TransactionEvidence | undefined): Judgement {
  const usual = evidence === undefined ? undefined : usualCompletion(evidence);
  return verdictOf("completion", usual === undefined ? proportionZ(now, before) : aboveUsual(now, usual));
}

const usualOthers = { amount: "usual", p95: "usual" } as const;

function judgeOthers(
  current: TransactionFigures,
  previous: TransactionFigures,
): Pick<TransactionVerdict, "amount" | "p95"> {
  const slower = ratioZ(
    { value: current.p95Ms ?? 0, count: current.completed },
    { value: previous.p95Ms ?? 0, count: previous.completed },
    3,
  );
  const isSlower = slower > notable && (current.p95Ms ?? 0) > (previous.p95Ms ?? 0) * 1.2;
  return {
    amount: amountZ(current, previous) < -notable ? "bad" : "usual",
    p95: isSlower ? "bad" : "usual",
  };
}

/** Why there is no verdict, in words; `undefined` where there are enough, and something to compare with. */
function whyFew(
  now: Share,
  before: Share,
  evidence: TransactionEvidence | undefined,
  open: number,
): string | undefined {
  if (now.total === 0) return open > 0 ? "all still open" : "no transactions";
  if (now.total < leastEvidence) return "few so far";
  const hasUsual = evidence !== undefined && usualCompletion(evidence) !== undefined;
  const hasObjective =
    evidence !== undefined && objectivesOf(evidence, { ...noCounts, completed: now.total }).length > 0;
  if (hasUsual || hasObjective || before.total >= leastEvidence) return undefined;
  return before.total === 0 ? "no earlier data" : "few before";
}

const noCounts = { completed: 0, failed: 0, abandoned: 0 };

/** By how many standard errors amounts rose; 0 where the periods have several currencies. */
function amountZ(current: TransactionFigures, previous: TransactionFigures): number {
  const both = ofOneCurrency(current.amounts, previous.amounts);
  if (both === undefined) return 0;
  return ratioZ(valueOf(both.now), valueOf(both.before));
}

function valueOf({ amount, transactions }: TransactionAmount): { value: number; count: number } {
  return { value: Number(amount), count: transactions };
}
