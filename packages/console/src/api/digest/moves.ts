// Figures of transactions and funnels that moved by more than chance explains.
import { shareOf } from "catalog/measures";
import type { DigestMove, FunnelSummary, TransactionFigures } from "contract";
import { countSize, ratioSize, shareSize, type Value } from "../../compare/sizes.ts";
import type { TypeFigures } from "../transactions/transaction-figures.ts";

/** Beyond so many standard errors: about one in 16,000 by chance, so that a hundred figures give no false one in a year. */
const loud = 4;
/** And by so much of what they were: a sure change of one per cent is not news. */
const minShare = 0.05;
const minPoints = 0.01;

/** How a type of transactions moved. One that did not occur before has not moved: it is new. */
export function transactionMoves({ type, current, previous }: TypeFigures): readonly DigestMove[] {
  const path = `/transactions/${encodeURIComponent(type)}`;
  const of = { kind: "transaction", name: type, path } as const;
  const [ended, endedBefore] = [endedOf(current), endedOf(previous)];
  if (endedBefore + previous.started === 0) return [];
  const moves: DigestMove[] = [];
  const volume = countSize({ count: endedBefore, seconds: 1 }, { count: ended, seconds: 1 });
  if (isNews(volume, ended, endedBefore))
    moves.push({ ...of, what: "volume", now: ended, before: endedBefore, unit: "count", size: volume });
  const completion = shareSize(
    { part: previous.completed, whole: endedBefore },
    { part: current.completed, whole: ended },
  );
  if (Math.abs(completion) >= loud) {
    const now = shareOf(current.completed, ended);
    const before = shareOf(previous.completed, endedBefore);
    if (now !== null && before !== null && Math.abs(now - before) >= minPoints)
      moves.push({ ...of, what: "completion", now, before, unit: "share", size: completion });
  }
  const currencies = new Set([...current.amounts, ...previous.amounts].map(({ currency }) => currency));
  for (const currency of currencies) {
    const [paid, paidBefore] = [amountIn(current, currency), amountIn(previous, currency)];
    const [now, before] = [paid.value, paidBefore.value];
    const size =
      now === 0 && before > 0
        ? countSize({ count: paidBefore.count, seconds: 1 }, { count: 0, seconds: 1 })
        : // amounts vary as their number does, and each about as much as its mean
          ratioSize(paidBefore, paid);
    if (isNews(size, now, before)) moves.push({ ...of, what: "amount", now, before, unit: currency, size });
  }
  return moves;
}

/** How the conversion of a funnel moved. */
export function funnelMoves({ name, steps, previous }: FunnelSummary): readonly DigestMove[] {
  const [entered, converted] = [steps[0]?.people ?? 0, steps.at(-1)?.people ?? 0];
  const [enteredBefore, convertedBefore] = [previous[0] ?? 0, previous.at(-1) ?? 0];
  const size = shareSize(
    { part: convertedBefore, whole: enteredBefore },
    { part: converted, whole: entered },
  );
  if (Math.abs(size) < loud) return [];
  const [now, before] = [shareOf(converted, entered), shareOf(convertedBefore, enteredBefore)];
  if (now === null || before === null || Math.abs(now - before) < minPoints) return [];
  const path = `/funnels/${encodeURIComponent(name)}`;
  return [{ kind: "funnel", name, path, what: "conversion", now, before, unit: "share", size }];
}

/** The surest first. */
export function surest(moves: readonly DigestMove[]): DigestMove[] {
  return moves.toSorted((a, b) => Math.abs(b.size) - Math.abs(a.size));
}

function endedOf({ completed, failed, abandoned }: TypeFigures["current"]): number {
  return completed + failed + abandoned;
}

/** The amount in a currency, and how many transactions it is the sum of. */
function amountIn({ amounts }: TransactionFigures, currency: string): Value {
  const found = amounts.find((one) => one.currency === currency);
  return { value: Number(found?.amount ?? 0), count: found?.transactions ?? 0 };
}

function isNews(size: number, now: number, before: number): boolean {
  return Math.abs(size) >= loud && Math.abs(now - before) >= before * minShare;
}
