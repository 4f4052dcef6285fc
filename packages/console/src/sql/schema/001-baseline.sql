-- All tables of a new store, and the views that fill them; a change is the next numbered file. Statements run several at
-- once: a view comes after the tables that it reads and fills, and nothing else has an order (store/schema/run-together).
--
-- Time comes first in the keys of spans and logs, so the rows of one trace lie together and ids compress; attribute
-- searches come from the text indexes, everything by service from roll-ups. A view sees only its own block; after an
-- unclean stop the roll-ups of what arrived last are recomputed from the tables (store/upkeep/recover).

---------- Resources, spans, logs, profiles ----------
-- Attributes keep their type: one map a type, and one JSON text (contract's TypedValue by key) for bytes, arrays, maps
-- and empty values. Maps lie in as many buckets as they have keys: one attribute of ten million spans is read in half
-- the time.

CREATE TABLE IF NOT EXISTS resources (
  tenant LowCardinality(String), hash UInt64,
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  instance String CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), attributes_json String CODEC(ZSTD(1)),
  schema_url LowCardinality(String), seen DateTime('UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, hash);

-- A trace's spans are found by its moments in `trace_summary`: an index of their ids is dear to keep. What one insert
-- leaves is a part of some 15 files and not of 175, one for each column and its pieces; merges make larger parts, whose
-- columns lie apart.
--
-- A tenant has budgets of distinct services, operations, environments and versions (store/write/name-budgets). Spans
-- and log records keep their own names; `folded` says which of them roll-ups replace by `_OTHER`: 1 the service, 2 the
-- operation, 4 the environment, 8 the version, added up. `entry` says whether a span is a request of its service, which
-- the writer decides (catalog/measures/request): roll-ups and readings of alerts count the same spans.
CREATE TABLE IF NOT EXISTS spans (
  tenant LowCardinality(String),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  parent_id FixedString(8) CODEC(ZSTD(1)),
  start DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), duration UInt64 CODEC(T64, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  name LowCardinality(String), kind UInt8, status UInt8, status_message LowCardinality(String),
  http_route LowCardinality(String), http_method LowCardinality(String), http_status UInt16 CODEC(ZSTD(1)),
  db_system LowCardinality(String), trace_state LowCardinality(String), flags UInt32 CODEC(T64, ZSTD(1)),
  weight Float32 CODEC(ZSTD(1)), folded UInt8 CODEC(ZSTD(1)),
  entry Bool DEFAULT kind IN (2, 5) OR parent_id = toFixedString('', 8) CODEC(ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)),
  scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  sattr Map(LowCardinality(String), String) CODEC(ZSTD(1)), iattr Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  nattr Map(LowCardinality(String), Float64) CODEC(ZSTD(1)), battr Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attributes_json String CODEC(ZSTD(1)),
  events Nested(ts DateTime64(9, 'UTC'), name LowCardinality(String), attributes_json String, dropped UInt32),
  links Nested(trace_id FixedString(16), span_id FixedString(8), trace_state String, flags UInt32,
    attributes_json String, dropped UInt32),
  dropped_attributes UInt32 CODEC(T64, ZSTD(1)), dropped_events UInt32 CODEC(T64, ZSTD(1)),
  dropped_links UInt32 CODEC(T64, ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
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
  INDEX ix_received received TYPE minmax GRANULARITY 64
) ENGINE = MergeTree PARTITION BY toDate(start) ORDER BY (tenant, toStartOfHour(start), start)
SETTINGS map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'basic',
  map_buckets_min_avg_size = 0, merge_max_block_size_bytes = 4194304,
  max_bytes_to_merge_at_max_space_in_pool = 2147483648, map_buckets_strategy = 'linear',
  min_bytes_for_wide_part = 33554432;

-- A record keeps the skeleton of its text: its words, with `*` for values.
CREATE TABLE IF NOT EXISTS logs (
  tenant LowCardinality(String),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), observed DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  severity UInt8, severity_text LowCardinality(String), event_name LowCardinality(String),
  body String CODEC(ZSTD(1)), body_json String CODEC(ZSTD(1)),
  skeleton LowCardinality(String), folded UInt8 CODEC(ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)), flags UInt32 CODEC(T64, ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)),
  scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  sattr Map(LowCardinality(String), String) CODEC(ZSTD(1)), iattr Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  nattr Map(LowCardinality(String), Float64) CODEC(ZSTD(1)), battr Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attributes_json String CODEC(ZSTD(1)), dropped_attributes UInt32 CODEC(T64, ZSTD(1)),
  identity UInt64 CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
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
SETTINGS map_serialization_version = 'with_buckets', map_serialization_version_for_zero_level_parts = 'basic',
  map_buckets_min_avg_size = 0, merge_max_block_size_bytes = 4194304,
  max_bytes_to_merge_at_max_space_in_pool = 2147483648, map_buckets_strategy = 'linear';

