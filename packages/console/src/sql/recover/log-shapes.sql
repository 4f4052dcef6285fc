-- Rows of `shapes` for hours with logs received since.
WITH affected AS (
  SELECT DISTINCT toStartOfHour(toDateTime(ts, 'UTC'))
  FROM logs
  WHERE received >= {since:DateTime('UTC')} AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
)
-- right
SELECT
  tenant,
  if(bitTest(k.folded, 0), '_OTHER', k.service) AS service,
  multiIf(bitTest(k.folded, 0), '', bitTest(k.folded, 3), '_OTHER', service_version) AS version,
  event_name AS name,
  severity AS kind,
  toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
  cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), typed_keys) AS shape,
  any(mapKeys(sattr)) AS strings,
  any(mapKeys(iattr)) AS ints,
  any(mapKeys(nattr)) AS doubles,
  any(mapKeys(battr)) AS bools,
  any(typed_keys) AS others,
  count() AS count,
  countIf(severity >= 17) AS errors,
  max(toDateTime(ts, 'UTC')) AS last
FROM (
  SELECT
    *,
    if(attributes_json = '', [], arrayMap(p -> concat(p.1, '=', if(JSONExtractString(p.2, 'type') = 'array',
      concat(JSONExtractString(p.2, 'value', 1, 'type'), '[]'), JSONExtractString(p.2, 'type'))),
      JSONExtractKeysAndValuesRaw(attributes_json))) AS typed_keys
  FROM logs
  WHERE toStartOfHour(toDateTime(ts, 'UTC')) IN affected AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
) AS k
GROUP BY tenant, k.service, service_version, event_name, k.folded, kind, hour, shape
-- stored
WHERE signal = 'logs' AND hour IN affected
