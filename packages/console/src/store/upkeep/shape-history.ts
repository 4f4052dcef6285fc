// Adds to `shapes` what was stored before the table existed: hours that have spans or log records and no row in it, the newest first, some
// at a time. Later hours are the views' work.
import { type ClickHouseClient, command, select } from "../client.ts";
import { readRecoveryStatements } from "./recovery-statements.ts";

export interface ShapeHistoryOptions {
  /** One for each node that has rows of its own. */
  readonly nodes: readonly ClickHouseClient[];
  /** Keeps it apart from others that put roll-ups right. */
  readonly inTurn: <Result>(act: () => Promise<Result>) => Promise<Result>;
  readonly nowMs: () => number;
}

export interface ShapeHistory {
  /** Adds hours for ten seconds, or until `signal` aborts. Once all are there, it does nothing. */
  tick(signal?: AbortSignal): Promise<void>;
}

interface Hour {
  readonly file: "span-shapes" | "log-shapes";
  /** Unix seconds. */
  readonly from: number;
}

const hourSeconds = 3_600;
const maxMs = 10_000;
/** Rows received until then are in their table, and those received later in the roll-up as well. */
const slackSeconds = 60;

export function createShapeHistory({ nodes, inTurn, nowMs }: ShapeHistoryOptions): ShapeHistory {
  const texts = readRecoveryStatements();
  const until = Math.floor(nowMs() / 1000) - slackSeconds;
  const missing = new Map<ClickHouseClient, Hour[]>();

  async function add(node: ClickHouseClient, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = nowMs();
    const hours = missing.get(node) ?? (await missingHours(node, until));
    missing.set(node, hours);
    while (hours.length > 0 && nowMs() - startedMs < maxMs && signal?.aborted !== true) {
      const { file, from } = hours.at(-1)!;
      const before = sqlTime(from + hourSeconds);
      await command(node, texts.get(file)!, { since: earliest, keptFrom: from, before, until }, bounds);
      hours.pop();
    }
  }

  return {
    async tick(signal) {
      for (const node of nodes) await inTurn(() => add(node, signal));
    },
  };
}

/** Earlier than any row; the engine does not read smaller numbers as times. */
const earliest = 86_400;

/** The oldest first. */
async function missingHours(node: ClickHouseClient, until: number): Promise<Hour[]> {
  const rows = await select<Hour>(node, missingQuery, { until }, bounds);
  return rows.map(({ file, from }) => ({ file, from: Number(from) }));
}

const missingQuery = `
SELECT file, toUnixTimestamp(hour) AS \`from\` FROM (
  SELECT 'span-shapes' AS file, toDateTime(toStartOfHour(start), 'UTC') AS hour FROM spans
  WHERE received < {until:DateTime('UTC')} GROUP BY hour
  HAVING hour NOT IN (SELECT hour FROM shapes WHERE signal = 'spans')
  UNION ALL
  SELECT 'log-shapes' AS file, toDateTime(toStartOfHour(ts), 'UTC') AS hour FROM logs
  WHERE received < {until:DateTime('UTC')} GROUP BY hour
  HAVING hour NOT IN (SELECT hour FROM shapes WHERE signal = 'logs'))
WHERE hour > toDateTime(${earliest}, 'UTC')
ORDER BY hour, file`;

function sqlTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

const bounds = {
  max_execution_time: 300,
  max_threads: 1,
  max_bytes_before_external_group_by: "60000000",
  max_memory_usage: "300000000",
} as const;