-- CPU profiles of slow spans (`telltale.profile.cpu`): each as it was sent, gzip of a `.cpuprofile`, in base64. The log
-- record beside it has all but the content, which would burden the index of texts.
CREATE TABLE IF NOT EXISTS cpu_profiles (
  tenant LowCardinality(String), uid String CODEC(ZSTD(1)), name LowCardinality(String),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), duration_ms Float64 CODEC(ZSTD(1)),
  samples UInt32 CODEC(T64, ZSTD(1)), bytes UInt32 CODEC(T64, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  data String CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, toStartOfHour(ts), ts, uid)
SETTINGS index_granularity = 64, merge_max_block_size_bytes = 4194304;

---------- Metrics ----------

-- One row a series: a metric's name with one set of attributes of one resource and scope. `type`: 1 gauge, 2 sum, 3
-- histogram, 4 exponential histogram, 5 summary. `temporality`: 0 none, 1 delta, 2 cumulative (as in OTLP). `folded`
-- says what is over the budgets of the tenant: 1 the series, 2 the name of its metric; lists count them as one, and
-- points keep their series.
CREATE TABLE IF NOT EXISTS series (
  tenant LowCardinality(String), hash UInt64, name LowCardinality(String),
  type UInt8, temporality UInt8, monotonic Bool,
  unit LowCardinality(String), description LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), resource_hash UInt64,
  scope_name LowCardinality(String), scope_version LowCardinality(String), scope_json LowCardinality(String),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), attributes_json String CODEC(ZSTD(1)),
  metadata_json String CODEC(ZSTD(1)), folded UInt8 CODEC(ZSTD(1)), seen DateTime('UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, name, hash);

-- Gauges and sums. An integer point has `is_int` and its exact `int_value`, and `value` beside it for arithmetic.
CREATE TABLE IF NOT EXISTS samples (
  tenant LowCardinality(String), hash UInt64 CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)), start_ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Float64 CODEC(Gorilla, ZSTD(1)), is_int Bool, int_value Int64 CODEC(T64, ZSTD(1)),
  flags UInt32 CODEC(T64, ZSTD(1)),
  exemplars Nested(ts DateTime64(9, 'UTC'), value Float64, trace_id FixedString(16), span_id FixedString(8),
    attributes_json String),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, hash, ts);

-- Histograms of both kinds and summaries. `has`: 1 sum, 2 min, 4 max. Explicit: `bounds`, `counts`. Exponential:
-- `scale`, `zero_count`, `zero_threshold`, `positive_*`, `negative_*`. Summary: `bounds` are the quantiles and
-- `quantile_values` their values.
CREATE TABLE IF NOT EXISTS distributions (
  tenant LowCardinality(String), hash UInt64 CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)), start_ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  count UInt64 CODEC(T64, ZSTD(1)), sum Float64 CODEC(ZSTD(1)), min Float64 CODEC(ZSTD(1)), max Float64 CODEC(ZSTD(1)),
  has UInt8, flags UInt32 CODEC(T64, ZSTD(1)),
  bounds Array(Float64) CODEC(ZSTD(1)), counts Array(UInt64) CODEC(ZSTD(1)),
  quantile_values Array(Float64) CODEC(ZSTD(1)),
  scale Int32 CODEC(ZSTD(1)), zero_count UInt64 CODEC(T64, ZSTD(1)), zero_threshold Float64 CODEC(ZSTD(1)),
  positive_offset Int32 CODEC(ZSTD(1)), positive_counts Array(UInt64) CODEC(ZSTD(1)),
  negative_offset Int32 CODEC(ZSTD(1)), negative_counts Array(UInt64) CODEC(ZSTD(1)),
  exemplars Nested(ts DateTime64(9, 'UTC'), value Float64, trace_id FixedString(16), span_id FixedString(8),
    attributes_json String),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(ts) ORDER BY (tenant, hash, ts);

---------- Roll-ups of spans ----------
-- They are computed from what is inserted into `spans_to_roll_up`, which stores nothing. With the embedded engine the
-- writer inserts there what it stored in `spans`, many requests together: a view costs a small block nearly as much as
-- a large one (store/write/rollup-queue). On other servers `spans_to_roll_up_view` passes on each block as it is
-- inserted.
--
-- Views count by bucket first: a map for each span would cost more than all the rest. They group by the names as they
-- came and replace them in their result: rows that are equal then are added up by the table.
--
-- `histogram` counts durations by floor(log2(ns + 1) * 4). `estimated` is what sampled spans represent, beside the
-- number that were kept. `sampled_out` is what sampling left out of the counts in `histogram`: for each bucket the sum
-- of weight - 1 of its spans, in 1,024ths, so that the sums are whole numbers and differences repair them exactly.
-- Percentiles are those before sampling with it. Without sampling its maps are empty, and cost next to nothing.

CREATE TABLE IF NOT EXISTS spans_to_roll_up (
  tenant LowCardinality(String),
  trace_id FixedString(16), parent_id FixedString(8), start DateTime64(9, 'UTC'), duration UInt64,
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  name LowCardinality(String), kind UInt8, status UInt8, weight Float32,
  sattr Map(LowCardinality(String), String), iattr Map(LowCardinality(String), Int64),
  nattr Map(LowCardinality(String), Float64), battr Map(LowCardinality(String), Bool),
  attributes_json String, folded UInt8, entry Bool
) ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_to_roll_up_view TO spans_to_roll_up AS
SELECT tenant, trace_id, parent_id, start, duration, service, environment, service_version, name, kind, status, weight,
  sattr, iattr, nattr, battr, attributes_json, folded, entry
