-- Adds what is missing in `shapes` for hours with logs received since: differences, as in `red`.
INSERT INTO shapes (
  tenant, signal, service, version, name, kind, hour, shape, strings, ints, doubles, bools, others, count, errors, last)
WITH affected AS (
  SELECT DISTINCT toStartOfHour(toDateTime(ts, 'UTC'))
  FROM logs
  WHERE received >= {since:DateTime('UTC')} AND received < {until:DateTime('UTC')}
    AND ts >= {keptFrom:DateTime('UTC')} AND ts < {before:DateTime64(9, 'UTC')}
)
SELECT
  tenant,
  'logs' AS signal,
  service,
  version,
  name,
  kind,
  hour,
  shape,
  any(string_keys) AS strings,
  any(int_keys) AS ints,
  any(double_keys) AS doubles,
  any(bool_keys) AS bools,
  any(other_keys) AS others,
  toUInt64(sum(n)) AS count,
  toUInt64(sum(failed)) AS errors,
  max(newest) AS last
FROM (
  SELECT
    tenant,
    if(bitTest(k.folded, 0), '_OTHER', k.service) AS service,
    multiIf(bitTest(k.folded, 0), '', bitTest(k.folded, 3), '_OTHER', service_version) AS version,
    event_name AS name,
    severity AS kind,
    toStartOfHour(toDateTime(ts, 'UTC')) AS hour,
    cityHash64(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), typed_keys) AS shape,
    any(mapKeys(sattr)) AS string_keys,
    any(mapKeys(iattr)) AS int_keys,
    any(mapKeys(nattr)) AS double_keys,
    any(mapKeys(battr)) AS bool_keys,
    any(typed_keys) AS other_keys,
    toInt64(count()) AS n,
    toInt64(countIf(severity >= 17)) AS failed,
    max(toDateTime(ts, 'UTC')) AS newest
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
  UNION ALL
  SELECT
    tenant,
    service,
    version,
    name,
    kind,
    hour,
    shape,
    any(strings),
    any(ints),
    any(doubles),
    any(bools),
    any(others),
    -toInt64(sum(r.count)),
    -toInt64(sum(r.errors)),
    max(r.last)
  FROM shapes AS r
  WHERE signal = 'logs' AND hour IN affected
  GROUP BY tenant, service, version, name, kind, hour, shape
)
GROUP BY tenant, service, version, name, kind, hour, shape
HAVING sum(n) != 0 OR sum(failed) != 0
