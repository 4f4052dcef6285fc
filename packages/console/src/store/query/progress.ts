// How far queries have read. The queries of a request carry its tag in their ids, so that their caller can ask.
import { AsyncLocalStorage } from "node:async_hooks";
import { amongReachable, type ClickHouseClient, select } from "../client.ts";

const tags = new AsyncLocalStorage<string>();

/** Does `ask`; the ids of the queries that it runs begin with `tag`. */
export async function withQueryTag<Result>(
  tag: string | undefined,
  ask: () => Promise<Result>,
): Promise<Result> {
  return tag === undefined ? ask() : tags.run(tag, ask);
}

/** The tag of the request that is answered. */
export function queryTag(): string | undefined {
  return tags.getStore();
}

export interface QueryProgress {
  /** Queries that run now. */
  readonly queries: number;
  readonly rowsRead: number;
  /** As the engine estimates: the rows in the parts that it reads. */
  readonly rowsTotal: number;
}

const running = `SELECT toUInt32(count()) AS queries, toFloat64(sum(read_rows)) AS rowsRead,
  toFloat64(sum(greatest(total_rows_approx, read_rows))) AS rowsTotal
FROM system.processes WHERE is_initial_query AND startsWith(query_id, {tag:String})`;

/** The progress of the running queries whose ids begin with `tag`. Does not wait for a turn in the queue. */
export async function readProgress(nodes: readonly ClickHouseClient[], tag: string): Promise<QueryProgress> {
  const found = await amongReachable(nodes, (node) => select<QueryProgress>(node, running, { tag }));
  const sum = (field: keyof QueryProgress): number =>
    found.flat().reduce((total, one) => total + Number(one[field]), 0);
  return { queries: sum("queries"), rowsRead: sum("rowsRead"), rowsTotal: sum("rowsTotal") };
}
