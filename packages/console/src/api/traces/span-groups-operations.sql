-- Groups of spans by service, name or environment from the roll-up of operations, in whole minutes; spans without a
-- value come before them. Durations are counts before sampling by floor(log2(ns + 1) * 4).
SELECT
  toString({column:Identifier}) AS value,
  sum(r.spans) AS spans,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  -- include estimated-mean
  AS meanMs,
  (
    -- include estimated-durations
  ) AS durations
FROM red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND r.service = {service:String} -- if service
  AND r.name = {name:String} -- if name
  AND r.environment = {environment:String} -- if environment
  AND r.entry = {entry:Bool} -- if entry
GROUP BY value
HAVING spans > 0
ORDER BY value = '' DESC, estimated DESC, value
LIMIT {limit:UInt32}
