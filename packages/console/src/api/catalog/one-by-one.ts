// Queries that have no memory together: they are asked again, one after the other.
import { createTurns } from "../../turns/turns.ts";
import type { ApiQueries } from "../context.ts";

/** The same queries, of which one runs at a time. */
export function oneByOne(queries: ApiQueries): ApiQueries {
  const inTurn = createTurns();
  return { run: (...asked) => inTurn(() => queries.run(...asked)) };
}

/** As `Promise.all`, but a failure waits for the others: they still use memory. */
export async function allEnded<Values extends readonly unknown[]>(
  promises: Values,
): Promise<{
  -readonly [At in keyof Values]: Awaited<Values[At]>;
}> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
