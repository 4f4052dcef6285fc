// The questions to SQLite: one table with an index for each question, attributes as JSON: `node sqlite.ts CSV FOLDER ASKED`.
import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";

import { type QueryTimes, type QueryParameters, timed } from "../workload/queries.ts";

const [csv = "", folder = "", json = "{}"] = process.argv.slice(2);
const asked = JSON.parse(json) as QueryParameters;
const file = path.join(folder, "spans.sqlite");
const database = new DatabaseSync(file);
const begun = performance.now();
database.exec(
  "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; CREATE TABLE spans (trace_id TEXT, span_id TEXT, parent_id TEXT, start INTEGER, duration INTEGER, service TEXT, name TEXT, kind INTEGER, status INTEGER, attributes TEXT); BEGIN",
);
const insert = database.prepare("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
for await (const line of createInterface({ input: createReadStream(csv) })) {
  const [
    traceId = "",
    spanId = "",
    parentId = "",
    start = "0",
    duration = "0",
    service = "",
    name = "",
    kind = "0",
    status = "0",
    attributes = "",
  ] = line.split("\t");
  insert.run(
    traceId,
    spanId,
    parentId,
    BigInt(start),
    BigInt(duration),
    service,
    name,
    Number(kind),
    Number(status),
    attributes,
  );
}
database.exec(
  "COMMIT; CREATE INDEX by_trace ON spans (trace_id); CREATE INDEX by_service ON spans (service, start); CREATE INDEX by_duration ON spans (duration); CREATE INDEX by_order ON spans (attributes ->> '$.\"order.id\"') WHERE attributes ->> '$.\"order.id\"' IS NOT NULL",
);
const loadSeconds = (performance.now() - begun) / 1000;

function asking(sql: string, ...values: (string | number)[]): () => number {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return () => statement.all(...values).length;
}

const answered: QueryTimes = {
  "trace by id": await timed(asking("SELECT * FROM spans WHERE trace_id = ? ORDER BY start", asked.traceId)),
  "newest 20 of a service": await timed(
    asking(
      "SELECT DISTINCT trace_id FROM spans WHERE service = ? ORDER BY start DESC LIMIT 20",
      asked.service,
    ),
  ),
  "newest 20 longer than 1 s": await timed(
    asking(
      "SELECT trace_id, max(start) AS last FROM spans WHERE duration > ? GROUP BY trace_id ORDER BY last DESC LIMIT 20",
      asked.durationNs,
    ),
  ),
  "by a rare attribute": await timed(
    asking(
      "SELECT trace_id, max(start) AS last FROM spans WHERE attributes ->> '$.\"order.id\"' = ? GROUP BY trace_id ORDER BY last DESC LIMIT 20",
      asked.orderId,
    ),
  ),
  "p95 a minute of a service": await timed(
    asking(
      "SELECT minute, min(duration) FROM (SELECT start / 60000000000 AS minute, duration, percent_rank() OVER (PARTITION BY start / 60000000000 ORDER BY duration) AS part FROM spans WHERE service = ?) WHERE part >= 0.95 GROUP BY minute",
      asked.service,
    ),
    3,
  ),
  "group by an attribute": await timed(
    asking(
      "SELECT attributes ->> ? AS value, count(*), sum(status = 2), avg(duration) FROM spans GROUP BY value",
      `$."${asked.groupBy}"`,
    ),
    3,
  ),
};
database.close();
console.log(JSON.stringify({ loadSeconds, bytes: statSync(file).size, answered }));
