-- CPU profiles of slow spans (`telltale.profile.cpu`): each as it was sent, gzip of a `.cpuprofile`, in base64. The log record beside
-- it has all but the content, which would burden the index of texts.
CREATE TABLE IF NOT EXISTS cpu_profiles (
  tenant LowCardinality(String), uid String CODEC(ZSTD(1)), name LowCardinality(String),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), duration_ms Float64 CODEC(ZSTD(1)), samples UInt32 CODEC(T64, ZSTD(1)), bytes UInt32 CODEC(T64, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  data String CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, toStartOfHour(ts), ts, uid)
SETTINGS index_granularity = 64, ttl_only_drop_parts = 1, merge_max_block_size_bytes = 4194304;
