-- Notes of people. A change is the next version, and merges remove the ones before it. `edited` has the time 0 in the first version.
CREATE TABLE IF NOT EXISTS notes (
  tenant LowCardinality(String), id String CODEC(ZSTD(1)), version UInt64,
  kind LowCardinality(String), subject String CODEC(ZSTD(1)),
  from_time DateTime64(3, 'UTC'), to_time DateTime64(3, 'UTC'), path String CODEC(ZSTD(1)), search String CODEC(ZSTD(1)),
  text String CODEC(ZSTD(1)), author String CODEC(ZSTD(1)), created DateTime64(3, 'UTC'), edited DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, id);
