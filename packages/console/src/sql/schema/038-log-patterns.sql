-- Patterns of log records. A record keeps the skeleton of its text: its words, with `*` for values. `log_skeletons` counts skeletons by the
-- hour; patterns are skeletons joined when they are asked for. Records of business calls have pages of their own.
ALTER TABLE logs ADD COLUMN IF NOT EXISTS skeleton LowCardinality(String) AFTER body_json;

CREATE TABLE IF NOT EXISTS log_skeletons (
  tenant LowCardinality(String), hour DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), name LowCardinality(String), skeleton LowCardinality(String),
  count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  first SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  people AggregateFunction(uniqCombined(12), Nullable(String)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour) ORDER BY (tenant, hour, service, environment, name, skeleton);

CREATE MATERIALIZED VIEW IF NOT EXISTS log_skeletons_view TO log_skeletons AS
SELECT tenant, toStartOfHour(toDateTime(ts, 'UTC')) AS hour, service, environment, event_name AS name, logs.skeleton AS skeleton,
  count() AS count, countIf(severity >= 17) AS errors, min(ts) AS first, max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs WHERE NOT startsWith(event_name, 'telltale.')
GROUP BY tenant, hour, service, environment, name, skeleton;
