// Queries that have no memory together: they are asked again, one after the other.
import type { ApiQueries } from "../context.ts";

/** The same queries, of which one runs at a time. */
export function oneByOne(queries: ApiQueries): ApiQueries {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run<Row>(...asked: Parameters<ApiQueries["run"]>): Promise<Row[]> {
      const turn = last.then(async () => queries.run<Row>(...asked));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
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
