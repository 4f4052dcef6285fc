-- The roll-ups of spans are computed from what is inserted into `spans_to_roll_up`, which stores nothing. With the embedded engine the
-- writer inserts there what it stored in `spans`, many requests together: a view costs a small block nearly as much as a large one
-- (store/write/rollup-queue). On other servers `spans_to_roll_up_view` passes on each block as it is inserted.
CREATE TABLE IF NOT EXISTS spans_to_roll_up (
  tenant LowCardinality(String), trace_id FixedString(16), parent_id FixedString(8), start DateTime64(9, 'UTC'), duration UInt64,
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  name LowCardinality(String), kind UInt8, status UInt8, weight Float32,
  sattr Map(LowCardinality(String), String), iattr Map(LowCardinality(String), Int64),
  nattr Map(LowCardinality(String), Float64), battr Map(LowCardinality(String), Bool)
) ENGINE = Null;

-- First, so that rows which others insert meanwhile reach each roll-up by its old view or by its new one.
CREATE MATERIALIZED VIEW IF NOT EXISTS spans_to_roll_up_view TO spans_to_roll_up AS
SELECT tenant, trace_id, parent_id, start, duration, service, environment, service_version, name, kind, status, weight, sattr, iattr, nattr, battr
FROM spans;

DROP VIEW IF EXISTS trace_summary_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS trace_summary_view TO trace_summary AS
SELECT tenant, trace_id, min(start) AS t0, max(start + toIntervalNanosecond(duration)) AS t1, count() AS spans, countIf(status = 2) AS errors,
  maxIf(toString(service), parent_id = toFixedString('', 8)) AS root_service, maxIf(toString(name), parent_id = toFixedString('', 8)) AS root_name,
  max(toString(environment)) AS environment, groupUniqArray(toString(service)) AS services
FROM spans_to_roll_up GROUP BY tenant, trace_id;

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
  FROM spans_to_roll_up AS s GROUP BY tenant, service, environment, name, kind, entry, minute, bucket
) GROUP BY tenant, service, environment, name, kind, entry, minute;

DROP VIEW IF EXISTS versions_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS versions_view TO versions AS
SELECT tenant, service, environment, service_version AS version, min(start) AS first, max(start) AS last
FROM spans_to_roll_up WHERE service_version != '' GROUP BY tenant, service, environment, version;

DROP VIEW IF EXISTS attribute_values_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_values_view TO attribute_values AS
SELECT tenant, 'spans' AS signal, key, if(length(text) > 64 OR match(key, '(\\.|_|^)id$'), '', text) AS value, day, sum(n) AS count
FROM (
  SELECT tenant, key, text, toDate(start) AS day, count() AS n
  FROM spans_to_roll_up ARRAY JOIN
    arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)) AS key,
    arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)), arrayWithConstant(length(iattr) + length(nattr), '')) AS text
  GROUP BY tenant, key, text, day
) GROUP BY tenant, signal, key, value, day;

DROP VIEW IF EXISTS attribute_red_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS attribute_red_view TO attribute_red AS
WITH (SELECT groupUniqArray(key) FROM (SELECT key, argMax(dropped, changed) AS gone FROM rolled_attributes GROUP BY key) WHERE NOT gone) AS chosen
SELECT tenant, key, value, service, environment, time,
  sum(n) AS spans, sum(failed) AS errors, sum(total) AS duration, sum(weighted) AS estimated, sumMap(map(bucket, n)) AS histogram
FROM (
  SELECT tenant, pair.1 AS key, pair.2 AS value, service, environment, toDateTime(toStartOfFiveMinutes(start), 'UTC') AS time,
    toInt16(floor(log2(s.duration + 1) * 4)) AS bucket,
    count() AS n, countIf(status = 2) AS failed, sum(s.duration) AS total, sum(toFloat64(weight)) AS weighted
  FROM spans_to_roll_up AS s ARRAY JOIN arrayConcat(
    arrayFilter(p -> has(chosen, p.1), arrayZip(mapKeys(sattr), mapValues(sattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(iattr), mapValues(iattr))),
    arrayFilter(p -> has(chosen, p.1), arrayMap((k, v) -> (k, toString(v)), mapKeys(battr), mapValues(battr)))) AS pair
  GROUP BY tenant, key, value, service, environment, time, bucket
) GROUP BY tenant, key, value, service, environment, time;
