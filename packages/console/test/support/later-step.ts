// A step of the schema as a later version might have it: each kind of statement that a step may have, on tables that exist.
import type { SqlFile } from "../../src/store/schema/sql-files.ts";

export const laterStep: SqlFile = {
  name: "900-later",
  text: `-- A column, another index, and a roll-up with what is stored already.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS later UInt8 DEFAULT kind CODEC(ZSTD(1)) AFTER folded;
ALTER TABLE business_events ADD INDEX IF NOT EXISTS ix_uid uid TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE business_events MATERIALIZE INDEX ix_uid;
ALTER TABLE business_events DROP INDEX IF EXISTS ix_ts;
-- The greatest of each day.
CREATE TABLE IF NOT EXISTS later_days (
  tenant LowCardinality(String), day Date, duration SimpleAggregateFunction(max, UInt64)
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, day);
CREATE MATERIALIZED VIEW IF NOT EXISTS later_days_view TO later_days AS
SELECT tenant, toDate(start) AS day, max(duration) AS duration FROM spans_to_roll_up GROUP BY tenant, day;
INSERT INTO later_days (tenant, day, duration)
SELECT tenant, toDate(start) AS day, max(duration) FROM spans GROUP BY tenant, day;
-- The same, written otherwise.
DROP VIEW IF EXISTS versions_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, if(bitTest(folded, 2), '_OTHER', s.environment) AS environment, service_version AS version,
  min(start) AS first, max(start) AS last
FROM spans_to_roll_up AS s WHERE notEmpty(service_version) AND bitAnd(folded, 9) = 0
GROUP BY tenant, service, s.environment, folded, version
`,
};
