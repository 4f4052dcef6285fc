-- Operations of a side from the roll-up by minute, the most frequent first. Durations are counts before
-- sampling by floor(log2(ns + 1) * 4).
SELECT
  toString(r.service) AS serviceName,
  toString(r.name) AS operation,
  entry,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.estimated_errors) AS estimatedErrors,
  (
    -- include estimated-durations
  ) AS durations
FROM red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND r.service != {doctor:String}
  AND r.service = {service:String} -- if service
  AND r.environment = {environment:String} -- if environment
GROUP BY serviceName, operation, entry
HAVING spans > 0
ORDER BY spans DESC, serviceName, operation
LIMIT {limit:UInt32}
