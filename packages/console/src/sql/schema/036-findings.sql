-- What detectors found in traces: a row for each trace and fingerprint, replaced when late spans of the trace arrive. `gone` is a finding
-- that the whole trace no longer shows. The `transaction` columns are the transactions with a record in the trace; a key is the hash of
-- type and id. `finding_cursor` has one row: the time of receipt up to which traces were judged.
CREATE TABLE IF NOT EXISTS findings (
  tenant LowCardinality(String), fingerprint String CODEC(ZSTD(1)), trace_id String CODEC(ZSTD(1)),
  ts DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  kind LowCardinality(String), shape LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), version LowCardinality(String),
  operation LowCardinality(String), target String CODEC(ZSTD(1)),
  span_ids Array(String) CODEC(ZSTD(1)), count UInt32, total_ms Float64 CODEC(ZSTD(1)), saved_ms Float64 CODEC(ZSTD(1)),
  size UInt64 CODEC(ZSTD(1)), weight Float64 CODEC(ZSTD(1)),
  transaction_types Array(LowCardinality(String)), transaction_keys Array(UInt64) CODEC(ZSTD(1)),
  transaction_amounts Array(Decimal(38, 9)) CODEC(ZSTD(1)), transaction_currencies Array(LowCardinality(String)),
  gone Bool, judged DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(judged) PARTITION BY toDate(ts) ORDER BY (tenant, fingerprint, trace_id);

CREATE TABLE IF NOT EXISTS finding_cursor (
  tenant LowCardinality(String), until DateTime('UTC'), saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY tenant;
