-- Rates by service alone, so that lists of services and heatmaps of a day read thousands of rows and not hundreds of thousands, and
-- what sampled spans represent beside the number that were kept. `service_red` is filled from what goes into `red`: blocks that are
-- summed up already, corrections included. Maps in as many buckets as they have keys: one attribute of ten million spans is read in
-- half the time. A trace's spans are found by its moments in `trace_summary`, so their index on ids, dear to keep, goes.
ALTER TABLE spans MODIFY SETTING map_buckets_strategy = 'linear';
ALTER TABLE logs MODIFY SETTING map_buckets_strategy = 'linear';
ALTER TABLE spans DROP INDEX IF EXISTS ix_trace;

ALTER TABLE red
  ADD COLUMN IF NOT EXISTS estimated SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(spans) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1));

DROP VIEW IF EXISTS red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, service, environment, name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, service, environment, name, kind, kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed
  FROM spans AS s GROUP BY tenant, service, environment, name, kind, entry, minute, bucket
) GROUP BY tenant, service, environment, name, kind, entry, minute;

CREATE TABLE IF NOT EXISTS service_red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String), entry Bool,
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)), estimated_errors SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, environment, entry, minute);

DROP VIEW IF EXISTS service_red_view;
TRUNCATE TABLE service_red;
INSERT INTO service_red (tenant, service, environment, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
SELECT tenant, service, environment, entry, minute, sum(r.spans), sum(r.errors), sum(r.duration), sum(r.estimated), sum(r.estimated_errors), sumMap(r.histogram)
FROM red AS r GROUP BY tenant, service, environment, entry, minute;
CREATE MATERIALIZED VIEW IF NOT EXISTS service_red_view TO service_red AS
SELECT tenant, service, environment, entry, minute, sum(r.spans) AS spans, sum(r.errors) AS errors, sum(r.duration) AS duration,
  sum(r.estimated) AS estimated, sum(r.estimated_errors) AS estimated_errors, sumMap(r.histogram) AS histogram
FROM red AS r GROUP BY tenant, service, environment, entry, minute;

-- Grouped as they come before values are judged: the pattern is matched once a value and not once a span.
DROP VIEW IF EXISTS attribute_values_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_values_view TO attribute_values AS
SELECT tenant, 'spans' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value, day, sum(n) AS count
FROM (
  SELECT tenant, key, text, toDate(start) AS day, count() AS n
  FROM spans ARRAY JOIN
    arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
    arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)), arrayWithConstant(length(iattr) + length(nattr), '')) AS text
  GROUP BY tenant, key, text, day
) GROUP BY tenant, signal, key, value, day;