FROM spans;

CREATE TABLE IF NOT EXISTS trace_summary (
  tenant LowCardinality(String), trace_id FixedString(16) CODEC(ZSTD(1)),
  t0 SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  t1 SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  root_service SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  root_name SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  environment SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toDate(t0) ORDER BY (tenant, trace_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_summary_view TO trace_summary AS
SELECT tenant, trace_id, min(start) AS t0, max(start + toIntervalNanosecond(duration)) AS t1,
  count() AS spans, countIf(status = 2) AS errors,
  maxIf(toString(service), parent_id = toFixedString('', 8)) AS root_service,
  maxIf(toString(name), parent_id = toFixedString('', 8)) AS root_name,
  max(toString(environment)) AS environment, groupUniqArray(toString(service)) AS services
FROM spans_to_roll_up GROUP BY tenant, trace_id;

-- Rate, errors and durations of operations by minute.
CREATE TABLE IF NOT EXISTS red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String),
  name LowCardinality(String), kind UInt8, entry Bool, minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(spans) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1)),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute)
ORDER BY (tenant, service, environment, name, kind, entry, minute);

CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, if(bitTest(folded, 0), '_OTHER', g.service) AS service,
  if(bitTest(folded, 2), '_OTHER', g.environment) AS environment, if(bitTest(folded, 1), '_OTHER', g.name) AS name,
  kind, entry, minute, sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration,
  sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram, sumMapIf(map(bucket, left_out), left_out > 0) AS sampled_out
FROM (
  SELECT tenant, service, environment, name, folded, kind, entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed,
    sum(toUInt64(round((least(weight, 1e9) - 1) * 1024))) AS left_out
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, folded, kind, entry, minute, bucket
) AS g GROUP BY tenant, g.service, g.environment, g.name, folded, kind, entry, minute;

-- By service alone, so that lists of services and heatmaps of a day read thousands of rows and not hundreds of
-- thousands. Filled from what goes into `red`: blocks that are summed up already, corrections included.
CREATE TABLE IF NOT EXISTS service_red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String), entry Bool,
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, environment, entry, minute);

CREATE MATERIALIZED VIEW IF NOT EXISTS service_red_view TO service_red AS
SELECT tenant, service, environment, entry, minute,
  sum(r.spans) AS spans, sum(r.errors) AS errors, sum(r.duration) AS duration,
  sum(r.estimated) AS estimated, sum(r.estimated_errors) AS estimated_errors,
  sumMap(r.histogram) AS histogram, sumMap(r.sampled_out) AS sampled_out
FROM red AS r GROUP BY tenant, service, environment, entry, minute;

-- First and last sight of each version of a service: its deploys.
CREATE TABLE IF NOT EXISTS versions (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String),
  version LowCardinality(String),
  first SimpleAggregateFunction(min, DateTime64(9, 'UTC')), last SimpleAggregateFunction(max, DateTime64(9, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY (tenant, service, environment, version);

CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, if(bitTest(folded, 2), '_OTHER', s.environment) AS environment, service_version AS version,
  min(start) AS first, max(start) AS last
FROM spans_to_roll_up AS s WHERE service_version != '' AND NOT bitTest(folded, 0) AND NOT bitTest(folded, 3)
GROUP BY tenant, service, s.environment, folded, version;

-- Attributes whose values have rates, errors and durations. Each choice has its moment: what began before it is grouped
-- from the spans.
CREATE TABLE IF NOT EXISTS rolled_attributes (
  tenant LowCardinality(String), key String, since DateTime('UTC'), dropped Bool, changed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(changed) ORDER BY (tenant, key);

INSERT INTO rolled_attributes (tenant, key, since, dropped, changed)
SELECT '', key, toDateTime(0, 'UTC'), false, now64(3, 'UTC')
FROM (SELECT arrayJoin(['http.response.status_code', 'customer.tier']) AS key)
WHERE key NOT IN (SELECT key FROM rolled_attributes);

-- In steps of five minutes: grouping by one of them reads these rows and not the spans.
CREATE TABLE IF NOT EXISTS attribute_red (
  tenant LowCardinality(String), key LowCardinality(String), value String CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String),
  time DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1)),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(time) ORDER BY (tenant, key, time, service, environment, value);

CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (
  SELECT groupUniqArray(key)
  FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key)
  WHERE NOT gone
) AS chosen
SELECT tenant, key, value, if(bitTest(folded, 0), '_OTHER', g.service) AS service,
  if(bitTest(folded, 2), '_OTHER', g.environment) AS environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration,
  sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram, sumMapIf(map(bucket, left_out), left_out > 0) AS sampled_out
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, folded, environment,
    toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed,
    sum(toUInt64(round((least(weight, 1e9) - 1) * 1024))) AS left_out
  FROM spans_to_roll_up AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, folded, environment, time, bucket
) AS g GROUP BY tenant, key, value, g.service, folded, g.environment, time;

