// GET /api/logs/:id/context: what the same process, or the same service, wrote before and after a record.
import type { LogContextResult, ParamsOf } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import type { LogColumns } from "../records/log-record.ts";
import type { Range } from "../time/range.ts";
import { toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { walkBack } from "../time/walk-back.ts";
import { readLogRow } from "./log-row.ts";
import { toRecords } from "./records.ts";

/** Neighbours are searched for so far. */
const reachNs = 30n * 86_400_000_000_000n;
const firstWindowNs = 60_000_000_000n;

export async function getLogContext(
  { id, count, of }: ParamsOf<"GET /api/logs/:id/context">,
  context: ApiContext,
): Promise<LogContextResult> {
  const row = await readLogRow(id, context);
  const { timeNs, recordId, resourceId, serviceName, environmentName } = row;
  const same =
    of === "instance"
      ? { resource: resourceId }
      : { serviceIs: [serviceName], environment: environmentName === "" ? undefined : environmentName };
  const at = BigInt(timeNs);
  const before = await walkBack<LogColumns>(
    { fromNs: at > reachNs ? at - reachNs : 0n, toNs: at + 1n },
    count,
    (window, limit) =>
      run<LogColumns>(context, "log-list", {
        ...same,
        ...toRangeParams(window),
        cursorTs: toSqlTime(at),
        cursorIdentity: recordId,
        limit,
      }),
  );
  const nowNs = BigInt(Math.ceil(context.nowMs())) * 1_000_000n;
  const endNs = at + reachNs < nowNs ? at + reachNs : nowNs > at ? nowNs : at + 1n;
  const after = await walkOn({ fromNs: at, toNs: endNs }, count, (window, limit) =>
    run<LogColumns>(context, "log-after", {
      ...same,
      ...toRangeParams(window),
      recordTs: toSqlTime(at),
      recordIdentity: recordId,
      limit,
    } satisfies QueryParams),
  );
  const records = await toRecords([...before.toReversed(), row, ...after], context);
  return {
    before: records.slice(0, before.length),
    record: records[before.length]!,
    after: records.slice(before.length + 1),
  };
}

/** As `walkBack`, towards the end of the range. */
async function walkOn(
  { fromNs, toNs }: Range,
  limit: number,
  find: (window: Range, limit: number) => Promise<readonly LogColumns[]>,
): Promise<LogColumns[]> {
  const rows: LogColumns[] = [];
  let widthNs = firstWindowNs;
  for (let startNs = fromNs; rows.length < limit && startNs < toNs; widthNs *= 8n) {
    const endNs = startNs + widthNs < toNs ? startNs + widthNs : toNs;
    rows.push(...(await find({ fromNs: startNs, toNs: endNs }, limit - rows.length)));
    startNs = endNs;
  }
  return rows;
}
