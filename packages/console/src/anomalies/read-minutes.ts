// The minutes of all tenants from the roll-ups: a query for each source, whatever the number of series.
import type { AnomalyStore, MinuteSource, StoredMinute } from "../store/anomalies.ts";
import type { MinuteRow, SubjectKind } from "./subjects.ts";

const kinds: Readonly<Record<MinuteSource, SubjectKind>> = {
  services: "service",
  operations: "operation",
  transactions: "transaction",
  funnels: "funnel",
  metrics: "metric",
};

/** Rows by minute, both in Unix ms; at most `limit` of each source and minute, the most frequent. */
export async function readMinutes(
  store: Pick<AnomalyStore, "minutes">,
  from: number,
  to: number,
  limit: number,
): Promise<ReadonlyMap<number, readonly MinuteRow[]>> {
  const sources = Object.entries(kinds) as [MinuteSource, SubjectKind][];
  const found = new Map<number, MinuteRow[]>();
  for (const [source, kind] of sources)
    for (const row of await store.minutes(source, from / 1000, to / 1000, limit)) {
      const minute = toRow(kind, row);
      const list = found.get(minute.time);
      if (list === undefined) found.set(minute.time, [minute]);
      else list.push(minute);
    }
  return found;
}

function toRow(kind: SubjectKind, { time, durations = {}, ...row }: StoredMinute): MinuteRow {
  return {
    kind,
    time: Number(time) * 1000,
    tenant: row.tenant,
    service: row.service,
    environment: row.environment,
    name: row.name ?? "",
    volume: row.volume,
    total: row.total ?? 0,
    part: row.part ?? 0,
    estimatedPart: row.estimatedPart,
    durations: Object.fromEntries(
      Object.entries(durations).map(([bucket, count]) => [bucket, Number(count)]),
    ),
    value: row.value,
  };
}
