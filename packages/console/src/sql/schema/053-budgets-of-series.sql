-- A tenant has budgets of distinct environments, versions of services, names of metrics and series, too (store/write/name-budgets.ts).
-- `folded` of spans and log records says which of their names roll-ups replace by `_OTHER`: 1 the service, 2 the operation, 4 the
-- environment, 8 the version, added up. `folded` of a series: 1 the series, 2 the name of its metric; lists count them as one, and points
-- keep their series.
ALTER TABLE series ADD COLUMN IF NOT EXISTS folded UInt8 CODEC(ZSTD(1)) AFTER metadata_json;

DROP VIEW IF EXISTS red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment,
  if(bitTest(folded, 1), '_OTHER', g.name) AS name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, service, environment, name, folded, kind, kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, folded, kind, entry, minute, bucket
) AS g GROUP BY tenant, g.service, g.environment, g.name, folded, kind, entry, minute;

DROP VIEW IF EXISTS versions_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, if(bitTest(folded, 2), '_OTHER', s.environment) AS environment, service_version AS version, min(start) AS first, max(start) AS last
FROM spans_to_roll_up AS s WHERE service_version != '' AND NOT bitTest(folded, 0) AND NOT bitTest(folded, 3)
GROUP BY tenant, service, s.environment, folded, version;

DROP VIEW IF EXISTS attribute_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, if(bitTest(folded, 0), '_OTHER', g.service) AS service, if(bitTest(folded, 2), '_OTHER', g.environment) AS environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, folded, environment, toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total, sum(toFloat64(weight)) AS weighted
  FROM spans_to_roll_up AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, folded, environment, time, bucket
) AS g GROUP BY tenant, key, value, g.service, folded, g.environment, time;

DROP VIEW IF EXISTS span_shapes_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS span_shapes_view TO shapes AS
SELECT tenant, 'spans' AS signal, if(bitTest(folded, 0), '_OTHER', g.service) AS service, multiIf(bitTest(folded, 0), '', bitTest(folded, 3), '_OTHER', service_version) AS version,
  if(bitTest(folded, 1), '_OTHER', g.name) AS name, kind, toStartOfHour(toDateTime(start, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles, any(mapKeys(battr)) AS bools,
  any(other_keys) AS others, count() AS count, countIf(status = 2) AS errors, max(toDateTime(start, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM spans_to_roll_up
) AS g GROUP BY tenant, g.service, service_version, g.name, folded, kind, hour, shape;

DROP VIEW IF EXISTS log_shapes_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS log_shapes_view TO shapes AS
SELECT tenant, 'logs' AS signal, if(bitTest(folded, 0), '_OTHER', g.service) AS service, multiIf(bitTest(folded, 0), '', bitTest(folded, 3), '_OTHER', service_version) AS version,
  event_name AS name, severity AS kind, toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles, any(mapKeys(battr)) AS bools,
  any(other_keys) AS others, count() AS count, countIf(severity >= 17) AS errors, max(toDateTime(ts, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM logs
) AS g GROUP BY tenant, g.service, service_version, event_name, folded, kind, hour, shape;

DROP VIEW IF EXISTS log_skeletons_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS log_skeletons_view TO log_skeletons AS
SELECT tenant, toStartOfHour(toDateTime(ts, 'UTC')) AS hour, if(bitTest(folded, 0), '_OTHER', logs.service) AS service, if(bitTest(folded, 2), '_OTHER', logs.environment) AS environment,
  event_name AS name, logs.skeleton AS skeleton,
  count() AS count, countIf(severity >= 17) AS errors, min(ts) AS first, max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs WHERE NOT startsWith(event_name, 'telltale.')
GROUP BY tenant, hour, logs.service, folded, logs.environment, event_name, logs.skeleton
