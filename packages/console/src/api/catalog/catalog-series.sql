-- Metrics by service and version: instrument, unit, and how many series. A series is noted once an hour. Without names
-- over the budget of the tenant. Each name has a row before any has a second one, 200 at most. Descriptions and keys
-- are read of the rows that are listed only. These are found by hashes, which group and sort faster than texts.
WITH resource AS (
  SELECT
    hash AS resource_hash,
    any(service_version) AS version
  FROM resources
  GROUP BY hash
),
listed AS (
  SELECT row
  FROM (
    SELECT
      *,
      row_number() OVER (PARTITION BY metric ORDER BY series DESC, row) AS place
    FROM (
      SELECT
        cityHash64(name, service, resource.version, type, monotonic, unit) AS row,
        any(cityHash64(name)) AS metric,
        uniqExact(hash) AS series
      FROM series AS s
      LEFT JOIN resource USING (resource_hash)
      WHERE s.seen >= {from:DateTime64(9, 'UTC')} AND NOT bitTest(s.folded, 1)
        AND service = {service:String} -- if service
      GROUP BY row
    )
  )
  WHERE place <= 200
  ORDER BY place, series DESC, row
  LIMIT 20000
)
SELECT
  toString(s.name) AS name,
  toString(s.service) AS service,
  toString(resource.version) AS version,
  type,
  monotonic,
  toString(s.unit) AS unit,
  toString(argMax(description, s.seen)) AS description,
  uniqExact(hash) AS series,
  arraySort(groupUniqArrayArray(200)(arrayMap(key -> toString(key), mapKeys(attributes)))) AS keys,
  toString(toUnixTimestamp(min(s.seen))) AS firstSeconds,
  toString(toUnixTimestamp(max(s.seen))) AS lastSeconds
FROM series AS s
LEFT JOIN resource USING (resource_hash)
WHERE s.seen >= {from:DateTime64(9, 'UTC')} AND NOT bitTest(s.folded, 1)
  AND s.service = {service:String} -- if service
  AND cityHash64(s.name, s.service, resource.version, type, monotonic, s.unit) IN listed
GROUP BY name, service, version, type, monotonic, unit
ORDER BY name, service, version
LIMIT 20000
