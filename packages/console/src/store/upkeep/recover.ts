// After an insert of unknown outcome rows may be in their table and not in the roll-ups, because a view inserts
// its rows in a step of its own. The figures of what was received since are computed again, and the differences added.
import { tables } from "../../tables/registry.ts";
import type { Recovery } from "../../tables/table.ts";
import { type ClickHouseClient, longCommand, select } from "../client.ts";
import { changedMinutes } from "./graph-minutes.ts";
import { readRecoveryStatements } from "./recovery-statements.ts";

export interface RecoverOptions {
  /** Unix seconds: everything received before is known to be in the roll-ups. */
  readonly sinceSeconds: number;
  /** Unix seconds of a midnight (UTC): rows before it may be gone already, so nothing before it is computed again. */
  readonly keptFromSeconds: number;
}

/**
 * Makes the roll-ups equal to their tables for all that was received since. Nothing may be inserted meanwhile.
 *
 * Running it twice changes nothing. Cost: the days concerned are read once for attribute values (a second for each million spans,
 * about), the minutes and traces concerned for the rest.
 */
export async function recoverRollups(client: ClickHouseClient, options: RecoverOptions): Promise<void> {
  const since = options.sinceSeconds;
  // A DateTime begins at 1970, and its parser rejects 0.
  const keptFrom = Math.max(options.keptFromSeconds, 86_400);
  const [range] = await select<{ spans: string; traces: string; from: string; to: string }>(
    client,
    rangeQuery,
    { since, keptFrom },
  );
  const params = { since, keptFrom, from: range?.from, to: range?.to, ...noEnd };
  const texts = readRecoveryStatements();
  const isWithoutSpans = range?.spans === "0";
  const minutes = isWithoutSpans ? [] : await changedMinutes(client, { since, keptFrom });
  const runs: Readonly<Record<NonNullable<Recovery["by"]> | "receipt", readonly Record<string, unknown>[]>> =
    {
      receipt: [params],
      minutes: minutes.map((slice) => ({ minutes: slice })),
      traces: slicesOf(Number(range?.traces)).map((slice) => ({ ...params, ...slice })),
    };
  for (const { file, from, by = "receipt" } of tables.flatMap(({ recovery }) => recovery)) {
    if (isWithoutSpans && from === "spans") continue;
    for (const one of runs[by]) await longCommand(client, texts.get(file)!, one, bounds);
  }
}

/** What a statement holds for each trace: its memory is bounded. */
const tracesInSlice = 50_000;

function slicesOf(traces: number): readonly { readonly slice: number; readonly slices: number }[] {
  const slices = Math.max(1, Math.ceil(traces / tracesInSlice));
  return Array.from({ length: slices }, (_, slice) => ({ slice, slices }));
}

/** Later than any row. */
const noEnd = { until: 4_294_967_295, before: "2262-01-01 00:00:00" } as const;

const bounds = {
  // A stopped statement begins anew, so this is for one that never ends.
  max_execution_time: 3600,
  max_threads: 2,
  max_bytes_before_external_group_by: "60000000",
  max_memory_usage: "350000000",
} as const;

/** The times between which all spans of the minutes and traces concerned lie. */
const rangeQuery = `
WITH affected AS (SELECT DISTINCT trace_id FROM spans WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')})
SELECT toString(sum(n)) AS spans, toString(sum(ids)) AS traces, toString(toStartOfMinute(min(low))) AS \`from\`, toString(toStartOfMinute(max(high)) + INTERVAL 1 MINUTE) AS \`to\`
FROM (
  SELECT count() AS n, uniqCombined(trace_id) AS ids, minOrNull(start) AS low, maxOrNull(start) AS high FROM spans WHERE received >= {since:DateTime('UTC')} AND start >= {keptFrom:DateTime('UTC')}
  UNION ALL
  SELECT 0, 0, minOrNull(t0), maxOrNull(t1) FROM trace_summary WHERE trace_id IN affected
)`;
