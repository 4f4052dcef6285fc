-- Metrics by service and version: instrument, unit, and how many series. A series is noted once an hour. Without names
-- over the budget of the tenant. Each name has a row before any has a second one, 200 at most.
SELECT
  name,
  service,
  version,
  type,
  monotonic,
  unit,
  description,
  series,
  keys,
  firstSeconds,
  lastSeconds
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY name ORDER BY series DESC, service, version, type, monotonic, unit) AS place
  FROM (
    SELECT
      toString(name) AS name,
      toString(service) AS service,
      resource.version AS version,
      type,
      monotonic,
      toString(unit) AS unit,
      argMax(toString(description), s.seen) AS description,
      uniqExact(hash) AS series,
      arraySort(groupUniqArrayArray(200)(arrayMap(key -> toString(key), mapKeys(attributes)))) AS keys,
      toString(toUnixTimestamp(min(s.seen))) AS firstSeconds,
      toString(toUnixTimestamp(max(s.seen))) AS lastSeconds
    FROM series AS s
    LEFT JOIN (
      SELECT
        hash AS resource_hash,
        any(toString(service_version)) AS version
      FROM resources
      GROUP BY hash) AS resource USING (resource_hash)
    WHERE s.seen >= {from:DateTime64(9, 'UTC')} AND NOT bitTest(s.folded, 1)
      AND service = {service:String} -- if service
    GROUP BY name, service, version, type, monotonic, unit
  )
  ORDER BY place, series DESC, name, service, version
  LIMIT 20000
)
WHERE place <= 200
ORDER BY name, service, version