-- The next three are filled once a minute (sql/recover): who called whom, whether a call was answered, and who sent a
-- message is known only from other spans, and a view sees only its own block.

-- Who calls whom: entries of a service whose parent span belongs to another service, by the minute in which they began.
CREATE TABLE IF NOT EXISTS edges (
  tenant LowCardinality(String), caller LowCardinality(String), callee LowCardinality(String),
  environment LowCardinality(String), minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  calls SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1)),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, caller, callee, environment, minute);

-- What a service uses that sends no spans itself: databases, queues and hosts elsewhere, by the minute in which the
-- calls began. Of calls to hosts `answered` counts those that a service with spans answered: such a host is not a third
-- party. `peer` is the service that sent a message. `callee` is the service that answered: calls that it never saw,
-- those that timed out or were refused, are beside those that it did.
CREATE TABLE IF NOT EXISTS dependencies (
  tenant LowCardinality(String), service LowCardinality(String), kind LowCardinality(String),
  system LowCardinality(String), target LowCardinality(String), peer LowCardinality(String),
  environment LowCardinality(String), minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  calls SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  answered SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1)),
  callee LowCardinality(String),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute)
PRIMARY KEY (tenant, service, kind, system, target, peer, environment, minute)
ORDER BY (tenant, service, kind, system, target, peer, environment, minute, callee);

-- The entry spans of each service by version.
CREATE TABLE IF NOT EXISTS version_red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String),
  version LowCardinality(String), minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1)),
  estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1)),
  sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, environment, version, minute);

---------- Attributes and shapes: what completion and the catalog know ----------

-- Attribute keys and their commoner values by day, for completion. Long values and ids stay out: they are emptied
-- before rows are grouped. Keys stay numbers of a dictionary (CAST), which are looked at once each.
CREATE TABLE IF NOT EXISTS attribute_values (
  tenant LowCardinality(String), signal LowCardinality(String), key LowCardinality(String), value String CODEC(ZSTD(1)),
  day Date, count SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, signal, key, value, day);

CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_values_view TO attribute_values AS
SELECT tenant, 'spans' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value,
  toDate(start) AS day, count() AS count
FROM spans_to_roll_up ARRAY JOIN
  CAST(arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)),
    'Array(LowCardinality(String))') AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_attribute_values_view TO attribute_values AS
SELECT tenant, 'logs' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value,
  toDate(ts) AS day, count() AS count
FROM logs ARRAY JOIN
  CAST(arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)),
    'Array(LowCardinality(String))') AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;

-- What arrives: spans, events and other log records by service, version, name and the keys of their attributes. One row
-- for each set of keys and hour: a hash for each record instead of a row for each attribute. `kind` is that of a span,
-- or the severity of a record. `others` are attributes of other types as `key=type`.
CREATE TABLE IF NOT EXISTS shapes (
  tenant LowCardinality(String), signal LowCardinality(String), service LowCardinality(String),
  version LowCardinality(String), name LowCardinality(String), kind UInt8,
  hour DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), shape UInt64 CODEC(ZSTD(1)),
  strings SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  ints SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  doubles SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  bools SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  others SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime('UTC')) CODEC(DoubleDelta, ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, signal, hour, service, version, name, kind, shape);

