// Queries of one client of pg, some at a time, each inside a span of its own where a side has spans.
import type { Pool } from "pg";
import type { Measured } from "./bursts.ts";

/** What a side brings, once its instrumentation is in place. */
export interface PgSide {
  readonly pool: Pool;
  /** Runs a query in a span. */
  inside(fn: () => Promise<unknown>): Promise<unknown>;
  flush(): Promise<unknown>;
  stop(): Promise<unknown>;
}

const operations = 16_384;
const warmUp = 16_384;
const burst = 512;
const lanes = 8;

export const connection = {
  host: process.env["PGHOST"] ?? "127.0.0.1",
  port: 5432,
  user: "postgres",
  database: "test",
  max: lanes,
};

/** Warms up, then measures, and prints what the CPU of this process did per query; the database's is not in it. */
export async function measureQueries({ pool, inside, flush, stop }: PgSide): Promise<void> {
  await run(warmUp);
  const before = process.cpuUsage();
  await run(operations);
  const { user, system } = process.cpuUsage(before);
  await pool.end();
  await stop();
  const cpuNs = ((user + system) * 1000) / operations;
  console.log(JSON.stringify({ cpuNs, operations: operations + warmUp } satisfies Measured));

  async function run(count: number): Promise<void> {
    for (let done = 0; done < count; done += burst) {
      let left = burst;
      const lane = async (): Promise<void> => {
        while (left-- > 0)
          await inside(async () =>
            pool.query("SELECT id, total FROM (SELECT $1::int AS id, 20 AS total) o", [7]),
          );
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      await flush();
    }
  }
}
