-- A tenant has a budget of distinct services and operations (store/write/names.ts). Spans and log records keep their own names; `folded`
-- says which of them the roll-ups replace by `_OTHER`: 1 the service, 2 the operation, 3 both. A view groups by the names as they came and
-- replaces them in its result: rows that are equal then are added up by the table.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS folded UInt8 CODEC(ZSTD(1)) AFTER weight;
ALTER TABLE logs ADD COLUMN IF NOT EXISTS folded UInt8 CODEC(ZSTD(1)) AFTER skeleton;
ALTER TABLE spans_to_roll_up ADD COLUMN IF NOT EXISTS folded UInt8 AFTER attributes_json;

-- The view that feeds it on other servers, with the new column.
DROP VIEW IF EXISTS spans_to_roll_up_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS spans_to_roll_up_view TO spans_to_roll_up AS
SELECT tenant, trace_id, parent_id, start, duration, service, environment, service_version, name, kind, status, weight, sattr, iattr, nattr, battr,
  attributes_json, folded
FROM spans;

DROP VIEW IF EXISTS red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS red_view TO red AS
SELECT tenant, if(folded % 2 = 1, '_OTHER', g.service) AS service, environment, if(folded >= 2, '_OTHER', g.name) AS name, kind, entry, minute,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sum(weighted_failed) AS estimated_errors,
  sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, service, environment, name, folded, kind, kind IN (2, 5) OR parent_id = toFixedString('', 8) AS entry,
    toDateTime(toStartOfMinute(start), 'UTC') AS minute, toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total,
    sum(toFloat64(weight)) AS weighted, sumIf(toFloat64(weight), status = 2) AS weighted_failed
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, folded, kind, entry, minute, bucket
) AS g GROUP BY tenant, g.service, environment, g.name, folded, kind, entry, minute;

DROP VIEW IF EXISTS versions_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, environment, service_version AS version, min(start) AS first, max(start) AS last
FROM spans_to_roll_up WHERE service_version != '' AND folded % 2 = 0 GROUP BY tenant, service, environment, version;

DROP VIEW IF EXISTS attribute_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, if(folded % 2 = 1, '_OTHER', g.service) AS service, environment, time,
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
) AS g GROUP BY tenant, key, value, g.service, folded, environment, time;

DROP VIEW IF EXISTS span_shapes_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS span_shapes_view TO shapes AS
SELECT tenant, 'spans' AS signal, if(folded % 2 = 1, '_OTHER', g.service) AS service, if(folded % 2 = 1, '', service_version) AS version,
  if(folded >= 2, '_OTHER', g.name) AS name, kind, toStartOfHour(toDateTime(start, 'UTC')) AS hour,
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
SELECT tenant, 'logs' AS signal, if(folded % 2 = 1, '_OTHER', g.service) AS service, if(folded % 2 = 1, '', service_version) AS version,
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
SELECT tenant, toStartOfHour(toDateTime(ts, 'UTC')) AS hour, if(folded % 2 = 1, '_OTHER', logs.service) AS service, environment,
  event_name AS name, logs.skeleton AS skeleton,
  count() AS count, countIf(severity >= 17) AS errors, min(ts) AS first, max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs WHERE NOT startsWith(event_name, 'telltale.')
GROUP BY tenant, hour, logs.service, folded, environment, event_name, logs.skeleton
