// GET /api/interactions: contacts with customers, over all and by type, channel, tier and result, over time, and one by one.
import type { InteractionRow, InteractionsResult, ParamsOf } from "contract";
import { z } from "zod";
import { toTextAttributes } from "../records/attributes-of.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { nsKey, readCursor, toCursor } from "../params/cursor.ts";
import {
  findInteractionFigures,
  findInteractionTrend,
  findInteractionTrends,
} from "./interaction-figures.ts";
import { cutPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, previousRange, toRangeParams, toResolved } from "../time/range.ts";
import { endOfTime, toSqlTime } from "../time/time.ts";

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

export async function listInteractions(
  params: ParamsOf<"GET /api/interactions">,
  context: ApiContext,
): Promise<InteractionsResult> {
  const { limit, cursor } = params;
  const range = readRange(params, context);
  const key = readCursor(cursor, z.tuple([nsKey, z.string().max(4096)]));
  const stepMs = chooseStepMs(range, 60, 1);
  const { environment, type, channel, tier, result, customer } = params;
  const query = { ...toRangeParams(range), environment, type, channel, tier, result, customer };
  const before = toSqlTime(previousRange(range).fromNs);
  const [figures, buckets, trends, resultTrends, rows] = await Promise.all([
    findInteractionFigures({ ...query, before }, context),
    findInteractionTrend(query, range, stepMs, context),
    findInteractionTrends({ ...query, by: params.by }, range, stepMs, context),
    findInteractionTrends({ ...query, by: "result" }, range, stepMs, context),
    run<RowColumns>(context, "interaction-rows", {
      ...query,
      atMost: params.atMost,
      cursorTime: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorUid: key?.[1] ?? "",
      limit: limit + 1,
    }),
  ]);
  const { page, last } = cutPage(rows, limit);
  return {
    ...toResolved(range),
    stepMs,
    ...figures,
    buckets,
    trends,
    resultTrends,
    items: page.map(toRow),
    nextCursor: last === undefined ? null : toCursor([last.timeNs, last.uid]),
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
