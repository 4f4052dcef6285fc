-- Spans, logs, metrics and business events, as they arrive. Time comes first in the keys of spans and logs, so the rows of
-- one trace lie together and ids compress; attribute searches come from the text indexes, everything by service from roll-ups.
-- Attributes keep their type: one map a type, and one JSON text (contract's TypedValue by key) for bytes, arrays, maps and empty values.

CREATE TABLE IF NOT EXISTS resources (
  tenant LowCardinality(String), hash UInt64,
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String), instance String CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  attributes_json String CODEC(ZSTD(1)),
  schema_url LowCardinality(String), seen DateTime('UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, hash);

CREATE TABLE IF NOT EXISTS spans (
  tenant LowCardinality(String),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)), parent_id FixedString(8) CODEC(ZSTD(1)),
  start DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), duration UInt64 CODEC(T64, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  name LowCardinality(String), kind UInt8, status UInt8, status_message LowCardinality(String),
  http_route LowCardinality(String), http_method LowCardinality(String), http_status UInt16 CODEC(ZSTD(1)), db_system LowCardinality(String),
  trace_state LowCardinality(String), flags UInt32 CODEC(T64, ZSTD(1)), weight Float32 CODEC(ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)), scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  sattr Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  iattr Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  nattr Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  battr Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attributes_json String CODEC(ZSTD(1)),
  events Nested(ts DateTime64(9, 'UTC'), name LowCardinality(String), attributes_json String, dropped UInt32),
  links Nested(trace_id FixedString(16), span_id FixedString(8), trace_state String, flags UInt32, attributes_json String, dropped UInt32),
  dropped_attributes UInt32 CODEC(T64, ZSTD(1)), dropped_events UInt32 CODEC(T64, ZSTD(1)), dropped_links UInt32 CODEC(T64, ZSTD(1)),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  kv Array(String) ALIAS arrayConcat(
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(sattr), mapValues(sattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(iattr), mapValues(iattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(nattr), mapValues(nattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(battr), mapValues(battr))),
  INDEX ix_kv arrayConcat(
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(sattr), mapValues(sattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(iattr), mapValues(iattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(nattr), mapValues(nattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(battr), mapValues(battr)))
    TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64,
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX ix_received received TYPE minmax GRANULARITY 64
) ENGINE = MergeTree PARTITION BY toDate(start) ORDER BY (tenant, toStartOfHour(start), start)
SETTINGS map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'basic', map_buckets_min_avg_size = 0,
  ttl_only_drop_parts = 1, merge_max_block_size_bytes = 4194304, max_bytes_to_merge_at_max_space_in_pool = 2147483648;

CREATE TABLE IF NOT EXISTS logs (
  tenant LowCardinality(String),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), observed DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  severity UInt8, severity_text LowCardinality(String), event_name LowCardinality(String),
  body String CODEC(ZSTD(1)), body_json String CODEC(ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)), flags UInt32 CODEC(T64, ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)), scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  sattr Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  iattr Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  nattr Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  battr Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attributes_json String CODEC(ZSTD(1)),
  dropped_attributes UInt32 CODEC(T64, ZSTD(1)),
  identity UInt64 CODEC(ZSTD(1)),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  kv Array(String) ALIAS arrayConcat(
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(sattr), mapValues(sattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(iattr), mapValues(iattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(nattr), mapValues(nattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(battr), mapValues(battr))),
  INDEX ix_kv arrayConcat(
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(sattr), mapValues(sattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(iattr), mapValues(iattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(nattr), mapValues(nattr)),
    arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(battr), mapValues(battr)))
    TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64,
  INDEX ix_body lower(body) TYPE text(tokenizer = 'splitByNonAlpha', posting_list_codec = 'bitpacking') GRANULARITY 64,
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX ix_received received TYPE minmax GRANULARITY 64
) ENGINE = MergeTree PARTITION BY toDate(ts) ORDER BY (tenant, toStartOfHour(ts), ts)
SETTINGS map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'basic', map_buckets_min_avg_size = 0,
  ttl_only_drop_parts = 1, merge_max_block_size_bytes = 4194304, max_bytes_to_merge_at_max_space_in_pool = 2147483648;

-- One row a series: a metric's name with one set of attributes of one resource and scope. `type`: 1 gauge, 2 sum, 3 histogram,
-- 4 exponential histogram, 5 summary. `temporality`: 0 none, 1 delta, 2 cumulative (as in OTLP).
CREATE TABLE IF NOT EXISTS series (
  tenant LowCardinality(String), hash UInt64, name LowCardinality(String), type UInt8, temporality UInt8, monotonic Bool,
  unit LowCardinality(String), description LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), resource_hash UInt64,
  scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), attributes_json String CODEC(ZSTD(1)),
  metadata_json String CODEC(ZSTD(1)),
  seen DateTime('UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, name, hash);

-- Gauges and sums. An integer point has `is_int` and its exact `int_value`, and `value` beside it for arithmetic.
CREATE TABLE IF NOT EXISTS samples (
  tenant LowCardinality(String), hash UInt64 CODEC(ZSTD(1)), ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)), start_ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Float64 CODEC(Gorilla, ZSTD(1)), is_int Bool, int_value Int64 CODEC(T64, ZSTD(1)), flags UInt32 CODEC(T64, ZSTD(1)),
  exemplars Nested(ts DateTime64(9, 'UTC'), value Float64, trace_id FixedString(16), span_id FixedString(8), attributes_json String),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, hash, ts);

