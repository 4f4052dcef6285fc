-- Who did what, and who was refused. People are in it by a hash of their id.
CREATE TABLE IF NOT EXISTS audit (
  tenant LowCardinality(String), ts DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)), id String CODEC(ZSTD(1)),
  actor String CODEC(ZSTD(1)), action LowCardinality(String), target String CODEC(ZSTD(1)), address String CODEC(ZSTD(1)), details_json String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(ts) ORDER BY (tenant, ts, id) TTL toDateTime(ts) + INTERVAL 400 DAY SETTINGS ttl_only_drop_parts = 1;
