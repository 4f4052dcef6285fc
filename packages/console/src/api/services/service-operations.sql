-- The operations of one service, by their total time.
SELECT
  toString(name) AS operation,
  kind,
  entry,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.duration) / 1e6 AS totalMs,
  sumMap(histogram) AS durations
FROM red AS r
WHERE service = {service:String}
  AND environment = {environment:String} -- if environment
  AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY name, kind, entry
HAVING spans > 0
ORDER BY totalMs DESC, operation
LIMIT {limit:UInt32}
