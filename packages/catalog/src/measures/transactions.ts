// Measures of transactions.
import { leastEvidence } from "./evidence.ts";
import type { Measure } from "./measure.ts";

const byId =
  "Transactions by type and id: a repeated record counts once, and the first end by time is the end.";

const count = { unit: "count", population: byId, counts: "stored" } as const;
const share = { unit: "share", population: byId, counts: "stored", least: leastEvidence } as const;
const amount = { unit: "amount", population: byId, counts: "stored" } as const;

export type TransactionMeasure =
  | "started"
  | "ended"
  | "completed"
  | "failed"
  | "abandoned"
  | "open"
  | "completion"
  | "failure"
  | "completedWithin"
  | "lostReasonShare"
  | "amount"
  | "lostAmount"
  | "atRisk"
  | "transactionDuration";

export const transactionMeasures: Readonly<Record<TransactionMeasure, Measure>> = {
  started: { ...count, name: "Started", text: "Transactions that began in the range." },
  ended: {
    ...count,
    name: "Ended",
    noun: "number",
    text: "Transactions that were completed, failed or were abandoned in the range.",
  },
  completed: {
    ...count,
    name: "Completed",
    good: "more",
    text: "Transactions that ended in the range and were completed.",
  },
  failed: {
    ...count,
    name: "Failed",
    good: "less",
    text: "Transactions that ended in the range and failed.",
  },
  abandoned: {
    ...count,
    name: "Abandoned",
    good: "less",
    text: "Transactions that were abandoned in the range, or whose timeout passed in it.",
  },
  open: {
    ...count,
    name: "Open",
    text: "Transactions that began in the range and have not ended yet.",
  },
  completion: {
    ...share,
    name: "Completion",
    of: { part: "completed", whole: "completed, failed and abandoned" },
    good: "more",
    text: "Completed share of the transactions that ended in the range; open ones are not in it.",
  },
  failure: {
    ...share,
    name: "Failure",
    of: { part: "failed", whole: "completed, failed and abandoned" },
    good: "less",
    text: "Failed share of the transactions that ended in the range; open ones are not in it.",
  },
  completedWithin: {
    ...share,
    name: "Completed within the limit",
    noun: "share within the limit",
    of: { part: "completed in at most the limit", whole: "completed, failed and abandoned" },
    good: "more",
    text: "Share of the transactions that ended in the range and were completed in at most the limit.",
  },
  lostReasonShare: {
    ...share,
    name: "Share of lost",
    of: { part: "failed or abandoned for the reason", whole: "failed and abandoned" },
    text: "Share of the transactions that failed or were abandoned.",
  },
  amount: {
    ...amount,
    name: "Completed amount",
    good: "more",
    text: "Latest amounts of the transactions that were completed, by currency.",
  },
  lostAmount: {
    ...amount,
    name: "Amount lost",
    good: "less",
    text: "Latest amounts of the transactions that failed or were abandoned in the range, by currency.",
  },
  atRisk: {
    ...amount,
    name: "At risk",
    population:
      "Distinct transactions with a record in a trace with the error, for an alert on transactions those that failed or were abandoned, that were not completed by the end of the range.",
    good: "less",
    text: "Amounts of the distinct transactions that it reached and that were not completed by the end of the range.",
  },
  transactionDuration: {
    name: "Duration",
    unit: "ms",
    population: byId,
    counts: "stored",
    good: "less",
    least: leastEvidence,
    text: "Durations of the transactions that were completed.",
  },
};
