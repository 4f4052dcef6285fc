-- The views of log records that fill roll-ups read from `logs_to_roll_up`, as those of spans do from
-- `spans_to_roll_up`. With the embedded engine the writer inserts there what it stored in `logs`, many requests
-- together; on other servers `logs_to_roll_up_view` passes on each block. It is made first, so that between the two
-- statements of a view only that view misses what another console inserts. `errors_view` stays: alerts look once.
CREATE TABLE IF NOT EXISTS logs_to_roll_up (
  tenant LowCardinality(String), ts DateTime64(9, 'UTC'),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  severity UInt8, event_name LowCardinality(String), skeleton LowCardinality(String), folded UInt8,
  sattr Map(LowCardinality(String), String), iattr Map(LowCardinality(String), Int64),
  nattr Map(LowCardinality(String), Float64), battr Map(LowCardinality(String), Bool),
  attributes_json String
) ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS logs_to_roll_up_view TO logs_to_roll_up AS
SELECT tenant, ts, service, environment, service_version, severity, event_name, skeleton, folded,
  sattr, iattr, nattr, battr, attributes_json
FROM logs;

DROP VIEW IF EXISTS log_attribute_values_view;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_attribute_values_view TO attribute_values AS
SELECT tenant, 'logs' AS signal, key,
  if(
    length(text) > 64 OR match(key, '(\\.|_|^)id$')
      OR match(text, '(?i)\\d{6}|[\\da-f]{8}-?[\\da-f]{4}-?[\\da-f]{4}|\\d\\d:\\d\\d:\\d\\d'),
    '', text) AS value,
  toDate(ts) AS day, count() AS count
FROM logs_to_roll_up ARRAY JOIN
  CAST(arrayConcat(mapKeys(sattr), mapKeys(battr), mapKeys(iattr), mapKeys(nattr)),
    'Array(LowCardinality(String))') AS key,
  arrayConcat(mapValues(sattr), arrayMap(v -> if(v, 'true', 'false'), mapValues(battr)),
    arrayWithConstant(length(iattr) + length(nattr), '')) AS text
GROUP BY tenant, signal, key, value, day;

DROP VIEW IF EXISTS log_shapes_view;

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
  FROM logs_to_roll_up
) AS g GROUP BY tenant, g.service, service_version, event_name, folded, kind, hour, shape;

DROP VIEW IF EXISTS log_skeletons_view;

CREATE MATERIALIZED VIEW IF NOT EXISTS log_skeletons_view TO log_skeletons AS
SELECT tenant, toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  if(bitTest(folded, 0), '_OTHER', l.service) AS service,
  if(bitTest(folded, 2), '_OTHER', l.environment) AS environment,
  event_name AS name, l.skeleton AS skeleton,
  count() AS count, countIf(severity >= 17) AS errors, min(ts) AS first, max(ts) AS last,
  uniqCombinedState(12)(nullIf(sattr['user.id'], '')) AS people
FROM logs_to_roll_up AS l WHERE NOT startsWith(event_name, 'telltale.')
GROUP BY tenant, hour, l.service, folded, l.environment, event_name, l.skeleton;