CREATE MATERIALIZED VIEW IF NOT EXISTS span_shapes_view TO shapes AS
SELECT tenant, 'spans' AS signal, if(bitTest(folded, 0), '_OTHER', g.service) AS service,
  multiIf(bitTest(folded, 0), '', bitTest(folded, 3), '_OTHER', service_version) AS version,
  if(bitTest(folded, 1), '_OTHER', g.name) AS name, kind, toStartOfHour(toDateTime(start, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles,
  any(mapKeys(battr)) AS bools, any(other_keys) AS others,
  count() AS count, countIf(status = 2) AS errors, max(toDateTime(start, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM spans_to_roll_up
) AS g GROUP BY tenant, g.service, service_version, g.name, folded, kind, hour, shape;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_shapes_view TO shapes AS
SELECT tenant, 'logs' AS signal, if(bitTest(folded, 0), '_OTHER', g.service) AS service,
  multiIf(bitTest(folded, 0), '', bitTest(folded, 3), '_OTHER', service_version) AS version,
  event_name AS name, severity AS kind, toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles,
  any(mapKeys(battr)) AS bools, any(other_keys) AS others,
  count() AS count, countIf(severity >= 17) AS errors, max(toDateTime(ts, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM logs
) AS g GROUP BY tenant, g.service, service_version, event_name, folded, kind, hour, shape;

---------- Log patterns and errors ----------

-- Skeletons of log records by the hour; patterns are skeletons joined when they are asked for. Records of business
-- calls have pages of their own.
CREATE TABLE IF NOT EXISTS log_skeletons (
  tenant LowCardinality(String), hour DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String),
  name LowCardinality(String), skeleton LowCardinality(String),
  count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  first SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  people AggregateFunction(uniqCombined(12), Nullable(String)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, hour, service, environment, name, skeleton);

CREATE MATERIALIZED VIEW IF NOT EXISTS log_skeletons_view TO log_skeletons AS
SELECT tenant, toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  if(bitTest(folded, 0), '_OTHER', logs.service) AS service,
  if(bitTest(folded, 2), '_OTHER', logs.environment) AS environment,
  event_name AS name, logs.skeleton AS skeleton,
  count() AS count, countIf(severity >= 17) AS errors, min(ts) AS first, max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs WHERE NOT startsWith(event_name, 'telltale.')
GROUP BY tenant, hour, logs.service, folded, logs.environment, event_name, logs.skeleton;

-- Captured errors (`exception` records), one row each beside their log row, kept as long as business events: a group
-- has a first release. Without a fingerprint, as other libraries send them, the type is the group. `identity`
-- identifies a record that came twice. An error that a span recorded has the weight of that span, so that occurrences
-- are those before sampling; log records are never sampled.
CREATE TABLE IF NOT EXISTS errors (
  tenant LowCardinality(String), fingerprint String CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), identity UInt64 CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  type LowCardinality(String), message String CODEC(ZSTD(1)), place String CODEC(ZSTD(1)), handled Bool,
  user_id String CODEC(ZSTD(1)), session_id String CODEC(ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  weight Float32 DEFAULT 1 CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_fingerprint fingerprint TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(ts)
ORDER BY (tenant, toStartOfHour(ts), fingerprint, ts, identity);

CREATE MATERIALIZED VIEW IF NOT EXISTS errors_view TO errors AS
SELECT tenant, if(sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'],
    concat('type:', sattr['exception.type'])) AS fingerprint,
  ts, identity, service, environment, service_version,
  sattr['exception.type'] AS type, left(sattr['exception.message'], 1024) AS message,
  trimBoth(concat(sattr['code.function.name'], ' ', sattr['code.file.path'])) AS place,
  NOT mapContains(battr, 'telltale.error.handled') OR battr['telltale.error.handled'] AS handled,
  if(mapContains(sattr, 'user.id'), sattr['user.id'],
    if(mapContains(iattr, 'user.id'), toString(iattr['user.id']), '')) AS user_id,
  sattr['session.id'] AS session_id, trace_id, span_id, received
FROM logs WHERE event_name = 'exception';

---------- Business records ----------

-- The `telltale.*` records of transactions, journeys, workflows, interactions and profiles: one row each, beside its
-- log row. `step_index` is -1 when unknown, `duration_ms` and `satisfaction` are NaN, `timeout_ms` is 0; the amount is
-- exact, and `has_amount` tells it from zero, as `has_revenue_impact` does the impact. `numbers` are the numeric
-- attributes of a journey's step.
--
-- Some hundred ids are asked at once: whether the transactions of a page have older records. With one false match in
-- 100 for each id, `ix_entity_id` selected nearly all granules for them; with one in 10,000 it selects one in twenty,
-- and takes twice the space. A person's timeline is a few records of millions. A Bloom filter is read as a whole and
-- has false matches; a text index of whole ids leads to the records (docs/adr/092-find-people-by-text-indexes.md): of
-- users, and of sessions that name no user. The engine matches an expression without constants only, hence `repeat`.
CREATE TABLE IF NOT EXISTS business_events (
  tenant LowCardinality(String), kind LowCardinality(String), phase LowCardinality(String), name LowCardinality(String),
  entity_id String CODEC(ZSTD(1)), user_id String CODEC(ZSTD(1)), session_id String CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  step LowCardinality(String), step_index Int16 CODEC(ZSTD(1)),
  state LowCardinality(String), from_state LowCardinality(String),
  outcome LowCardinality(String), reason LowCardinality(String),
  amount Decimal(38, 9) CODEC(ZSTD(1)), has_amount Bool, currency LowCardinality(String),
  duration_ms Float64 CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  resource_hash UInt64 CODEC(ZSTD(1)), trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), attributes_json String CODEC(ZSTD(1)),
  uid String CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  channel LowCardinality(String), tier LowCardinality(String), satisfaction Float64 DEFAULT nan CODEC(ZSTD(1)),
  revenue_impact Decimal(38, 9) CODEC(ZSTD(1)), has_revenue_impact Bool,
  illegal Bool, timeout_ms Float64 CODEC(ZSTD(1)), numbers Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX ix_ts ts TYPE minmax GRANULARITY 1,
  INDEX ix_entity_id entity_id TYPE bloom_filter(0.0001) GRANULARITY 1,
  INDEX ix_user_id user_id TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64,
  INDEX ix_anonymous_session repeat(session_id, empty(user_id))
    TYPE text(tokenizer = 'array', posting_list_codec = 'bitpacking') GRANULARITY 64
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(ts)
ORDER BY (tenant, kind, name, toStartOfHour(ts), user_id, ts, uid);

-- What applications declare of journeys, workflows and the like, and in catalogs.
CREATE TABLE IF NOT EXISTS definitions (
  tenant LowCardinality(String), kind LowCardinality(String), name LowCardinality(String), version String,
  steps Array(String), states Array(String), transitions_json String, timeout_ms Float64,
  service LowCardinality(String), catalog LowCardinality(String), catalog_version LowCardinality(String),
  content String CODEC(ZSTD(1)), source String CODEC(ZSTD(1)), seen DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, kind, name);

-- A session belongs to the user last seen with it.
CREATE TABLE IF NOT EXISTS identities (
  tenant LowCardinality(String), session_id String, user_id String, seen DateTime64(3, 'UTC'),
  INDEX ix_user user_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(seen) ORDER BY (tenant, session_id);

---------- Journeys and funnels ----------
-- What they are counted from: the steps of one user, or of one session without a user, in one journey on one day, as
-- one row (docs/adr/025-journeys-by-person-and-day.md). `events` is a set, so a step that comes once more, late or
-- after a crash, changes nothing; `t` is in Unix ns, `s` is sipHash64(journey, step), `u` a hash of the record's uid.
-- By day first: what arrives now meets only rows of its own day. `who`: 0 a user, 1 a session without a user, 2 neither
-- (then each step by itself). Who a session belongs to is asked when it is read: that changes.

CREATE TABLE IF NOT EXISTS journey_days (
  tenant LowCardinality(String), name LowCardinality(String), day Date, environment LowCardinality(String),
  who UInt8, actor UInt64 CODEC(ZSTD(1)), id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  events SimpleAggregateFunction(groupUniqArrayArray,
    Array(Tuple(t UInt64, s UInt64, u UInt32, trace FixedString(16)))) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, environment, who, actor);

CREATE MATERIALIZED VIEW IF NOT EXISTS journey_days_view TO journey_days AS
SELECT tenant, name, toDate(ts) AS day, environment, multiIf(user_id != '', 0, session_id != '', 1, 2) AS who,
  sipHash64(who, multiIf(who = 0, user_id, who = 1, session_id, uid)) AS actor,
  if(user_id != '', user_id, session_id) AS id,
  groupUniqArray((toUInt64(toUnixTimestamp64Nano(ts)), sipHash64(name, step), toUInt32(sipHash64(uid)), trace_id))
    AS events
FROM business_events WHERE kind = 'journey' AND phase = 'step'
GROUP BY tenant, name, day, environment, who, actor, id;

-- The steps that were seen of each journey, by day: their names by hash, their places where they have one (32767:
-- none), when last.
CREATE TABLE IF NOT EXISTS journey_steps (
  tenant LowCardinality(String), name LowCardinality(String), day Date, environment LowCardinality(String),
  step String CODEC(ZSTD(1)), place SimpleAggregateFunction(min, Int16),
  first SimpleAggregateFunction(min, DateTime64(9, 'UTC')), last SimpleAggregateFunction(max, DateTime64(9, 'UTC'))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, environment, step);

CREATE MATERIALIZED VIEW IF NOT EXISTS journey_steps_view TO journey_steps AS
SELECT tenant, name, toDate(ts) AS day, environment, toString(e.step) AS step,
  min(if(step_index < 0, toInt16(32767), step_index)) AS place, min(ts) AS first, max(ts) AS last
FROM business_events AS e WHERE kind = 'journey' AND phase = 'step'
GROUP BY tenant, name, day, environment, step;

-- To whom a session belongs, by the hashes of `journey_days`: the user last seen with it. `owner` is the moment (Unix
-- ms) in its upper half and the user in its lower one, so that the greatest is the latest.
CREATE TABLE IF NOT EXISTS session_owners (
  tenant LowCardinality(String), session UInt64 CODEC(ZSTD(1)),
  owner SimpleAggregateFunction(max, UInt128) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree ORDER BY (tenant, session);

CREATE MATERIALIZED VIEW IF NOT EXISTS session_owners_view TO session_owners AS
SELECT tenant, sipHash64(toUInt8(1), session_id) AS session,
  max(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(seen)), 64) + sipHash64(toUInt8(0), user_id)) AS owner
FROM identities GROUP BY tenant, session;

---------- Workflows ----------
-- What their pages are counted from: the records of one instance on one day, as one row
-- (docs/adr/067-workflows-by-instance-and-day.md). `events` is a set, so a record that comes once more, late or after a
-- crash, changes nothing. A record is one number of four words, so that numbers are in the order of time: Unix ns; 1
-- for an end and 63 bits of the state's hash; the event's hash; 1 for an illegal transition and 63 bits of the
-- service's hash. Hashes are sipHash64, of the empty text for none. Records of one person are a row of their own, so
-- that they can be deleted: `person` is the user's id, `session` the session of a record without a user, `others` ids
-- of people in the attributes.

CREATE TABLE IF NOT EXISTS workflow_days (
  tenant LowCardinality(String), name LowCardinality(String), day Date, instance UInt64 CODEC(ZSTD(1)),
  environment LowCardinality(String), actor UInt64 CODEC(ZSTD(1)),
  id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  person SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  session SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  others SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  events SimpleAggregateFunction(groupUniqArrayArray, Array(UInt256)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, instance, environment, actor);

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_days_view TO workflow_days AS
SELECT tenant, name, toDate(ts) AS day, cityHash64(name, entity_id) AS instance, environment,
  sipHash64(user_id, session, others) AS actor,
  entity_id AS id, user_id AS person, if(user_id = '', session_id, '') AS session,
  arraySort(arrayDistinct(arrayFilter(one -> one NOT IN ('', user_id),
    [attributes['user.id'], attributes['enduser.id'], attributes['customer.id']]))) AS others,
  groupUniqArray(bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Nano(ts))), 192)
    + bitShiftLeft(toUInt256((phase = 'ended') * 9223372036854775808 + intDiv(sipHash64(state), 2)), 128)
    + bitShiftLeft(toUInt256(sipHash64(step)), 64)
    + illegal * 9223372036854775808 + intDiv(sipHash64(service), 2)) AS events
FROM business_events WHERE kind = 'workflow'
GROUP BY tenant, name, day, instance, environment, actor, id, person, session, others;

-- The states and events that were seen of each type, by day: their names by hash.
CREATE TABLE IF NOT EXISTS workflow_names (
  tenant LowCardinality(String), name LowCardinality(String), day Date, text String CODEC(ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, name, day, text);

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_names_view TO workflow_names AS
SELECT tenant, name, toDate(ts) AS day, text, max(ts) AS last
FROM business_events ARRAY JOIN [toString(state), toString(step)] AS text
WHERE kind = 'workflow' AND text != ''
GROUP BY tenant, name, day, text;

---------- Alerts and detectors ----------

-- What the evaluation of alert rules keeps: states of rules, changes, messages, their deliveries, and notes of people.
-- One table without partitions, so that the insert of a round is one part: all of its rows are there, or none. A round
-- that is inserted twice is one, because its rows have the same keys. States have the time 0, and the highest version
-- counts.
CREATE TABLE IF NOT EXISTS alert_records (
  tenant LowCardinality(String), kind LowCardinality(String), ts DateTime64(3, 'UTC'), id String CODEC(ZSTD(1)),
  version UInt64, rule String CODEC(ZSTD(1)), alert String CODEC(ZSTD(1)), detail LowCardinality(String),
  body String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, kind, ts, id);

-- How far each detector is, and why its last run failed: one row a detector, by whichever console runs it. Other
-- consoles read it.
CREATE TABLE IF NOT EXISTS detector_passes (
  tenant LowCardinality(String), detector LowCardinality(String), body String CODEC(ZSTD(1)), saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY (tenant, detector);

-- What the anomaly detector remembers: one row for each thing that is watched, the state after the minute `until`, as
-- JSON; an empty state is one that is watched no more.
CREATE TABLE IF NOT EXISTS anomaly_states (
  tenant LowCardinality(String), subject String CODEC(ZSTD(1)), until DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  state String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(until) ORDER BY (tenant, subject);

-- What it found: one row for each anomaly, replaced while it lasts; `ended` is 0 until it is over. `minutes` and
-- `values` are the last points of the series, for comparing series by shape.
CREATE TABLE IF NOT EXISTS anomalies (
  tenant LowCardinality(String), found DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), id String CODEC(ZSTD(1)),
  started DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), ended DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  subject LowCardinality(String), measure LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), name String CODEC(ZSTD(1)),
  kind LowCardinality(String), direction Int8,
  expected Float64 CODEC(ZSTD(1)), observed Float64 CODEC(ZSTD(1)), score Float64 CODEC(ZSTD(1)),
  sentence String CODEC(ZSTD(1)), minutes Array(UInt32) CODEC(ZSTD(1)), values Array(Float64) CODEC(ZSTD(1)),
  updated DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(updated) PARTITION BY toYYYYMM(found) ORDER BY (tenant, found, id);

-- What detectors found in traces: a row for each trace and fingerprint, replaced when late spans of the trace arrive.
-- `gone` is a finding that the whole trace no longer shows. The `transaction` columns are the transactions with a
-- record in the trace; a key is the hash of type and id. `history` is what a finding of history was judged by, as JSON:
-- figures before and after, and their course.
CREATE TABLE IF NOT EXISTS findings (
  tenant LowCardinality(String), fingerprint String CODEC(ZSTD(1)), trace_id String CODEC(ZSTD(1)),
  ts DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)), kind LowCardinality(String), shape LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), version LowCardinality(String),
  operation LowCardinality(String), target String CODEC(ZSTD(1)),
  span_ids Array(String) CODEC(ZSTD(1)), count UInt32,
  total_ms Float64 CODEC(ZSTD(1)), saved_ms Float64 CODEC(ZSTD(1)), size UInt64 CODEC(ZSTD(1)),
  history String CODEC(ZSTD(1)), weight Float64 CODEC(ZSTD(1)),
  transaction_types Array(LowCardinality(String)), transaction_keys Array(UInt64) CODEC(ZSTD(1)),
  transaction_amounts Array(Decimal(38, 9)) CODEC(ZSTD(1)), transaction_currencies Array(LowCardinality(String)),
  gone Bool, judged DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(judged) PARTITION BY toDate(ts) ORDER BY (tenant, fingerprint, trace_id);

-- One row: the time of receipt up to which traces were judged.
CREATE TABLE IF NOT EXISTS finding_cursor (
  tenant LowCardinality(String), until DateTime('UTC'), saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY tenant;

-- How far the comparison of hours with their history is. One row: `received` is the time of receipt up to which spans
-- made their hours due, `hours` are those still to be compared, in Unix seconds.
CREATE TABLE IF NOT EXISTS finding_history_cursor (
  tenant LowCardinality(String), received DateTime('UTC'), hours Array(UInt32) CODEC(ZSTD(1)),
  saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY tenant;

-- Up to when data is complete: one row by service, signal and console that receives it, replaced while something
-- arrives. `lag_ms` is how old the oldest record of the newest request was when it was stored, `held_ms` the same of
-- the seconds before, `usual_ms` the 95th percentile of an hour, `gap_ms` the usual time between requests (0: unknown);
-- `said`: the sender said how old. `seen` is when a console last said the row: it repeats rows of late data, so that a
-- console that is gone can be told from one that waits.
CREATE TABLE IF NOT EXISTS completeness (
  tenant LowCardinality(String), service String CODEC(ZSTD(1)), signal LowCardinality(String),
  console String CODEC(ZSTD(1)), received DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  lag_ms UInt64 CODEC(ZSTD(1)), held_ms UInt64 CODEC(ZSTD(1)),
  usual_ms UInt32 CODEC(ZSTD(1)), gap_ms UInt32 CODEC(ZSTD(1)), said Bool,
  seen DateTime64(3, 'UTC') DEFAULT received CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toDate(received) ORDER BY (tenant, service, signal, console);

---------- What people set up, and who they are ----------
-- The identity of a person is beside their name: names can be edited, and several people may have the same. It is the
-- id of a token, or issuer and subject of a person.

-- What people set up in the console, such as rules of sampling: small JSON texts by kind, every version kept, the
-- highest counts.
CREATE TABLE IF NOT EXISTS documents (
  tenant LowCardinality(String), kind LowCardinality(String), version UInt64, saved DateTime64(3, 'UTC'),
  body String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(saved) ORDER BY (tenant, kind, version);

-- Notes of people. A change is the next version, and merges remove the ones before it. `edited` has the time 0 in the
-- first version.
CREATE TABLE IF NOT EXISTS notes (
  tenant LowCardinality(String), id String CODEC(ZSTD(1)), version UInt64,
  kind LowCardinality(String), subject String CODEC(ZSTD(1)),
  from_time DateTime64(3, 'UTC'), to_time DateTime64(3, 'UTC'), path String CODEC(ZSTD(1)),
  search String CODEC(ZSTD(1)),
  text String CODEC(ZSTD(1)), author String CODEC(ZSTD(1)), author_id String CODEC(ZSTD(1)),
  created DateTime64(3, 'UTC'), edited DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, id);

-- Tokens that were made, and sessions of browsers. Only the SHA-256 of each secret is here. A change is a row more, the
-- latest counts, and what was revoked stays so. `expires` 0 is never. A session ends with its `parent`.
CREATE TABLE IF NOT EXISTS tokens (
  tenant LowCardinality(String), id String, kind LowCardinality(String), hash String,
  name String, identity String CODEC(ZSTD(1)), scope LowCardinality(String), parent String,
  created DateTime64(3, 'UTC'), created_by String, expires DateTime('UTC'), revoked Bool, changed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(changed) ORDER BY (tenant, id);

-- Who did what, and who was refused. People are in it by a hash of their id.
CREATE TABLE IF NOT EXISTS audit (
  tenant LowCardinality(String), ts DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)), id String CODEC(ZSTD(1)),
  actor String CODEC(ZSTD(1)), identity String CODEC(ZSTD(1)), action LowCardinality(String),
  target String CODEC(ZSTD(1)), address String CODEC(ZSTD(1)), details_json String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(ts) ORDER BY (tenant, ts, id);

-- Uploaded source maps: which file of which release has which map, and the maps themselves, gzipped and in parts that a
-- request holds. Several releases share a map when the file did not change.
CREATE TABLE IF NOT EXISTS source_maps (
  tenant LowCardinality(String), debug_id String CODEC(ZSTD(1)), release LowCardinality(String),
  service LowCardinality(String), file String CODEC(ZSTD(1)), parts UInt8,
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(received)
ORDER BY (tenant, debug_id, release, service, file);

CREATE TABLE IF NOT EXISTS source_map_parts (
  tenant LowCardinality(String), debug_id String CODEC(ZSTD(1)), part UInt8, bytes UInt32,
  content String CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(received) ORDER BY (tenant, debug_id, part)
SETTINGS index_granularity_bytes = 1048576;

-- The last moment at which the clock was known to be right, in one row: what is deleted by age goes by it
-- (docs/adr/036-deleting-needs-a-known-time.md). No table has a TTL: merges would delete by whatever the engine's clock
-- says. The console drops partitions.
CREATE TABLE IF NOT EXISTS clock (
  tenant LowCardinality(String), name String, version UInt64, known DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, name);
