// The verdict of a type of transactions in one line: what is wrong as the overview says it, else a word.
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { useTransactionEvidence } from "../../data/use-transaction-evidence.ts";
import { type MaybeLate, unknownWords } from "../../lib/completeness.ts";
import { capital, fallClaim, stopClaim } from "../../lib/transaction-claims.ts";
import { judge, type TransactionVerdict } from "../../lib/transaction-verdict.ts";
import { useIsAtRisk } from "../../state/new-errors.ts";
import { useScope } from "../../state/scope.ts";
import { VerdictLine } from "../../ui/verdict-line.tsx";

interface TypeVerdictProps {
  /** Of the complete part of the range. */
  readonly summary: MaybeLate<TransactionTypeSummary>;
  readonly isEstimate: boolean;
  /** Nothing else is said: there are no figures, or they are of some transactions of the type. */
  readonly onlyStop: boolean;
}

export function TypeVerdict({ summary, isEstimate, onlyStop }: TypeVerdictProps): JSX.Element | null {
  const { rangeQuery } = useScope();
  const known = useTransactionEvidence(rangeQuery).of(summary.type);
  const isAtRisk = useIsAtRisk();
  const unknown = unknownWords(summary) ?? known?.unknown;
  const stop = unknown === undefined ? known?.stop : undefined;
  if (stop !== undefined)
    return <VerdictLine verdict={{ state: "bad", kind: "error", word: stopClaim(stop) }} />;
  if (onlyStop) return null;
  const verdict = judge(summary, { ...known, isEstimate, isAtRisk, unknown });
  return <VerdictLine verdict={{ ...verdict, word: sentenceOf(summary.type, verdict) }} />;
}

/** A fall with its figures where it is the worst that is known. */
function sentenceOf(type: string, { state, word, fall }: TransactionVerdict): string {
  return state === "bad" && word === "fell" && fall !== undefined
    ? capital(fallClaim({ ...fall, type }))
    : word;
}
