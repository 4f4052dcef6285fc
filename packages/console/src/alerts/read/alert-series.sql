-- The series of some metrics, for readings of their points.
SELECT
  toString(hash) AS id,
  toString(name) AS metric,
  type,
  temporality,
  monotonic,
  toString(resource_hash) AS resourceId,
  attributes AS own
FROM series
WHERE name IN {names:Array(String)}
  AND hash IN {ids:Array(UInt64)} -- if ids
ORDER BY seen DESC
LIMIT 1 BY hash
LIMIT {most:UInt32}
