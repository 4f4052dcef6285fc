// GET /api/interactions: contacts with customers, over all and by type, channel, tier and result, over time, and one by one.
import type { InteractionRow, InteractionsResult, ParamsOf } from "contract";
import { toTextAttributes } from "../records/attributes-of.ts";
import { readCompletePart } from "../completeness/complete-part.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { toConditionParams } from "../funnels/funnel-conditions.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import {
  findInteractionFigures,
  findInteractionTrend,
  findInteractionTrends,
} from "./interaction-figures.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, previousRange, toRangeParams, toResolved } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";

interface RowColumns {
  readonly uid: string;
  readonly type: string;
  readonly channel: string;
  readonly tier: string;
  readonly result: string;
  readonly satisfaction: number | null;
  readonly value: string | null;
  readonly revenueImpact: string | null;
  readonly currency: string;
  readonly customer: string;
  readonly user: string;
  readonly timeNs: string;
  readonly durationMs: number | null;
  readonly service: string;
  readonly traceId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly attributesJson: string;
}

const pageKey = definePageKey<RowColumns>({
  cursorTime: byTime(({ timeNs }) => timeNs),
  cursorUid: by(textKey, ({ uid }) => uid),
});

export async function listInteractions(
  params: ParamsOf<"GET /api/interactions">,
  context: ApiContext,
): Promise<InteractionsResult> {
  const { limit } = params;
  const range = readRange(params, context);
  const after = pageKey.read(params.cursor).params;
  const stepMs = chooseStepMs(range, 60, 1);
  const { environment, type, channel, tier, result, customer } = params;
  const query = {
    ...toRangeParams(range),
    environment,
    type,
    channel,
    tier,
    result,
    customer,
    ...toConditionParams(params, context, "ofInteractions"),
  };
  const part = await readCompletePart(
    range,
    { signals: ["business"], kind: "interaction", environments: [environment] },
    context,
  );
  const compared = { ...toRangeParams(part.range), before: toSqlTime(previousRange(part.range).fromNs) };
  const [figures, buckets, found, byResult, rows] = await Promise.all([
    findInteractionFigures({ ...query, ...compared }, context),
    findInteractionTrend(query, range, stepMs, context),
    findInteractionTrends({ ...query, by: params.by }, range, stepMs, context),
    findInteractionTrends({ ...query, by: "result" }, range, stepMs, context),
    run<RowColumns>(context, "interaction-rows", {
      ...query,
      atMost: params.atMost,
      ...after,
      limit: limit + 1,
    }),
  ]);
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    ...toResolved(range),
    completeUpTo: part.completeUpTo,
    stepMs,
    ...figures,
    buckets,
    trends: found.trends,
    otherTrends: found.others,
    resultTrends: byResult.trends,
    otherResultTrends: byResult.others,
    items: page.map(toRow),
    nextCursor,
  };
}

function toRow(row: RowColumns): InteractionRow {
  const { value, revenueImpact, currency, attributes, attributesJson, ...rest } = row;
  return {
    ...rest,
    value: value === null ? null : { currency, amount: value },
    revenueImpact: revenueImpact === null ? null : { currency, amount: revenueImpact },
    attributes: toTextAttributes(attributes, attributesJson),
  };
}
