-- Up to when data is complete: one row by service, signal and console that receives it, replaced while something arrives. `lag_ms` is how old
-- the oldest record of the newest request was when it was stored, `held_ms` the same of the seconds before, `usual_ms` the 95th percentile of an
-- hour, `gap_ms` the usual time between requests (0: unknown); `said`: the sender said how old. Partitions are dropped with those of logs.
CREATE TABLE IF NOT EXISTS completeness (
  tenant LowCardinality(String), service String CODEC(ZSTD(1)), signal LowCardinality(String), console String CODEC(ZSTD(1)),
  received DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)), lag_ms UInt64 CODEC(ZSTD(1)), held_ms UInt64 CODEC(ZSTD(1)),
  usual_ms UInt32 CODEC(ZSTD(1)), gap_ms UInt32 CODEC(ZSTD(1)), said Bool
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(received) ORDER BY (tenant, service, signal, console);
