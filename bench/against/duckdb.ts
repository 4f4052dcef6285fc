// The questions to DuckDB: one table, attributes as a map, as otel-desktop-viewer keeps them: `node duckdb.ts CSV FOLDER ASKED`.
import { statSync } from "node:fs";
import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { type QueryTimes, type QueryParameters, timed } from "../workload/queries.ts";

const [csv = "", folder = "", json = "{}"] = process.argv.slice(2);
const asked = JSON.parse(json) as QueryParameters;
const file = path.join(folder, "spans.duckdb");
const instance = await DuckDBInstance.create(file, { threads: "2" });
const connection = await instance.connect();
const begun = performance.now();
await connection.run(`CREATE TABLE spans AS SELECT column0 AS trace_id, column1 AS span_id, column2 AS parent_id, column3::BIGINT AS start, column4::BIGINT AS duration,
  column5 AS service, column6 AS name, column7::UTINYINT AS kind, column8::UTINYINT AS status, from_json(column9, '"MAP(VARCHAR, VARCHAR)"') AS attributes
  FROM read_csv('${csv}', delim = '\t', header = false, quote = '', escape = '', all_varchar = true)`);
await connection.run("CHECKPOINT");
const loadSeconds = (performance.now() - begun) / 1000;

async function rows(sql: string, values: (string | bigint)[]): Promise<number> {
  const reader = await connection.runAndReadAll(sql, values);
  return reader.getRowObjectsJson().length;
}

const answered: QueryTimes = {
  "trace by id": await timed(() =>
    rows("SELECT * FROM spans WHERE trace_id = $1 ORDER BY start", [asked.traceId]),
  ),
  "newest 20 of a service": await timed(() =>
    rows(
      "SELECT trace_id, max(start) AS last FROM spans WHERE service = $1 GROUP BY trace_id ORDER BY last DESC LIMIT 20",
      [asked.service],
    ),
  ),
  "newest 20 longer than 1 s": await timed(() =>
    rows(
      "SELECT trace_id, max(start) AS last FROM spans WHERE duration > $1 GROUP BY trace_id ORDER BY last DESC LIMIT 20",
      [BigInt(asked.durationNs)],
    ),
  ),
  "by a rare attribute": await timed(() =>
    rows(
      "SELECT trace_id, max(start) AS last FROM spans WHERE attributes['order.id'] = $1 GROUP BY trace_id ORDER BY last DESC LIMIT 20",
      [asked.orderId],
    ),
  ),
  "p95 a minute of a service": await timed(() =>
    rows(
      "SELECT start // 60000000000 AS minute, quantile_cont(duration, 0.95) FROM spans WHERE service = $1 GROUP BY minute ORDER BY minute",
      [asked.service],
    ),
  ),
  "group by an attribute": await timed(() =>
    rows(
      "SELECT attributes[$1] AS value, count(*), count(*) FILTER (status = 2), quantile_cont(duration, 0.95) FROM spans GROUP BY value",
      [asked.groupBy],
    ),
  ),
};
console.log(JSON.stringify({ loadSeconds, bytes: statSync(file).size, answered }));
