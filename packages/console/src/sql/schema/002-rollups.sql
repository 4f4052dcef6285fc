-- What the pages ask for most, kept up to date by views. A view sees only its own block; after an unclean stop the
-- roll-ups of what arrived last are recomputed from the tables (store/recover).

CREATE TABLE IF NOT EXISTS trace_summary (
  tenant LowCardinality(String), trace_id FixedString(16) CODEC(ZSTD(1)),
  t0 SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)), t1 SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  root_service SimpleAggregateFunction(max, String) CODEC(ZSTD(1)), root_name SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  environment SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toDate(t0) ORDER BY (tenant, trace_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_summary_view TO trace_summary AS
SELECT tenant, trace_id, min(start) AS t0, max(start + toIntervalNanosecond(duration)) AS t1, count() AS spans, countIf(status = 2) AS errors,
  maxIf(toString(service), parent_id = toFixedString('', 8)) AS root_service, maxIf(toString(name), parent_id = toFixedString('', 8)) AS root_name,
  max(toString(environment)) AS environment, groupUniqArray(toString(service)) AS services
FROM spans GROUP BY tenant, trace_id;

-- Rate, errors and durations by minute. `entry` marks what enters a service (server, consumer, root): its figures are the service's.
-- `histogram` counts durations by floor(log2(ns + 1) * 4).
CREATE TABLE IF NOT EXISTS red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String), name LowCardinality(String), kind UInt8, entry Bool,
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, environment, name, kind, entry, minute);

-- Counted by bucket first: a map for each span would cost more than all the rest.
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, service, environment, name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, service, environment, name, kind, kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total
  FROM spans AS s GROUP BY tenant, service, environment, name, kind, entry, minute, bucket
) GROUP BY tenant, service, environment, name, kind, entry, minute;

-- First and last sight of each version of a service: its deploys.
CREATE TABLE IF NOT EXISTS versions (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String), version LowCardinality(String),
  first SimpleAggregateFunction(min, DateTime64(9, 'UTC')), last SimpleAggregateFunction(max, DateTime64(9, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY (tenant, service, environment, version);

CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, environment, service_version AS version, min(start) AS first, max(start) AS last
FROM spans WHERE service_version != '' GROUP BY tenant, service, environment, version;

-- Attribute keys and their commoner values by day, for completion. Long values and ids stay out.
CREATE TABLE IF NOT EXISTS attribute_values (
  tenant LowCardinality(String), signal LowCardinality(String), key LowCardinality(String), value String CODEC(ZSTD(1)), day Date,
  count SimpleAggregateFunction(sum, UInt64)
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (tenant, signal, key, value, day);

CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_values_view TO attribute_values AS
SELECT tenant, 'spans' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value, toDate(start) AS day, count() AS count
FROM spans ARRAY JOIN
  arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)), arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_attribute_values_view TO attribute_values AS
SELECT tenant, 'logs' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value, toDate(ts) AS day, count() AS count
FROM logs ARRAY JOIN
  arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)), arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;
