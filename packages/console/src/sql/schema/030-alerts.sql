-- What the evaluation of alert rules keeps: states of rules, changes, messages, their deliveries, and notes of people. One table without
-- partitions, so that the insert of a round is one part: all of its rows are there, or none. A round that is inserted twice is one,
-- because its rows have the same keys. States have the time 0, and the highest version counts.
CREATE TABLE IF NOT EXISTS alert_records (
  tenant LowCardinality(String), kind LowCardinality(String), ts DateTime64(3, 'UTC'), id String CODEC(ZSTD(1)), version UInt64,
  rule String CODEC(ZSTD(1)), alert String CODEC(ZSTD(1)), detail LowCardinality(String), body String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, kind, ts, id);
