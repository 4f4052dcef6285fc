// The transactions and interactions of people whom conditions choose, by the definitions in words, from records one by one.
import type { TransactionFigures } from "contract";
import { close } from "./figures.ts";
import { once } from "./persons.ts";
import type { Period } from "./requests.ts";
import { type Bought, boughtIn } from "./single-transactions.ts";
import type { RawRecord } from "./telemetry.ts";
import { isEnd, recordsOf, type TransactionCounts } from "./transactions.ts";

/** Contacts of some people soon after a step, each with the plan of the step. */
export function contactsOf(steps: readonly RawRecord[]): readonly RawRecord[] {
  return once(steps)
    .filter((_, at) => at % 3 === 0)
    .map(({ attributes, ...step }, at) => ({
      ...step,
      uid: `${step.uid}-contact`,
      event: "telltale.interaction.ended",
      at: step.at + 0.0625,
      attributes: {
        ...("plan" in attributes && { plan: attributes["plan"]! }),
        "telltale.interaction.type": at % 2 === 0 ? "call" : "mail",
        "telltale.interaction.channel": ["phone", "chat", "letter"][at % 3]!,
        "telltale.interaction.satisfaction": (at % 5) + 1,
      },
    }));
}

/**
 * The transactions of the records that figures of `period` are made of. One is of whom its records name: its first end first, else the
 * latest; its service and attributes are those of this record.
 *
 * @param counts by the record that has its attributes, with the person of the transaction.
 */
export function boughtBy(
  records: readonly RawRecord[],
  period: Period,
  counts: (record: RawRecord) => boolean,
): readonly Bought[] {
  return boughtIn(recordsOf(records, period)).filter(({ records: own, user }) => {
    const byWeight = [...own.filter(isEnd), ...own.toReversed()];
    const session = byWeight.find((one) => one.session !== "")?.session ?? "";
    const main = byWeight[0]!;
    return counts({ ...main, user, session });
  });
}

/** What `countTransactions` counts, from the API. */
export function toCounts(found: TransactionFigures | undefined): TransactionCounts {
  const {
    started = 0,
    completed = 0,
    failed = 0,
    abandoned = 0,
    open = 0,
    completionRate = null,
  } = found ?? {};
  const amounts = found?.amounts ?? [];
  return {
    started,
    completed,
    failed,
    abandoned,
    open,
    completionRate,
    cents: Object.fromEntries(
      amounts.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]),
    ),
    paid: Object.fromEntries(amounts.map(({ currency, transactions }) => [currency, transactions])),
  };
}

/** Count and satisfaction of interactions. */
export function contactFigures(records: readonly RawRecord[]): object {
  const scores = records.map(({ attributes }) => Number(attributes["telltale.interaction.satisfaction"]));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { count: records.length, satisfaction: records.length === 0 ? null : close(mean) };
}
