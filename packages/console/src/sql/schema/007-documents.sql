-- What people set up in the console, such as rules of sampling: small JSON texts by kind, every version kept, the highest counts.
CREATE TABLE IF NOT EXISTS documents (
  tenant LowCardinality(String), kind LowCardinality(String), version UInt64,
  saved DateTime64(3, 'UTC'), body String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(saved) ORDER BY (tenant, kind, version);
