// The names that are stored: read at the start, so that a restart folds what was folded before; and while consoles share the store, every
// minute, so that all of them keep apart what one does.
import type { Backend } from "../backend.ts";
import { type ClickHouseClient, streamRows } from "../client.ts";
import { summarize } from "../store-error.ts";
import type { NameBudgets } from "./name-budgets.ts";
import { otherName } from "../../tables/name-limits.ts";
import type { StoredName } from "./tenant-names.ts";

/** Reads what other consoles store. */
export interface NameKeeper {
  /** Resolves when nothing is read. */
  stop(): Promise<void>;
}

const hourSeconds = 3_600;
const daySeconds = 86_400;
const everyMs = 60_000;
/** Series that another console stored within this time are read; it notes each once an hour. */
const seriesSeconds = 180;
/** Of consoles that share a store each may have kept apart names up to its own budget. */
const mostConsoles = 10;

/** Makes the stored names known, now and, where other consoles write, every minute. */
export async function keepNames(
  { writer, isSoleWriter }: Pick<Backend, "writer" | "isSoleWriter">,
  names: NameBudgets,
  note: (text: string, level: "warn") => void,
): Promise<NameKeeper | undefined> {
  const yesterday = (Math.floor(Date.now() / 1000 / daySeconds) - 1) * daySeconds;
  const times = isSoleWriter ? 1 : mostConsoles;
  try {
    await readNames(writer, names, { since: yesterday, seriesSince: yesterday, times });
  } catch (cause) {
    // no reason not to take telemetry
    note(
      `The names of the roll-ups cannot be read, so others may be over the budgets: ${summarize(cause)}`,
      "warn",
    );
  }
  if (isSoleWriter) return undefined;
  let reading = Promise.resolve();
  let isReading = false;
  const timer = setInterval(() => {
    if (isReading) return;
    isReading = true;
    const now = Math.floor(Date.now() / 1000);
    // what cannot be read now is read a minute later
    reading = readNames(writer, names, { since: now - hourSeconds, seriesSince: now - seriesSeconds, times })
      .catch(() => undefined)
      .finally(() => (isReading = false));
  }, everyMs).unref();
  return {
    stop() {
      clearInterval(timer);
      return reading;
    },
  };
}

interface Reach {
  /** Unix seconds. */
  readonly since: number;
  readonly seriesSince: number;
  /** Names are read as far as the budgets go so many times. */
  readonly times: number;
}

/** A stored name as it is read. */
type NameRow = Omit<StoredName, "hash"> & { readonly hash?: string };

async function readNames(client: ClickHouseClient, names: NameBudgets, reach: Reach): Promise<void> {
  const { limits } = names;
  const { since, seriesSince, times } = reach;
  const read = async (query: string, params: Readonly<Record<string, number>>): Promise<void> => {
    const rows = streamRows(client, {
      query,
      query_params: { ...params, other: otherName },
      clickhouse_settings: { max_bytes_before_external_group_by: "60000000" },
    });
    for await (const line of rows) names.know([toName(JSON.parse(line) as NameRow)]);
  };
  // those over the budget are one more
  await read(storedOperations, {
    since,
    services: limits.services * times + 1,
    most: limits.operations * times,
  });
  await read(storedVersions, { since, most: limits.versions * times });
  await read(storedEnvironments, { since, most: limits.environments * times });
  await read(storedMetrics, { since, most: limits.metrics * times });
  await read(storedSeries, { since: seriesSince, most: limits.series * times });
}

function toName({ hash, ...name }: NameRow): StoredName {
  return hash === undefined ? name : { ...name, hash: BigInt(hash) };
}

/** Of each tenant the services with most rows, and of these the operations with most. */
const storedOperations = `
WITH stored AS (
  SELECT tenant, service, if(signal = 'spans', name, '') AS operation, signal, sum(s.count) AS n, toUInt32(toDate(max(s.last))) AS day
  FROM shapes AS s WHERE hour >= toDateTime({since:UInt32}, 'UTC') GROUP BY tenant, service, operation, signal
)
SELECT tenant, service, if(signal = 'spans', operation, {other:String}) AS operation, day
FROM stored
WHERE operation != {other:String} AND (tenant, service) IN (
  SELECT tenant, service FROM stored GROUP BY tenant, service ORDER BY sum(n) DESC LIMIT {services:UInt32} BY tenant
)
ORDER BY n DESC
LIMIT {most:UInt32} BY tenant, signal`;

/** Only of services that are known otherwise: a version alone makes none known. */
const storedVersions = `
SELECT tenant, service, version, toUInt32(toDate(max(s.last))) AS day
FROM shapes AS s
WHERE hour >= toDateTime({since:UInt32}, 'UTC') AND version != '' AND version != {other:String} AND service != {other:String}
GROUP BY tenant, service, version
ORDER BY sum(s.count) DESC
LIMIT {most:UInt32} BY tenant`;

const storedEnvironments = `
SELECT tenant, environment, toUInt32(toDate(max(time))) AS day
FROM (
  SELECT tenant, environment, max(minute) AS time, sum(r.spans) AS n
  FROM service_red AS r WHERE minute >= toDateTime({since:UInt32}, 'UTC') GROUP BY tenant, environment
  UNION ALL
  SELECT tenant, environment, max(hour) AS time, sum(k.count) AS n
  FROM log_skeletons AS k WHERE hour >= toDateTime({since:UInt32}, 'UTC') GROUP BY tenant, environment
)
WHERE environment != {other:String}
GROUP BY tenant, environment
ORDER BY sum(n) DESC
LIMIT {most:UInt32} BY tenant`;

const storedMetrics = `
SELECT tenant, name AS metric, toUInt32(toDate(max(seen))) AS day
FROM series
WHERE seen >= toDateTime({since:UInt32}, 'UTC') AND NOT bitTest(folded, 1)
GROUP BY tenant, name
ORDER BY count() DESC
LIMIT {most:UInt32} BY tenant`;

const storedSeries = `
SELECT tenant, toString(hash) AS hash, toUInt32(toDate(max(seen))) AS day
FROM series
WHERE seen >= toDateTime({since:UInt32}, 'UTC') AND folded = 0
GROUP BY tenant, hash
ORDER BY max(seen) DESC
LIMIT {most:UInt32} BY tenant`;
