-- `entry` of a span says whether it is a request of its service, which the writer decides (catalog/measures/request): roll-ups and readings
-- of alerts count the same spans. Spans of before have what is known without their attributes.
-- Calls, versions and chosen attributes have their errors before sampling, as services have: a share of errors is one of what the stored
-- spans stand for.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS entry Bool DEFAULT kind IN (2, 5) OR parent_id = toFixedString('', 8) CODEC(ZSTD(1)) AFTER folded;
ALTER TABLE spans_to_roll_up ADD COLUMN IF NOT EXISTS entry Bool AFTER folded;

DROP VIEW IF EXISTS spans_to_roll_up_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS spans_to_roll_up_view TO spans_to_roll_up AS
SELECT tenant, trace_id, parent_id, start, duration, service, environment, service_version, name, kind, status, weight, sattr, iattr, nattr, battr,
  attributes_json, folded, entry
FROM spans;

ALTER TABLE attribute_red ADD COLUMN IF NOT EXISTS estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1));
ALTER TABLE edges ADD COLUMN IF NOT EXISTS estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1));
ALTER TABLE dependencies ADD COLUMN IF NOT EXISTS estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1));
-- The service that answered: calls that it never saw, those that timed out or were refused, are beside those that it did.
ALTER TABLE dependencies ADD COLUMN IF NOT EXISTS callee LowCardinality(String),
  MODIFY ORDER BY (tenant, service, kind, system, target, peer, environment, minute, callee);
ALTER TABLE version_red ADD COLUMN IF NOT EXISTS estimated_errors SimpleAggregateFunction(sum, Float64) DEFAULT toFloat64(errors) CODEC(ZSTD(1));

DROP VIEW IF EXISTS red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment,
  if(bitTest(folded, 1), '_OTHER', g.name) AS name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, service, environment, name, folded, kind, entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, folded, kind, entry, minute, bucket
) AS g GROUP BY tenant, g.service, g.environment, g.name, folded, kind, entry, minute;

DROP VIEW IF EXISTS attribute_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, folded, environment, toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed
  FROM spans_to_roll_up AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, folded, environment, time, bucket
) AS g GROUP BY tenant, key, value, g.service, folded, g.environment, time;
