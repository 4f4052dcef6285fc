// How far the detectors are, as their leader stored it. Over the console's own connection: they serve all tenants at once.
import { type ClickHouseClient, select } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/** What was not judged: its queries failed again and again, the console did not run, or data was too late. Times are Unix ms. */
export interface LeftOut {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
}

/** Why it was left out where no query failed. */
export const pauseReason = "No console ran for more than six hours.";
export const lateReason = "Data of a service was more than six hours late: its series are left out.";

export interface DetectorPass {
  readonly detector: string;
  /** Up to when everything is judged, Unix ms; 0 before the first run. */
  readonly untilMs: number;
  /** Why the last run failed; empty when it did not. */
  readonly reason: string;
  /** The last part that was left out. */
  readonly leftOut?: LeftOut | undefined;
}

export interface StoredPass extends DetectorPass {
  /** When it was stored, Unix ms; later records replace it. */
  readonly savedMs: number;
}

export interface DetectorPassStore {
  read(): Promise<readonly StoredPass[]>;
  /** Stored when it resolves. */
  save(pass: DetectorPass, savedMs: number): Promise<void>;
}

interface PassRow {
  readonly detector: string;
  readonly body: string;
  readonly savedMs: number;
}

const bounds = { max_execution_time: 10, max_threads: 1, priority: "2" } as const;

/** @param client the console's own. */
export function createDetectorPassStore(client: ClickHouseClient): DetectorPassStore {
  const [text] = readSqlFiles("detectors").map((file) => file.text);
  return {
    async read() {
      const rows = await select<PassRow>(client, text ?? "", {}, bounds);
      return rows.map(({ detector, body, savedMs }) => ({
        ...(JSON.parse(body) as Omit<DetectorPass, "detector">),
        detector,
        savedMs,
      }));
    },
    async save({ detector, ...body }, savedMs) {
      const values = [
        { tenant: "", detector, body: JSON.stringify(body), saved: (savedMs / 1000).toFixed(3) },
      ];
      const settings = { ...bounds, async_insert: 0, wait_end_of_query: 1 } as const;
      await client.insert({ table: "detector_passes", values, clickhouse_settings: settings });
    },
  };
}
