// The connections of this process to the shop's database.
import pg from "pg";

import { settings } from "./settings.ts";

export const pool: pg.Pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 4 });
pool.on("error", (error) => console.error(`an idle connection broke: ${error.message}`));

/** Waits until the database answers and the tables stand. Gives up after half a minute. */
export async function untilReady(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query("SELECT 1 FROM jobs LIMIT 1");
      return;
    } catch (error) {
      if (attempt === 60)
        throw new Error(`Cannot reach the shop's database at ${settings.databaseUrl}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
