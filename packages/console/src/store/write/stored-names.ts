// The names that roll-ups have: read at the start, so that a restart folds what was folded before; and while consoles share the store, every
// minute, so that all of them keep apart what one does.
import type { Backend } from "../backend.ts";
import { type ClickHouseClient, streamRows } from "../client.ts";
import { summarize } from "../store-error.ts";
import { type NameBudgets, otherName, type StoredName } from "./name-budgets.ts";

/** Reads what other consoles store. */
export interface NameKeeper {
  /** Resolves when nothing is read. */
  stop(): Promise<void>;
}

const hourSeconds = 3_600;
const daySeconds = 86_400;
const everyMs = 60_000;
/** Of consoles that share a store each may have kept apart names up to its own budget. */
const mostConsoles = 10;

/** Makes the stored names known, now and, where other consoles write, every minute. */
export async function keepNames(
  { writer, isSoleWriter }: Pick<Backend, "writer" | "isSoleWriter">,
  names: NameBudgets,
  note: (text: string, level: "warn") => void,
): Promise<NameKeeper | undefined> {
  const today = Math.floor(Date.now() / 1000 / daySeconds);
  const times = isSoleWriter ? 1 : mostConsoles;
  const read = (sinceSeconds: number): Promise<void> => readNames(writer, names, { sinceSeconds, times });
  try {
    await read((today - 1) * daySeconds);
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
    // what cannot be read now is read a minute later
    reading = read(Math.floor(Date.now() / 1000) - hourSeconds)
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

interface NameRow {
  readonly tenant: string;
  readonly service: string;
  readonly operation: string;
  readonly signal: string;
  readonly day: number;
}

/** Of each tenant those with most rows, as far as its budgets go so many times. */
async function readNames(
  client: ClickHouseClient,
  names: NameBudgets,
  { sinceSeconds, times }: { readonly sinceSeconds: number; readonly times: number },
): Promise<void> {
  const { services, operations } = names.limits;
  const rows = streamRows(client, {
    query: storedNames,
    query_params: {
      since: sinceSeconds,
      // those over the budget are one more
      services: services * times + 1,
      operations: operations * times,
      other: otherName,
    },
    clickhouse_settings: { max_bytes_before_external_group_by: "60000000" },
  });
  for await (const line of rows) names.know([toName(JSON.parse(line) as NameRow)]);
}

function toName({ tenant, service, operation, signal, day }: NameRow): StoredName {
  return { tenant, service, day, operation: signal === "spans" ? operation : undefined };
}

const storedNames = `
WITH stored AS (
  SELECT tenant, service, if(signal = 'spans', name, '') AS operation, signal, sum(s.count) AS n, toUInt32(toDate(max(s.last))) AS day
  FROM shapes AS s WHERE hour >= toDateTime({since:UInt32}, 'UTC') GROUP BY tenant, service, operation, signal
)
SELECT tenant, service, operation, signal, day
FROM stored
WHERE operation != {other:String} AND (tenant, service) IN (
  SELECT tenant, service FROM stored GROUP BY tenant, service ORDER BY sum(n) DESC LIMIT {services:UInt32} BY tenant
)
ORDER BY n DESC
LIMIT {operations:UInt32} BY tenant, signal`;
