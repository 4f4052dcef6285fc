// GET /api/funnels/{name}/group-money: what the people of a funnel are worth, by the values of an attribute of a step or of its traces.
import type { FunnelGroupMoney, FunnelGroupMoneyResult, ParamsOf } from "contract";
import { groupBy } from "../../lists/group-by.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { findSize } from "../journeys/people-parts.ts";
import { readRange } from "../params/params.ts";
import { type Range, toResolved } from "../time/range.ts";
import { scaleMoney } from "../transactions/money.ts";
import { askSamples, toFactSamples } from "./fact-sample.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { findStep, openFunnel, toFactParams } from "./funnel-rules.ts";
import { readAsked, usualSpans } from "./funnel-trace-groups.ts";
import { findWindow } from "./funnel-window.ts";
import { toTraceSamples } from "./trace-sample.ts";

type Params = ParamsOf<"GET /api/funnels/:name/group-money">;

/** People with an amount in one currency who have one value. */
interface MoneyRow {
  readonly kind: "value" | "several" | "none";
  readonly value: string;
  readonly currency: string;
  readonly people: number;
  readonly amount: string;
  readonly lostPeople: number;
  readonly lost: string;
  /** How many one of them stands for, at most. */
  readonly mostForOne: number;
}

export async function getFunnelGroupMoney(
  params: Params,
  context: ApiContext,
): Promise<FunnelGroupMoneyResult> {
  const range = readRange(params, context);
  const which = { environment: params.environment, ...toConditionParams(params, context) };
  const { by } = params;
  const ofTraces =
    params.spanService === undefined && params.spanName === undefined ? undefined : readAsked(params);
  const { funnel } = await openFunnel(params.name, params, range, context);
  const { steps } = funnel;
  if (steps.length === 0)
    return { ...toResolved(range), step: "", groups: [], truncated: false, isSampled: false, share: 1 };
  const at = params.step === undefined ? 0 : findStep(funnel, params.step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = {
    ...toFunnelParams([funnel], range, which, { ...params, windowMs }),
    ...toFactParams(funnel, at, params),
    ...nowParams(context),
  };
  const found = await readRows({ ...query, by, ...ofTraces }, range, context);
  const { share } = found;
  const { rows, truncated } = withoutCut(found.rows);
  const isSampled = rows.some(({ mostForOne }) => mostForOne > 1);
  const groups = [...groupBy(rows, keyOf).values()];
  return {
    ...toResolved(range),
    step: steps[at] ?? "",
    groups: groups
      .filter(([first]) => !isSampled || first!.kind !== "none")
      .map((own) => toGroup(own, share)),
    truncated,
    isSampled,
    share,
  };
}

const mostRows = 400;

const keyOf = ({ kind, value }: MoneyRow): string => `${kind} ${value}`;

/** The rows of values that are not cut, at most 400. */
function withoutCut(rows: readonly MoneyRow[]): {
  readonly rows: readonly MoneyRow[];
  readonly truncated: boolean;
} {
  const last = rows[mostRows];
  if (last === undefined) return { rows, truncated: false };
  return { rows: rows.filter((row) => keyOf(row) !== keyOf(last)), truncated: true };
}

async function readRows(
  query: QueryParams,
  range: Range,
  context: ApiContext,
): Promise<{ readonly rows: readonly MoneyRow[]; readonly share: number }> {
  const size = await findSize(query, context);
  const isOfTraces = query["spanName"] !== undefined;
  const samples = isOfTraces
    ? await toTraceSamples({ size, range, most: usualSpans.values }, context)
    : toFactSamples(size, range);
  const { sample, found } = await askSamples(samples, async ({ params }) => {
    const asked = { ...query, ...params };
    const rows = isOfTraces
      ? await run<MoneyRow>(context, "funnel-trace-money", asked)
      : await run<MoneyRow>(context, "funnel-group-money", asked);
    return { rows, people: rows.reduce((sum, { people }) => sum + people, 0) };
  });
  return { rows: found.rows, share: sample.share };
}

/** @param rows of one value, one a currency. */
function toGroup(rows: readonly MoneyRow[], share: number): FunnelGroupMoney {
  const [{ kind, value }] = rows as readonly [MoneyRow];
  const sum = (key: "people" | "lostPeople"): number =>
    Math.round(rows.reduce((all, row) => all + row[key], 0) * share);
  const lost = rows.filter(({ lostPeople }) => lostPeople > 0);
  return {
    value: kind === "value" ? value : null,
    several: kind === "several",
    people: sum("people"),
    amounts: scaleMoney(Object.fromEntries(rows.map(({ currency, amount }) => [currency, amount])), share),
    lostPeople: sum("lostPeople"),
    lost: scaleMoney(Object.fromEntries(lost.map((row) => [row.currency, row.lost])), share),
  };
}
