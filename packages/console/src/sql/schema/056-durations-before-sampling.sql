-- What sampling left out of the counts in `histogram`: for each bucket the sum of weight - 1 of its spans, in 1,024ths, so that the sums are
-- whole numbers and differences repair them exactly. Percentiles are those before sampling with it. Without sampling the maps are empty, and
-- cost next to nothing. Spans that were rolled up before count as often as they are stored.
ALTER TABLE red ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));
ALTER TABLE service_red ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));
ALTER TABLE attribute_red ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));
ALTER TABLE edges ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));
ALTER TABLE dependencies ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));
ALTER TABLE version_red ADD COLUMN IF NOT EXISTS sampled_out SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1));

DROP VIEW IF EXISTS service_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS service_red_view TO service_red AS
SELECT tenant, service, environment, entry, minute, sum(r.spans) AS spans, sum(r.errors) AS errors, sum(r.duration) AS duration,
  sum(r.estimated) AS estimated, sum(r.estimated_errors) AS estimated_errors, sumMap(r.histogram) AS histogram, sumMap(r.sampled_out) AS sampled_out
FROM red AS r GROUP BY tenant, service, environment, entry, minute;

DROP VIEW IF EXISTS red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment,
  if(bitTest(folded, 1), '_OTHER', g.name) AS name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram, sumMapIf(map(bucket, left_out), left_out > 0) AS sampled_out
FROM (
  SELECT tenant, service, environment, name, folded, kind, entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed,
    sum(toUInt64(round((least(weight, 1e9) - 1) * 1024))) AS left_out
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, folded, kind, entry, minute, bucket
) AS g GROUP BY tenant, g.service, g.environment, g.name, folded, kind, entry, minute;

DROP VIEW IF EXISTS attribute_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram, sumMapIf(map(bucket, left_out), left_out > 0) AS sampled_out
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, folded, environment, toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed,
    sum(toUInt64(round((least(weight, 1e9) - 1) * 1024))) AS left_out
  FROM spans_to_roll_up AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, folded, environment, time, bucket
) AS g GROUP BY tenant, key, value, g.service, folded, g.environment, time;
