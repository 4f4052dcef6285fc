// GET /api/funnels/{name}/money: what the transactions of the people at each step are worth, and of those who dropped there.
import type { FunnelMoneyResult, FunnelStepMoney, ParamsOf } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { askParts, findSize, toParts } from "../journeys/people-parts.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";
import { sumMoney } from "../transactions/money.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { usualPartSize } from "./funnel-levels.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { toQueryBefore } from "./funnel-periods.ts";
import { openFunnel } from "./funnel-rules.ts";
import { findWindow } from "./funnel-window.ts";

/** People with an amount who came as far as `level`, from 1, in one currency. */
interface MoneyRow {
  readonly level: number;
  readonly isOpen: boolean | number;
  readonly currency: string;
  readonly people: string;
  readonly amount: string;
}

export async function getFunnelMoney(
  params: ParamsOf<"GET /api/funnels/:name/money">,
  context: ApiContext,
): Promise<FunnelMoneyResult> {
  const range = readRange(params, context);
  const which = { environment: params.environment, ...toConditionParams(params, context) };
  const { funnel } = await openFunnel(params.name, params, range, context);
  const { steps } = funnel;
  if (steps.length === 0) return { ...toResolved(range), steps: [], previous: [] };
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = toFunnelParams([funnel], range, which, { ...params, windowMs });
  // one after the other: counting many people needs all the memory that queries have
  const now = await readMoney(query, context);
  const before = await readMoney(toQueryBefore(query, range), context);
  return { ...toResolved(range), steps: moneyByStep(steps, now), previous: moneyByStep(steps, before) };
}

async function readMoney(query: QueryParams, context: ApiContext): Promise<readonly MoneyRow[]> {
  const size = await findSize(query, context);
  if (size === 0) return [];
  return askParts(toParts(size, usualPartSize), (part) =>
    run<MoneyRow>(context, "funnel-money", { ...query, ...part, ...nowParams(context) }),
  );
}

/** At each step the amounts of the next one, those that were lost, and those of people who may still go on. */
function moneyByStep(steps: readonly string[], rows: readonly MoneyRow[]): FunnelStepMoney[] {
  return steps.map((step, at) => {
    const reached = rows.filter(({ level }) => level > at);
    const lost = reached.filter(({ level, isOpen }) => level === at + 1 && level < steps.length && !isOpen);
    return {
      step,
      people: countPeople(reached),
      amounts: sumMoney(reached.map(toAmount)),
      lostPeople: countPeople(lost),
      lost: sumMoney(lost.map(toAmount)),
    };
  });
}

const countPeople = (rows: readonly MoneyRow[]): number =>
  rows.reduce((sum, { people }) => sum + Number(people), 0);

const toAmount = ({ currency, amount }: MoneyRow): Readonly<Record<string, string>> => ({
  [currency]: amount,
});
