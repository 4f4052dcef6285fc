// Transactions that ended.
import { durationMs } from "catalog/duration";
import { percentiles, shareOfPercentile } from "catalog/percentile";
import { alternative, choice, type Infer, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { goodLimit, missingLimit, sourceKind, where } from "./kind.ts";
import { amountOf, counted, percentile, shareOf, valueSample } from "./measure.ts";

export const transaction = sourceKind(
  alternative("Transaction", ["transaction"], "Transactions of a type that ended in the window.", {
    transaction: required(text("purchase"), "Type of the transaction."),
    measure: required(
      choice(["completion", "failure", "count", "amount", ...percentiles, "within"]),
      "`completion` and `failure` as shares; `count`; the sum of the `amount` of completed ones; a percentile of their duration in seconds; or with `within` the share of all that completed in at most `limit`.",
    ),
    limit: goodLimit,
    where,
  }),
  {
    words: (of, measure) => `${measure} of ${of("transaction")}`,
    missing: missingLimit,
  },
);

/** A transaction that ended. */
export interface TransactionFact extends AnyFact {
  readonly transaction: string;
  /** Of several ends of one transaction the first counts; absent: it is one of its own. */
  readonly id?: string;
  readonly outcome: "completed" | "failed" | "abandoned";
  readonly amount?: number;
  readonly seconds?: number;
}

export const transactionFacts: SourceFacts<Infer<typeof transaction>, TransactionFact> = {
  kind: "transaction",
  signal: "business",
  nameOf: (source) => source.transaction,
  onceBy: ({ transaction: type, id }) => (id === undefined ? undefined : JSON.stringify([type, id])),
  measure({ measure, limit }, facts) {
    const completed = facts.filter(({ outcome }) => outcome === "completed");
    switch (measure) {
      case "count":
        return counted(facts);
      case "completion":
        return shareOf(completed, facts);
      case "failure":
        return shareOf(
          facts.filter(({ outcome }) => outcome === "failed"),
          facts,
        );
      case "within":
        return shareOf(
          completed.filter((one) => (one.seconds ?? Infinity) <= durationMs(limit!) / 1000),
          facts,
        );
      case "amount":
        return { value: amountOf(completed) };
      default:
        return valueSample(percentile(completed, "seconds", shareOfPercentile(measure)));
    }
  },
  table: {
    column: "transaction",
    columns: ["outcome", "amount", "seconds"],
    read: (row) => {
      const [amount, seconds] = [row.number("amount"), row.number("seconds")];
      return {
        transaction: row.text("transaction"),
        outcome: row.choice("outcome", ["completed", "failed", "abandoned"], "completed"),
        ...(amount !== undefined && { amount }),
        ...(seconds !== undefined && { seconds }),
      };
    },
  },
};
