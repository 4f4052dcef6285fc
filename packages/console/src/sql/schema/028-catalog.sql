-- The catalog. Definitions get the content of what applications declare, and `shapes` has what arrives: spans, events and other log
-- records by service, version, name and the keys of their attributes. One row for each set of keys and hour: a hash for each record
-- instead of a row for each attribute. Values of attributes are in `attribute_values`, metrics in `series`.
ALTER TABLE definitions
  ADD COLUMN IF NOT EXISTS catalog LowCardinality(String) AFTER service,
  ADD COLUMN IF NOT EXISTS catalog_version LowCardinality(String) AFTER catalog,
  ADD COLUMN IF NOT EXISTS content String CODEC(ZSTD(1)) AFTER catalog_version,
  ADD COLUMN IF NOT EXISTS source String CODEC(ZSTD(1)) AFTER content;

-- `kind` is that of a span, or the severity of a record. `others` are attributes of other types as `key=type`.
CREATE TABLE IF NOT EXISTS shapes (
  tenant LowCardinality(String), signal LowCardinality(String), service LowCardinality(String), version LowCardinality(String),
  name LowCardinality(String), kind UInt8, hour DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), shape UInt64 CODEC(ZSTD(1)),
  strings SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  ints SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  doubles SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  bools SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  others SimpleAggregateFunction(any, Array(String)) CODEC(ZSTD(1)),
  count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime('UTC')) CODEC(DoubleDelta, ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour) ORDER BY (tenant, signal, hour, service, version, name, kind, shape);

ALTER TABLE spans_to_roll_up ADD COLUMN IF NOT EXISTS attributes_json String AFTER battr;

-- The view that feeds it on other servers, with the new column.
DROP VIEW IF EXISTS spans_to_roll_up_view;
CREATE MATERIALIZED VIEW IF NOT EXISTS spans_to_roll_up_view TO spans_to_roll_up AS
SELECT tenant, trace_id, parent_id, start, duration, service, environment, service_version, name, kind, status, weight, sattr, iattr, nattr, battr,
  attributes_json
FROM spans;

CREATE MATERIALIZED VIEW IF NOT EXISTS span_shapes_view TO shapes AS
SELECT tenant, 'spans' AS signal, service, service_version AS version, name, kind,
  toStartOfHour(toDateTime(start, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles, any(mapKeys(battr)) AS bools,
  any(other_keys) AS others, count() AS count, countIf(status = 2) AS errors, max(toDateTime(start, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM spans_to_roll_up
) GROUP BY tenant, service, version, name, kind, hour, shape;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_shapes_view TO shapes AS
SELECT tenant, 'logs' AS signal, service, service_version AS version, event_name AS name, severity AS kind,
  toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), other_keys) AS shape,
  any(mapKeys(sattr)) AS strings, any(mapKeys(iattr)) AS ints, any(mapKeys(nattr)) AS doubles, any(mapKeys(battr)) AS bools,
  any(other_keys) AS others, count() AS count, countIf(severity >= 17) AS errors, max(toDateTime(ts, 'UTC')) AS last
FROM (
  SELECT *, if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
    concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
    JSONExtractKeysAndValuesRaw(attributes_json))) AS other_keys
  FROM logs
) GROUP BY tenant, service, version, name, kind, hour, shape;
