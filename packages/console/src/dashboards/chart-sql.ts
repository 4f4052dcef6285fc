// `POST /api/chart/sql`: the queries that a chart is drawn from. The chart is drawn, and what is asked of the store is noted on the way: so it
// cannot differ from what the chart shows.
import type { ChartSql } from "contract";
import type { ApiContext, ApiQueries, QueryParams } from "../api/context.ts";
import { limitList } from "../api/limits/limit-list.ts";
import { readChart } from "./read-chart.ts";
import { writeQuery } from "./write-query.ts";

const mostQueries = 20;

type SentQuery = ChartSql["queries"][number] & { readonly isOfSteps: boolean };

export async function readChartSql(context: ApiContext): Promise<ChartSql> {
  const asked = new Map<string, SentQuery>();
  const note = (name: string, text: string, params: QueryParams): void => {
    const sql = writeQuery(text, params);
    asked.set(`${name} ${sql}`, { name, sql, isOfSteps: name === "sql" || params["stepMs"] !== undefined });
  };
  const queries: ApiQueries = {
    run: async <Row>(...[name, params, options]: Parameters<ApiQueries["run"]>): Promise<Row[]> =>
      context.queries.run<Row>(name, params, { ...options, onText: note }),
  };
  const { sql: reader } = context;
  await readChart({
    ...context,
    queries,
    sql: reader && {
      ...reader,
      table: async (request) => {
        note("sql", request.text, request.params);
        return reader.table(request);
      },
    },
  });
  // Those of the lines come before those that find out how to read them.
  const ordered = [...asked.values()].toSorted((a, b) => Number(b.isOfSteps) - Number(a.isOfSteps));
  const { items, truncated } = limitList(
    ordered.map(({ name, sql }) => ({ name, sql })),
    { rows: mostQueries },
  );
  return { queries: items, truncated };
}
