-- Rates, errors and durations by the values of chosen attributes, in steps of five minutes: grouping by one of them reads these rows
-- and not the spans. Each choice has its moment: what began before it is grouped from the spans themselves.
CREATE TABLE IF NOT EXISTS rolled_attributes (
  tenant LowCardinality(String), key String, since DateTime('UTC'), dropped Bool, changed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(changed) ORDER BY (tenant, key);

INSERT INTO rolled_attributes (tenant, key, since, dropped, changed)
SELECT '', key, if((SELECT count() FROM spans) = 0, toDateTime(0, 'UTC'), toStartOfFiveMinutes(now('UTC')) + 600), false, now64(3, 'UTC')
FROM (SELECT arrayJoin(['http.response.status_code', 'customer.tier']) AS key)
WHERE key NOT IN (SELECT key FROM rolled_attributes);

CREATE TABLE IF NOT EXISTS attribute_red (
  tenant LowCardinality(String), key LowCardinality(String), value String CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), time DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(time) ORDER BY (tenant, key, time, service, environment, value);

CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, service, environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, environment, toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total, sum(toFloat64(weight)) AS weighted
  FROM spans AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, environment, time, bucket
) GROUP BY tenant, key, value, service, environment, time;
