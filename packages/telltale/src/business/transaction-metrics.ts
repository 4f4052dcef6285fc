// What is counted when a transaction ends.
import type { Scope } from "../engine/context/scope.ts";
import { counter, histogram } from "../own-calls.ts";
import type { Amount } from "./amount.ts";
import type { TransactionOutcome } from "./transaction-contract.ts";

const count = counter("telltale.transaction.count", {
  unit: "{transaction}",
  description: "Transactions that ended, by type and outcome.",
});
const amounts = histogram("telltale.transaction.amount", {
  unit: "{amount}",
  description: "What transactions were about, by type, outcome and currency.",
});
const durations = histogram("telltale.transaction.duration", {
  unit: "s",
  description: "From the start of a transaction to its end.",
});

/** Counts one end and its duration, with exemplars of the span of `scope`. */
export function measureTransaction(
  type: string,
  outcome: TransactionOutcome,
  durationMs: number,
  scope: Scope,
): void {
  const by = { "telltale.transaction.type": type, "telltale.transaction.outcome": outcome };
  count.add(1, by, scope);
  durations.record(durationMs / 1000, by, scope);
}

/** Records the amount of a transaction that has ended. One below zero is left out: a histogram's sum only grows. */
export function measureAmount(
  type: string,
  outcome: TransactionOutcome,
  amount: Amount,
  currency: string | undefined,
  scope: Scope,
): void {
  const value = Number(amount);
  if (!(value >= 0)) return;
  amounts.record(
    value,
    {
      "telltale.transaction.type": type,
      "telltale.transaction.outcome": outcome,
      "telltale.transaction.currency": currency,
    },
    scope,
  );
}
