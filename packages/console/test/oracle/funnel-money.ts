// What people of a funnel are worth, by the definitions in words, from records one by one.
import type { FunnelMoneyResult } from "contract";
import type { FunnelWalk } from "./attempts.ts";
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";
import { isEnd } from "./transactions.ts";

const prefix = "telltale.transaction.";

export interface Paid {
  readonly person: string | undefined;
  readonly lastAt: number;
  readonly isCompleted: boolean;
  readonly currency: string;
  readonly cents: number;
}

type StepMoney = Omit<FunnelMoneyResult["steps"][number], "amounts" | "lost"> & {
  readonly amounts: Cents;
  readonly lost: Cents;
};
type Cents = Readonly<Record<string, number>>;

/** At each step, from the transactions with an amount that `counts`. */
export function moneyAt(
  walks: readonly FunnelWalk[],
  steps: readonly string[],
  records: readonly RawRecord[],
  period: Period,
  counts: (record: RawRecord) => boolean,
): readonly StepMoney[] {
  const byPerson = Map.groupBy(paidIn(records, period, counts), ({ person }) => person);
  const worth = walks.flatMap(({ person, level, isOpen }) => {
    const paid = paidBy(byPerson.get(person) ?? [], level === steps.length);
    return paid === undefined ? [] : [{ level, isOpen, paid }];
  });
  return steps.map((step, at) => {
    const reached = worth.filter(({ level }) => level > at);
    const isLast = at + 1 === steps.length;
    const lost = reached.filter(({ level, isOpen }) => !isLast && level === at + 1 && !isOpen);
    const centsOf = (all: typeof worth): Cents => sumOf(all.map(({ paid }) => paid));
    return {
      step,
      people: reached.length,
      amounts: centsOf(reached),
      lostPeople: lost.length,
      lost: centsOf(lost),
    };
  });
}

/** Those who took all steps paid for their latest transaction, others did not pay for their latest one that was not completed. */
export function paidBy(transactions: readonly Paid[], isFinished: boolean): Paid | undefined {
  return transactions
    .filter(({ isCompleted }) => isFinished || !isCompleted)
    .toSorted((a, b) => a.lastAt - b.lastAt)
    .at(-1);
}

/** The transactions of a period that have an amount. */
export function paidIn(
  records: readonly RawRecord[],
  period: Period,
  counts: (record: RawRecord) => boolean,
): readonly Paid[] {
  const personOf = personsOf(records);
  const own = between(once(records), period).filter(
    (record) => record.event.startsWith(prefix) && counts(record),
  );
  const byId = Map.groupBy(
    own.toSorted((a, b) => a.at - b.at),
    ({ attributes }) => `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`,
  );
  return [...byId.values()].flatMap((all): Paid[] => {
    const paid = all.findLast(({ attributes }) => `${prefix}amount` in attributes);
    if (paid === undefined) return [];
    const named = all.findLast(({ user }) => user !== "") ?? all.findLast(({ session }) => session !== "");
    return [
      {
        person: named && personOf(named),
        lastAt: all.at(-1)!.at,
        isCompleted: all.find(isEnd)?.attributes[`${prefix}outcome`] === "completed",
        currency: String(paid.attributes[`${prefix}currency`]),
        cents: Math.round(Number(paid.attributes[`${prefix}amount`]) * 100),
      },
    ];
  });
}

function sumOf(all: readonly Paid[]): Cents {
  const cents: Record<string, number> = {};
  for (const { currency, cents: one } of all) cents[currency] = (cents[currency] ?? 0) + one;
  return cents;
}

/** Amounts of an answer in hundredths, by currency. */
export function toCents(amounts: FunnelMoneyResult["steps"][number]["amounts"]): Cents {
  return Object.fromEntries(
    amounts.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]),
  );
}
