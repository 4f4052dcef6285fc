// Retention of records of alerts. They are in no partitions, because the insert of a round has to be one part; so their rows are deleted.
import type { Retention } from "../../tables/retention-days.ts";
import { type ClickHouseClient, command, select } from "../client.ts";

const dayMs = 86_400_000;

/** Deletes what happened longer ago than business records are kept, on one node. States have the time 0, and stay. */
export async function deleteOldRecords(
  client: ClickHouseClient,
  { business }: Pick<Retention, "business">,
  nowMs: number,
): Promise<void> {
  const before = Math.floor(nowMs / dayMs - business) * dayMs;
  const isOld = `ts > toDateTime64(0, 3, 'UTC') AND ts < fromUnixTimestamp64Milli(${before}, 'UTC')`;
  const [row] = await select<{ old: string }>(
    client,
    `SELECT count() AS old FROM alert_records WHERE ${isOld}`,
  );
  // a deletion rewrites parts: not each hour for nothing
  if (Number(row?.old ?? 0) > 0) await command(client, `ALTER TABLE alert_records DELETE WHERE ${isOld}`, {});
}
