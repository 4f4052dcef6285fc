// GET /api/logs and /api/logs/histogram: log records of a range, newest first, and how many there are of each severity.
import {
  type LogHistogramResult,
  type LogsResult,
  type ParamsOf,
  type SeverityName,
  severityNames,
} from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { wholeKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { type LogColumns } from "../records/log-record.ts";
import { toConditionParams } from "./log-conditions.ts";
import { toRecords } from "./records.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, endOf, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { walkBack } from "../time/walk-back.ts";

const pageKey = definePageKey<LogColumns>({
  cursorTs: byTime(({ timeNs }) => timeNs),
  cursorIdentity: by(wholeKey, ({ recordId }) => recordId),
});

export async function listLogs(params: ParamsOf<"GET /api/logs">, context: ApiContext): Promise<LogsResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const { params: after, timeNs } = pageKey.read(params.cursor);
  const shared = await toConditionParams(params, context);
  const rows = await walkBack(
    { fromNs: range.fromNs, toNs: endOf(range, timeNs) },
    limit + 1,
    (window, count) =>
      run<LogColumns>(context, "log-list", {
        ...shared,
        ...toRangeParams(window),
        ...after,
        limit: count,
      }),
    params.traceId !== undefined,
  );
  const { page, nextCursor } = pageKey.page(rows, limit, 6_000_000);
  return {
    items: await toRecords(page, context),
    nextCursor,
  };
}

export async function countLogs(
  params: ParamsOf<"GET /api/logs/histogram"> & { readonly stepMs?: number | undefined },
  context: ApiContext,
): Promise<LogHistogramResult> {
  const range = readRange(params, context);
  const stepMs = params.stepMs ?? chooseStepMs(range, 60, 1);
  const rows = await run<{ time: string; level: SeverityName; records: string }>(context, "log-histogram", {
    ...(await toConditionParams(params, context)),
    ...toRangeParams(range),
    stepMs,
  });
  const none = Object.fromEntries(severityNames.map((name) => [name, 0])) as Record<SeverityName, number>;
  const counts = new Map(stepTimes(range, stepMs).map((time) => [time, { ...none }]));
  for (const row of rows) {
    const bucket = counts.get(Number(row.time));
    if (bucket !== undefined) bucket[row.level] = Number(row.records);
  }
  return {
    ...toResolved(range),
    stepMs,
    buckets: [...counts].map(([time, bucket]) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      counts: bucket,
    })),
  };
}
