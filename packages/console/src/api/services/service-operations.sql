-- The operations of one service, by their total time; `allMs` and `total` are of all of them.
SELECT
  toString(name) AS operation,
  kind,
  max(r.entry) AS hasEntries,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  sum(r.duration) / 1e6 AS totalMs,
  sum(sum(r.duration)) OVER () / 1e6 AS allMs,
  count() OVER () AS total,
  (
    -- include estimated-durations
  ) AS durations
FROM red AS r
WHERE service = {service:String}
  AND environment = {environment:String} -- if environment
  AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
GROUP BY name, kind
HAVING spans > 0
ORDER BY totalMs DESC, operation
LIMIT {limit:UInt32}
