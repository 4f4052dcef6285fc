-- Groups of spans from the roll-up by attribute, in whole steps of five minutes. Durations are counts before
-- sampling by floor(log2(ns + 1) * 4).
SELECT
  value,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  -- include estimated-mean
  AS meanMs,
  (
    -- include estimated-durations
  ) AS durations
FROM attribute_red AS r
WHERE key = {key:String} AND time >= {from:DateTime64(9, 'UTC')} AND time < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY value
HAVING spans > 0
ORDER BY estimated DESC, value
LIMIT {limit:UInt32}