-- Histograms of both kinds and summaries. `has`: 1 sum, 2 min, 4 max. Explicit: `bounds`, `counts`. Exponential: `scale`, `zero_count`, `zero_threshold`, `positive_*`, `negative_*`.
-- Summary: `bounds` are the quantiles and `quantile_values` their values.
CREATE TABLE IF NOT EXISTS distributions (
  tenant LowCardinality(String), hash UInt64 CODEC(ZSTD(1)), ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)), start_ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  count UInt64 CODEC(T64, ZSTD(1)), sum Float64 CODEC(ZSTD(1)), min Float64 CODEC(ZSTD(1)), max Float64 CODEC(ZSTD(1)), has UInt8, flags UInt32 CODEC(T64, ZSTD(1)),
  bounds Array(Float64) CODEC(ZSTD(1)), counts Array(UInt64) CODEC(ZSTD(1)), quantile_values Array(Float64) CODEC(ZSTD(1)),
  scale Int32 CODEC(ZSTD(1)), zero_count UInt64 CODEC(T64, ZSTD(1)), zero_threshold Float64 CODEC(ZSTD(1)),
  positive_offset Int32 CODEC(ZSTD(1)), positive_counts Array(UInt64) CODEC(ZSTD(1)), negative_offset Int32 CODEC(ZSTD(1)), negative_counts Array(UInt64) CODEC(ZSTD(1)),
  exemplars Nested(ts DateTime64(9, 'UTC'), value Float64, trace_id FixedString(16), span_id FixedString(8), attributes_json String),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, hash, ts);

-- The `telltale.*` records of transactions, journeys, workflows, interactions and profiles: one row each, beside its log row.
-- `step_index` is -1 when unknown, `duration_ms` is NaN when unknown; the amount is exact, `has_amount` tells it from zero.
CREATE TABLE IF NOT EXISTS business_events (
  tenant LowCardinality(String), kind LowCardinality(String), phase LowCardinality(String), name LowCardinality(String),
  entity_id String CODEC(ZSTD(1)), user_id String CODEC(ZSTD(1)), session_id String CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  step LowCardinality(String), step_index Int16 CODEC(ZSTD(1)), state LowCardinality(String), from_state LowCardinality(String),
  outcome LowCardinality(String), reason LowCardinality(String),
  amount Decimal(38, 9) CODEC(ZSTD(1)), has_amount Bool, currency LowCardinality(String), duration_ms Float64 CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  resource_hash UInt64 CODEC(ZSTD(1)), trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), attributes_json String CODEC(ZSTD(1)),
  uid String CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_entity entity_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX ix_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX ix_ts ts TYPE minmax GRANULARITY 1
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(ts) ORDER BY (tenant, kind, name, toStartOfHour(ts), user_id, ts, uid);

CREATE TABLE IF NOT EXISTS definitions (
  tenant LowCardinality(String), kind LowCardinality(String), name LowCardinality(String), version String,
  steps Array(String), states Array(String), transitions_json String, timeout_ms Float64, service LowCardinality(String), seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, kind, name);

-- A session belongs to the user last seen with it.
CREATE TABLE IF NOT EXISTS identities (
  tenant LowCardinality(String), session_id String, user_id String, seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, session_id);
