// Queries that several sources of one chart have in common, such as those of three percentiles of one service.
import type { ApiQueries } from "../api/context.ts";

/** Runs each query once: the same one with equal parameters has the same rows. */
export function once(queries: ApiQueries): ApiQueries {
  const asked = new Map<string, Promise<unknown[]>>();
  return {
    run: async <Row>(...[name, params, options]: Parameters<ApiQueries["run"]>): Promise<Row[]> => {
      const key = JSON.stringify([name, params], (_, value: unknown) =>
        typeof value === "bigint" ? `${value}n` : value,
      );
      const rows = asked.get(key) ?? queries.run<Row>(name, params, options);
      asked.set(key, rows);
      return rows as Promise<Row[]>;
    },
  };
}
